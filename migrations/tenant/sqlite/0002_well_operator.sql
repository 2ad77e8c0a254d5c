ALTER TABLE "wells" ADD COLUMN "operator_id" text REFERENCES "users"("id") ON DELETE set null;--> statement-breakpoint
CREATE INDEX "wells_status_idx" ON "wells" ("status");