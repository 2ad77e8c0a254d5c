CREATE TABLE wells (
  api_number varchar(14) NOT NULL,
  name varchar(100) NOT NULL,
  depth_m numeric(8, 1),
  field varchar(60),
  plugged boolean DEFAULT false NOT NULL,
  CONSTRAINT wells_pkey PRIMARY KEY (api_number)
);
CREATE INDEX wells_field_idx ON wells (field);
