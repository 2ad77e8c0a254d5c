CREATE TABLE "tenants" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL UNIQUE,
	"name" text NOT NULL,
	"database_type" text NOT NULL,
	"database_url" text NOT NULL,
	"database_name" text,
	"status" text DEFAULT 'ACTIVE' NOT NULL CHECK ("status" IN ('ACTIVE', 'SUSPENDED', 'ARCHIVED')),
	"created_at" text DEFAULT CURRENT_TIMESTAMP NOT NULL,
	"deleted_at" text
);
