ALTER TABLE `wells` ADD COLUMN `field` varchar(60);--> statement-breakpoint
CREATE INDEX `wells_field_idx` ON `wells` (`field`) ALGORITHM=INPLACE LOCK=NONE;