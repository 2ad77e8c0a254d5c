CREATE TABLE "billing" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL REFERENCES "tenants"("id"),
	"period" text NOT NULL,
	"amount" real NOT NULL CHECK ("amount" >= 0),
	"currency" text DEFAULT 'USD' NOT NULL,
	"paid_at" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "billing_tenant_period_idx" ON "billing" ("tenant_id","period");