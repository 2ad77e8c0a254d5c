-- tenantry: lossy "the values of the column 'field' of 'wells' are gone"
DROP INDEX CONCURRENTLY "wells_field_idx";--> statement-breakpoint
ALTER TABLE "wells" DROP COLUMN "field";