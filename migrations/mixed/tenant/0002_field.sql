ALTER TABLE "wells" ADD COLUMN "field" varchar(60);--> statement-breakpoint
CREATE INDEX CONCURRENTLY "wells_field_idx" ON "wells" USING btree ("field");