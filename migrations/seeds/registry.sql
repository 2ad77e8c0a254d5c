-- The rows of the example's registry: five tenants that can be migrated or are behind, and three that must be skipped.
INSERT INTO tenants (id, slug, name, database_type, database_url, status, deleted_at) VALUES
  ('11111111-0000-4000-8000-000000000001', 'permian', 'Permian Basin Oil', 'SQLITE', 'sqlite:../fleet/permian.db', 'ACTIVE', NULL),
  ('11111111-0000-4000-8000-000000000002', 'bakken', 'Bakken Energy', 'SQLITE', 'sqlite:../fleet/bakken.db', 'ACTIVE', NULL),
  ('11111111-0000-4000-8000-000000000003', 'north-sea', 'North Sea Partners', 'SQLITE', 'sqlite:../fleet/north-sea.db', 'ACTIVE', NULL),
  ('11111111-0000-4000-8000-000000000004', 'gulf-coast', 'Gulf Coast Drilling', 'SQLITE', 'sqlite:../fleet/gulf-coast.db', 'ACTIVE', NULL),
  -- tools/quickstart brings this one to an older migration first.
  ('11111111-0000-4000-8000-000000000005', 'eagle-ford', 'Eagle Ford Resources', 'SQLITE', 'sqlite:../fleet/eagle-ford.db', 'ACTIVE', NULL),
  ('11111111-0000-4000-8000-000000000006', 'marcellus', 'Marcellus Gas', 'SQLITE', 'sqlite:../fleet/marcellus.db', 'SUSPENDED', NULL),
  ('11111111-0000-4000-8000-000000000007', 'haynesville', 'Haynesville Shale', 'SQLITE', 'sqlite:../fleet/haynesville.db', 'ACTIVE', '2026-03-31 12:00:00'),
  -- No adapter serves DB2.
  ('11111111-0000-4000-8000-000000000008', 'montney', 'Montney Resources', 'DB2', 'db2://db.montney.example:50000/wells', 'ACTIVE', NULL);
