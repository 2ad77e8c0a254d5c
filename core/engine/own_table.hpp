#pragma once
// tenantry's own tables in a tenant's database, described as documents that the adapter renders: no
// database's DDL stands here.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/engine/engine.hpp"

namespace tenantry {

struct own_column {
  const char *name;
  const char *type;  // of the neutral types that tenantry.dialect/1 renders
  bool null = false;
  bool now = false;  // filled by the database's own clock
};

// Where a table of ours stands: the configured schema, or a prefix of the name where the server has none.
struct own_table_name {
  std::string schema;  // "" where the server has no schemas
  std::string table;
  std::string qualified;  // quoted as the adapter wants it
};
result<own_table_name> name_own_table(const adapter &a, const engine_options &options,
                                      const std::string &table);

// Statements that make the table, its schema first where one is wanted and there is one to make.
result<std::vector<std::string>> create_own_table(const adapter &a, const own_table_name &name,
                                                  std::span<const own_column> columns,
                                                  const std::vector<std::string> &key, bool with_schema);

// "SELECT [seq], [at] FROM #": # is the table, and names in brackets are quoted as the dialect quoted them
// when it rendered the table: "at" is a reserved word of SQL-92, and a database that folds to upper case
// knows no column seq of a table that was made with "seq".
result<std::string> own_sql(const adapter &a, const own_table_name &name, std::string_view text);

// "" is kept as NULL by Oracle: a dash stands for "none" in columns that are not null.
std::string dash_if_empty(const std::string &text);
std::string empty_if_dash(std::optional<std::string> text);

// The server says that a table or schema that the statement names does not exist.
bool is_missing_table(const error &e);
// The server says that what the statement makes exists already.
bool already_exists(const error &e);

}  // namespace tenantry
