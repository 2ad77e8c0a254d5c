ALTER TABLE "wells" ADD "field" VARCHAR2(60);--> statement-breakpoint
CREATE INDEX "wells_field_idx" ON "wells" ("field");