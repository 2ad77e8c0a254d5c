-- tenantry: lossy "the values of the column 'field' of 'wells' are gone"
DROP INDEX "wells_field_idx";--> statement-breakpoint
ALTER TABLE "wells" DROP ("field") CASCADE CONSTRAINTS;