-- tenantry: lossy "the values of the column 'field' of 'wells' are gone"
DROP INDEX "wells_field_idx";--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE "__new_wells" (
  "api_number" VARCHAR(14) NOT NULL,
  "name" VARCHAR(100) NOT NULL,
  "depth_m" NUMERIC(8,1),
  "plugged" BOOLEAN DEFAULT false NOT NULL,
  PRIMARY KEY ("api_number")
);
--> statement-breakpoint
INSERT INTO "__new_wells" ("api_number", "name", "depth_m", "plugged") SELECT "api_number", "name", "depth_m", "plugged" FROM "wells";--> statement-breakpoint
DROP TABLE "wells";--> statement-breakpoint
PRAGMA legacy_alter_table=ON;--> statement-breakpoint
ALTER TABLE "__new_wells" RENAME TO "wells";--> statement-breakpoint
PRAGMA legacy_alter_table=OFF;--> statement-breakpoint
PRAGMA foreign_keys=ON;