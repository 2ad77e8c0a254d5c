#include "dialect.hpp"

namespace tenantry::postgresql {

sdk::dialect_facts dialect::facts(const sdk::dialect_target &) const {
  sdk::dialect_facts known;
  known.dialect = "postgresql";
  known.identifier_limit = 63;
  known.folding = "lower";
  known.placeholder = "$n";
  known.row_limit = "LIMIT {n}";
  known.schemas = true;
  // pg_get_keywords() of PostgreSQL 15, classes R and T: what cannot name a column, or a function, without
  // quotes.
  known.reserved_words = {"all",
                          "analyse",
                          "analyze",
                          "and",
                          "any",
                          "array",
                          "as",
                          "asc",
                          "asymmetric",
                          "authorization",
                          "binary",
                          "both",
                          "case",
                          "cast",
                          "check",
                          "collate",
                          "collation",
                          "column",
                          "concurrently",
                          "constraint",
                          "create",
                          "cross",
                          "current_catalog",
                          "current_date",
                          "current_role",
                          "current_schema",
                          "current_time",
                          "current_timestamp",
                          "current_user",
                          "default",
                          "deferrable",
                          "desc",
                          "distinct",
                          "do",
                          "else",
                          "end",
                          "except",
                          "false",
                          "fetch",
                          "for",
                          "foreign",
                          "freeze",
                          "from",
                          "full",
                          "grant",
                          "group",
                          "having",
                          "ilike",
                          "in",
                          "initially",
                          "inner",
                          "intersect",
                          "into",
                          "is",
                          "isnull",
                          "join",
                          "lateral",
                          "leading",
                          "left",
                          "like",
                          "limit",
                          "localtime",
                          "localtimestamp",
                          "natural",
                          "not",
                          "notnull",
                          "null",
                          "offset",
                          "on",
                          "only",
                          "or",
                          "order",
                          "outer",
                          "overlaps",
                          "placing",
                          "primary",
                          "references",
                          "returning",
                          "right",
                          "select",
                          "session_user",
                          "similar",
                          "some",
                          "symmetric",
                          "table",
                          "tablesample",
                          "then",
                          "to",
                          "trailing",
                          "true",
                          "union",
                          "unique",
                          "user",
                          "using",
                          "variadic",
                          "verbose",
                          "when",
                          "where",
                          "window",
                          "with"};
  return known;
}

std::optional<std::string> dialect::type_name(const sdk::neutral_type &type,
                                              const sdk::dialect_target &target) const {
  if (type.name == "text" && !type.length) return "text";
  if (type.name == "timestamptz" && !type.length) return "timestamptz";
  return sdk::sql_dialect::type_name(type, target);
}

}  // namespace tenantry::postgresql
