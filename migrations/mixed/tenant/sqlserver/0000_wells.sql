CREATE TABLE [wells] (
  [api_number] nvarchar(14) NOT NULL,
  [name] nvarchar(100) NOT NULL,
  [depth_m] decimal(8,1) NULL,
  [plugged] bit NOT NULL CONSTRAINT [DF_wells_plugged] DEFAULT 0,
  CONSTRAINT [wells_pkey] PRIMARY KEY ([api_number])
);
