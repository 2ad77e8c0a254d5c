#pragma once
// schema/<track>/*.sql → model.  PostgreSQL's DDL in the order of the files' names: CREATE, ALTER, DROP and
// COMMENT are folded, as a server would.  Reads what `pg_dump --schema-only` and `drizzle-kit export` print.
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/drizzle_snapshot.hpp"

namespace tenantry {

struct declared_schema {
  schema_model schema;
  written_texts texts;
  std::map<std::string, position> places;      // by path, for errors that come later
  std::map<std::string, std::size_t> skipped;  // "SET" → 12: what a dump carries and a schema does not
};

struct sql_file {
  std::string name;  // as an error names it
  std::string text;
};
// Errors have file, line and column: what does not parse (in the parser's own words), what the model cannot
// hold, an object twice, a reference to nothing.
result<declared_schema> read_sql_schema(const std::vector<sql_file> &files);

// Every *.sql of a folder in the order of their names; `path` may be one file.
result<declared_schema> load_sql_schema(const std::filesystem::path &path);

}  // namespace tenantry
