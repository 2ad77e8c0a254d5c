-- tenantry: lossy "the values of the column 'field' of 'wells' are gone"
DROP INDEX [wells_field_idx] ON [wells];--> statement-breakpoint
ALTER TABLE [wells] DROP COLUMN [field];