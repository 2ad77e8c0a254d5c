CREATE TABLE "equipment" (
	"id" text PRIMARY KEY NOT NULL,
	"well_id" text NOT NULL REFERENCES "wells"("id") ON DELETE cascade,
	"kind" text NOT NULL,
	"serial_number" text NOT NULL UNIQUE,
	"cost" real DEFAULT 0
);
--> statement-breakpoint
CREATE INDEX "equipment_well_id_idx" ON "equipment" ("well_id");