CREATE TABLE "equipment" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"well_id" uuid NOT NULL,
	"kind" varchar(50) NOT NULL,
	"serial_number" varchar(64) NOT NULL,
	"cost" numeric(12, 2) DEFAULT '0',
	CONSTRAINT "equipment_serial_number_unique" UNIQUE("serial_number")
);
--> statement-breakpoint
ALTER TABLE "equipment" ADD CONSTRAINT "equipment_well_id_wells_id_fk" FOREIGN KEY ("well_id") REFERENCES "public"."wells"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "equipment_well_id_idx" ON "equipment" USING btree ("well_id");