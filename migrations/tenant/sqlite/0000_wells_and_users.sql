CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL UNIQUE,
	"name" text NOT NULL,
	"created_at" text DEFAULT CURRENT_TIMESTAMP NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wells" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"api_number" text NOT NULL,
	"latitude" real,
	"longitude" real,
	"status" text DEFAULT 'drilling' NOT NULL CHECK ("status" IN ('drilling', 'producing', 'shut_in')),
	"created_at" text DEFAULT CURRENT_TIMESTAMP NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "wells_api_number_idx" ON "wells" ("api_number");