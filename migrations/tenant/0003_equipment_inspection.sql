ALTER TABLE "equipment" ADD COLUMN "inspected_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "equipment" ADD COLUMN "condition" text DEFAULT 'unknown' NOT NULL;