CREATE TABLE [production] (
  [api_number] nvarchar(14) NOT NULL,
  [day] date NOT NULL,
  [barrels] decimal(12,2) NOT NULL,
  CONSTRAINT [production_pkey] PRIMARY KEY ([api_number], [day]),
  CONSTRAINT [production_barrels_check] CHECK ([barrels] >= 0)
);
--> statement-breakpoint
ALTER TABLE [production] ADD CONSTRAINT [production_well_fk] FOREIGN KEY ([api_number]) REFERENCES [wells] ([api_number]) ON DELETE CASCADE;--> statement-breakpoint
CREATE INDEX [production_day_idx] ON [production] ([day]);