#pragma once
// A declared schema that asks more than most databases have, and the lines of the configuration that say what
// stands for it there.
#include <string>

namespace tenantry::testing {

inline const std::string mapping_lines = R"toml(
[types.sqlite]
tsvector = "text"
"text[]" = "json"
geometry = "BLOB"
[types.mysql]
tsvector = "LONGTEXT"
"text[]" = "json"
geometry = "POINT"
mood = "varchar(20)"
text-in-key = "varchar(191)"
[schemas.sqlite]
audit = "audit_"
[schemas.mysql]
audit = "log_of_"
)toml";

// `of_wells` goes on behind the last column of wells; `of_log` are columns of audit.log.
inline std::string mapped_schema(const std::string &of_wells, const std::string &of_log) {
  return "CREATE SCHEMA audit;\n"
         "CREATE TYPE mood AS ENUM ('calm', 'wild');\n"
         "CREATE TABLE wells (id integer PRIMARY KEY, code text NOT NULL UNIQUE, tags text[], search "
         "tsvector, "
         "mood mood, area geometry(Point, 4326)" +
         of_wells +
         ");\n"
         "CREATE TABLE audit.log (id integer PRIMARY KEY, well integer REFERENCES wells (id), " +
         of_log +
         ", CONSTRAINT positive CHECK (id > 0));\n"
         "CREATE INDEX log_well_idx ON audit.log (well);\n";
}

}  // namespace tenantry::testing
