ALTER TABLE "wells" ADD COLUMN "operator_id" uuid;--> statement-breakpoint
ALTER TABLE "wells" ADD CONSTRAINT "wells_operator_id_users_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "wells_status_idx" ON "wells" USING btree ("status");