#include "dialect.hpp"

namespace tenantry::sqlite {

sdk::dialect_facts dialect::facts(const sdk::dialect_target &) const {
  sdk::dialect_facts known;
  known.dialect = "sqlite";
  known.identifier_limit = 1024;  // SQLite itself has none
  known.schemas = false;
  known.row_limit = "LIMIT {n}";
  known.reserved_words = {"add",       "all",        "alter",       "and",     "as",       "autoincrement",
                          "between",   "case",       "check",       "collate", "commit",   "constraint",
                          "create",    "default",    "deferrable",  "delete",  "distinct", "drop",
                          "else",      "escape",     "except",      "exists",  "foreign",  "from",
                          "group",     "having",     "if",          "in",      "index",    "insert",
                          "intersect", "into",       "is",          "isnull",  "join",     "limit",
                          "not",       "notnull",    "null",        "on",      "or",       "order",
                          "primary",   "references", "returning",   "select",  "set",      "table",
                          "then",      "to",         "transaction", "union",   "unique",   "update",
                          "using",     "values",     "when",        "where"};
  return known;
}

std::optional<std::string> dialect::type_name(const sdk::neutral_type &type,
                                              const sdk::dialect_target &) const {
  for (const std::string_view whole : {"boolean", "smallint", "integer", "bigint"})
    if (type.name == whole && !type.length) return "INTEGER";
  // SQLite keeps no length; times travel as ISO 8601, whose order is the order of time.
  for (const std::string_view text : {"text", "varchar", "timestamptz"})
    if (type.name == text) return "TEXT";
  return std::nullopt;
}

std::optional<std::string> dialect::default_expression(const sdk::column_definition &column,
                                                       const sdk::dialect_target &) const {
  if (column.default_value == "now" && column.type.name == "timestamptz")
    return "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
  return std::nullopt;
}

}  // namespace tenantry::sqlite
