#include "dialect.hpp"

#include "create_reader.hpp"

namespace tenantry::sqlite {

const std::string random_uuid_text =
    "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' "
    "|| "
    "substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || "
    "hex(randomblob(6))))";

namespace {

bool is_rowid(const sdk::column_definition &column, const sdk::table_definition &table) {
  return column.identity && table.primary_key.size() == 1 && table.primary_key.front() == column.name;
}

}  // namespace

sdk::dialect_facts dialect::facts(const sdk::dialect_target &) const {
  sdk::dialect_facts known;
  known.dialect = "sqlite";
  known.identifier_limit = 1024;  // SQLite itself has none
  known.schemas = false;
  known.row_limit = "LIMIT {n}";
  known.scratch_connection = true;
  known.sequences = known.comments = false;
  known.partial_indexes = known.expression_indexes = known.virtual_columns = known.foreign_keys_in_create =
      known.deferrable = true;
  return known;
}

std::vector<std::string> dialect::reserved_words(const sdk::dialect_target &) const {
  return {"add",       "all",        "alter",       "and",     "as",       "autoincrement",
          "between",   "case",       "check",       "collate", "commit",   "constraint",
          "create",    "default",    "deferrable",  "delete",  "distinct", "drop",
          "else",      "escape",     "except",      "exists",  "foreign",  "from",
          "group",     "having",     "if",          "in",      "index",    "insert",
          "intersect", "into",       "is",          "isnull",  "join",     "limit",
          "not",       "notnull",    "null",        "on",      "or",       "order",
          "primary",   "references", "returning",   "select",  "set",      "table",
          "then",      "to",         "transaction", "union",   "unique",   "update",
          "using",     "values",     "when",        "where"};
}

// The affinity follows from the name: INT, CHAR, TEXT, BLOB, REAL, DOUB, else NUMERIC, which leaves texts
// alone that do not look like a number, as ISO 8601 times do not.  A UUID or a JSON text might: they are
// declared as texts.
std::optional<std::string> dialect::type_name(const sdk::neutral_type &type, const target &) const {
  static const std::map<std::string, std::string, std::less<>> names = {{"boolean", "BOOLEAN"},
                                                                        {"smallint", "SMALLINT"},
                                                                        {"integer", "INTEGER"},
                                                                        {"bigint", "BIGINT"},
                                                                        {"numeric", "NUMERIC"},
                                                                        {"real", "REAL"},
                                                                        {"text", "TEXT"},
                                                                        {"double", "DOUBLE PRECISION"},
                                                                        {"varchar", "VARCHAR"},
                                                                        {"char", "CHAR"},
                                                                        {"uuid", "CHAR(36)"},
                                                                        {"json", "TEXT"},
                                                                        {"jsonb", "TEXT"},
                                                                        {"interval", "TEXT"},
                                                                        {"bytes", "BLOB"},
                                                                        {"date", "DATE"},
                                                                        {"time", "TIME"},
                                                                        {"timestamp", "TIMESTAMP"},
                                                                        {"timestamptz", "TIMESTAMPTZ"}};
  const auto found = names.find(type.name);
  if (found == names.end()) return std::nullopt;
  return with_lengths(found->second, type);
}

std::optional<std::string> dialect::default_expression(const sdk::column_definition &column,
                                                       const target &where) const {
  const std::string &kind = column.default_value.kind, &type = column.type.name;
  if (kind == "random_uuid") return random_uuid_text;
  if (kind != "now") return sdk::sql_dialect::default_expression(column, where);
  if (type == "timestamptz") return "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
  if (type == "date") return "CURRENT_DATE";
  return type == "time" ? "CURRENT_TIME" : "CURRENT_TIMESTAMP";
}

std::string dialect::column_clause(const sdk::column_definition &column, const sdk::table_definition &table,
                                   const target &where) const {
  if (!column.identity) return sdk::sql_dialect::column_clause(column, table, where);
  if (!is_rowid(column, table))
    throw sdk::dialect_gap("column \"" + column.name +
                           "\" counts by itself, which in SQLite only a primary key can");
  return named(column.name, where) + " INTEGER " + constraint(table.primary_key_name, where) +
         "PRIMARY KEY AUTOINCREMENT NOT NULL";
}

std::string dialect::primary_key_clause(const sdk::table_definition &table, const target &where) const {
  for (const sdk::column_definition &column : table.columns)
    if (is_rowid(column, table)) return "";  // the column says it
  return sdk::sql_dialect::primary_key_clause(table, where);
}

std::string dialect::unique_clause(const sdk::unique_definition &unique, const target &where) const {
  if (unique.deferrable != "no")
    throw sdk::dialect_gap("unique constraint \"" + unique.name + "\": only foreign keys can wait in SQLite");
  return sdk::sql_dialect::unique_clause(unique, where);
}

sdk::neutral_type dialect::kept_type(const sdk::column_definition &column, const target &where) const {
  const std::string &name = column.type.name;
  if (const auto own = own_text(column.type.native, where);
      own && name == "native" && column.type.dimensions == 0)
    return read_declared_type(*own);  // a text of one's own may be what the model has a word for: "BLOB"
  if (column.identity) return {"integer"};
  if (name == "uuid") return {"char", 36};
  if (name == "json" || name == "jsonb" || name == "interval") return {"text"};
  return column.type;
}

void dialect::finish_table(sdk::table_definition &table, const target &) const {
  for (sdk::column_definition &column : table.columns)
    if (column.identity) column.identity = sdk::identity_definition{"by_default"};
}

}  // namespace tenantry::sqlite
