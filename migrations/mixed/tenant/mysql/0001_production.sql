CREATE TABLE `production` (
  `api_number` varchar(14) NOT NULL,
  `day` date NOT NULL,
  `barrels` decimal(12,2) NOT NULL,
  PRIMARY KEY (`api_number`, `day`),
  CONSTRAINT `production_barrels_check` CHECK (`barrels` >= 0)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
--> statement-breakpoint
ALTER TABLE `production` ADD CONSTRAINT `production_well_fk` FOREIGN KEY (`api_number`) REFERENCES `wells` (`api_number`) ON DELETE CASCADE;--> statement-breakpoint
CREATE INDEX `production_day_idx` ON `production` (`day`);