CREATE TYPE "public"."well_status" AS ENUM('drilling', 'producing', 'shut_in', 'plugged');
CREATE TABLE "equipment" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"well_id" uuid NOT NULL,
	"kind" varchar(200) NOT NULL,
	"cost" numeric(12, 2) DEFAULT '0'
);

CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" varchar(255) NOT NULL,
	"name" varchar(100) NOT NULL,
	"created_at" timestamp DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_name_unique" UNIQUE("name")
);

CREATE TABLE "wells" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" varchar(100) NOT NULL,
	"api_number" varchar(14) NOT NULL,
	"latitude" numeric(10, 7),
	"longitude" numeric(10, 7),
	"status" "well_status" DEFAULT 'drilling' NOT NULL,
	"depth" numeric(8, 2),
	"field" text NOT NULL,
	"is_offshore" boolean DEFAULT false NOT NULL,
	"operator_id" uuid NOT NULL,
	"created_at" timestamp DEFAULT now() NOT NULL,
	CONSTRAINT "wells_depth_check" CHECK ("wells"."depth" >= 0)
);

CREATE TABLE "work_orders" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject" varchar(200) NOT NULL,
	"well_id" uuid,
	"assignee_id" uuid,
	"due" timestamp with time zone
);

ALTER TABLE "equipment" ADD CONSTRAINT "equipment_well_id_wells_id_fk" FOREIGN KEY ("well_id") REFERENCES "public"."wells"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "wells" ADD CONSTRAINT "wells_operator_id_users_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_well_id_wells_id_fk" FOREIGN KEY ("well_id") REFERENCES "public"."wells"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;
CREATE UNIQUE INDEX "wells_api_number_idx" ON "wells" USING btree ("api_number");
CREATE INDEX "wells_status_idx" ON "wells" USING btree ("status");
CREATE INDEX "work_orders_due_idx" ON "work_orders" USING btree ("due");
CREATE INDEX "wo_subject_idx" ON "work_orders" USING gin (to_tsvector('english', "subject"));
CREATE INDEX CONCURRENTLY "wo_well_due_idx" ON "work_orders" USING btree ("well_id","due" DESC NULLS LAST);
