ALTER TABLE "wells" ADD COLUMN "field" VARCHAR(60);--> statement-breakpoint
CREATE INDEX "wells_field_idx" ON "wells" ("field");