CREATE TABLE "wells" (
  "api_number" VARCHAR(14) NOT NULL,
  "name" VARCHAR(100) NOT NULL,
  "depth_m" NUMERIC(8,1),
  "plugged" BOOLEAN DEFAULT false NOT NULL,
  PRIMARY KEY ("api_number")
);
