-- tenantry: lossy "the values of the column 'field' of 'wells' are gone"
ALTER TABLE `wells` DROP INDEX `wells_field_idx`;--> statement-breakpoint
ALTER TABLE `wells` DROP COLUMN `field`;