CREATE TABLE production (
  api_number varchar(14) NOT NULL,
  day date NOT NULL,
  barrels numeric(12, 2) NOT NULL,
  CONSTRAINT production_pkey PRIMARY KEY (api_number, day),
  CONSTRAINT production_well_fk FOREIGN KEY (api_number) REFERENCES wells (api_number) ON DELETE CASCADE,
  CONSTRAINT production_barrels_check CHECK (barrels >= 0)
);
CREATE INDEX production_day_idx ON production (day);
