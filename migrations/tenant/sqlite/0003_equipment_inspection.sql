ALTER TABLE "equipment" ADD COLUMN "inspected_at" text;--> statement-breakpoint
ALTER TABLE "equipment" ADD COLUMN "condition" text DEFAULT 'unknown' NOT NULL;