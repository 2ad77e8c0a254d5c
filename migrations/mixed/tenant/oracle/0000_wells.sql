CREATE TABLE "wells" (
  "api_number" VARCHAR2(14) NOT NULL,
  "name" VARCHAR2(100) NOT NULL,
  "depth_m" NUMBER(8,1),
  "plugged" NUMBER(1) DEFAULT 0 NOT NULL,
  CONSTRAINT "wells_pkey" PRIMARY KEY ("api_number"),
  CONSTRAINT "wells_plugged_bool" CHECK ("plugged" IN (0, 1))
);
