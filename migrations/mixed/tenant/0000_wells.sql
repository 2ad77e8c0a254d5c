CREATE TABLE "wells" (
	"api_number" varchar(14) PRIMARY KEY NOT NULL,
	"name" varchar(100) NOT NULL,
	"depth_m" numeric(8, 1),
	"plugged" boolean DEFAULT false NOT NULL
);
