CREATE TABLE "production" (
	"api_number" varchar(14) NOT NULL,
	"day" date NOT NULL,
	"barrels" numeric(12, 2) NOT NULL,
	PRIMARY KEY("api_number","day"),
	CONSTRAINT "production_barrels_check" CHECK ("production"."barrels" >= 0)
);
--> statement-breakpoint
ALTER TABLE "production" ADD CONSTRAINT "production_well_fk" FOREIGN KEY ("api_number") REFERENCES "public"."wells"("api_number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "production_day_idx" ON "production" USING btree ("day");