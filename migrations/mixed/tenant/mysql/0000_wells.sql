CREATE TABLE `wells` (
  `api_number` varchar(14) NOT NULL,
  `name` varchar(100) NOT NULL,
  `depth_m` decimal(8,1),
  `plugged` tinyint(1) NOT NULL DEFAULT false,
  PRIMARY KEY (`api_number`)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
