// What PostgreSQL is, its types and literals, columns and CREATE TABLE.
#include "dialect.hpp"

#include <tenantry/sdk/words.hpp>

namespace tenantry::postgresql {
namespace {

// pg_get_keywords() of PostgreSQL 15, classes R and T: what cannot name a column, or a function, without
// quotes.
constexpr std::string_view all_reserved =
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast "
    "check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user "
    "default deferrable desc distinct do else end except false fetch for foreign freeze from "
    "full grant group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null offset on only "
    "or order outer overlaps placing primary references returning right select session_user "
    "similar some symmetric table tablesample then to trailing true union unique user using "
    "variadic verbose when where window with ";

// A column that is the whole of an unnamed primary key says so itself.
bool is_inline_key(const sdk::table_definition &table) {
  return table.primary_key.size() == 1 &&
         (table.primary_key_name.empty() || table.primary_key_name == table.name + "_pkey");
}

}  // namespace

sdk::dialect_facts dialect::facts(const target &where) const {
  sdk::dialect_facts known;
  known.dialect = "postgresql";
  known.identifier_limit = 63;
  known.folding = "lower";
  known.placeholder = "$n";
  known.row_limit = "LIMIT {n}";
  known.schemas = true;
  known.enums = sdk::enum_form::own_type;
  known.materialized_views = known.arrays = known.deferrable = known.partial_indexes =
      known.expression_indexes = known.include_columns = known.nulls_order = known.index_methods =
          known.not_valid = known.online_indexes = true;
  known.nulls_not_distinct = where.at_least(15);
  known.virtual_columns = where.at_least(18);
  known.scratch_schema =
      "SELECT pg_catalog.set_config('search_path', '{schema}, ' || "
      "pg_catalog.current_setting('search_path'), true)";
  known.indent = "\t";
  known.list_separator = ",";
  return known;
}

std::vector<std::string> dialect::reserved_words(const target &) const {
  return sdk::words_of(all_reserved);
}

// The server cuts too long names by itself; Drizzle writes them whole.
std::string dialect::cut_name(std::string_view name, const target &) const {
  return std::string(sdk::cut_utf8(name, 63));
}

std::string dialect::function_call(const std::string &name, const std::string &arguments) const {
  return name + "(" + arguments + ")";
}

std::string dialect::column_reference(const std::string &column, const std::string &table,
                                      const target &where) const {
  return (table.empty() ? "" : named(table, where) + ".") + named(column, where);
}

std::optional<std::string> dialect::type_name(const sdk::neutral_type &type, const target &where) const {
  const std::string &name = type.name;
  if (name == "numeric" && type.length)
    return "numeric(" + std::to_string(*type.length) +
           (type.scale ? ", " + std::to_string(*type.scale) : "") + ")";
  if (name == "timestamptz")
    return "timestamp " + (type.length ? "(" + std::to_string(*type.length) + ") " : std::string()) +
           "with time zone";
  if ((name == "timestamp" || name == "time") && type.length)
    return name + " (" + std::to_string(*type.length) + ")";
  if (name == "bytes") return "bytea";
  if (name == "char") return with_lengths("char", type);
  for (const std::string_view same :
       {"text", "uuid", "json", "jsonb", "interval", "varchar", "timestamp", "time"})
    if (name == same && (!type.length || same == "varchar")) return with_lengths(name, type);
  return sdk::sql_dialect::type_name(type, where);
}

std::string dialect::public_name(const std::string &schema, const std::string &name,
                                 const target &where) const {
  return qualified(schema.empty() ? "public" : schema, name, where);
}

std::string dialect::referenced_table(const sdk::foreign_key_definition &key, const target &where) const {
  return public_name(key.to_schema, key.to_table, where);
}

std::string dialect::enum_type(const sdk::enum_definition &made, const target &where) const {
  return qualified(made.schema, made.name, where);
}

std::optional<std::string> dialect::default_expression(const sdk::column_definition &column,
                                                       const target &where) const {
  const sdk::column_default &value = column.default_value;
  if (value.kind == "now") return "now()";
  if (value.kind == "random_uuid") return "gen_random_uuid()";
  if (value.kind == "expression") return expression_text(value.value, "", where);
  if (value.kind != "literal") return std::nullopt;
  const bool text = value.value.is(sdk::expression::node::text);
  // As Drizzle writes it, to which a numeric is a text: the catalog then holds the same.
  if (column.type.name == "numeric" && column.type.dimensions == 0 && !text &&
      !value.value.is(sdk::expression::node::null))
    return text_literal(literal(value.value));
  if (text && (column.type.name == "json" || column.type.name == "jsonb"))
    return literal(value.value) + "::" + column.type.name;
  return literal(value.value);
}

// Drizzle's order: PRIMARY KEY, DEFAULT, GENERATED … STORED, NOT NULL, identity.
std::string dialect::column_clause(const sdk::column_definition &column, const sdk::table_definition &table,
                                   const target &where) const {
  const bool serial = column.identity && column.identity->kind == "serial";
  std::string clause = named(column.name, where) + " ";
  if (serial)
    clause += column.type.name == "bigint"     ? "bigserial"
              : column.type.name == "smallint" ? "smallserial"
                                               : "serial";
  else
    clause += column_type(column, where);
  if (const auto own = own_text(column.collation, where)) clause += " COLLATE " + quote(*own, where);
  if (is_inline_key(table) && table.primary_key.front() == column.name) clause += " PRIMARY KEY";
  if (const std::string value = default_clause(column, where); !value.empty()) clause += " " + value;
  if (column.generated) clause += " " + generated_clause(column, where);
  if (!column.null) clause += " NOT NULL";
  if (column.identity && !serial) clause += " " + identity_clause(column, table, where);
  return clause;
}

std::string dialect::generated_clause(const sdk::column_definition &column, const target &where) const {
  if (!column.generated->stored && !facts(where).virtual_columns)
    throw sdk::dialect_gap("column \"" + column.name +
                           "\": columns that are not stored came with PostgreSQL 18");
  return "GENERATED ALWAYS AS (" + expression_text(column.generated->value, "", where) + ")" +
         (column.generated->stored ? " STORED" : " VIRTUAL");
}

std::string dialect::identity_clause(const sdk::column_definition &column, const sdk::table_definition &table,
                                     const target &where) const {
  const sdk::identity_definition &identity = *column.identity;
  std::string options;
  if (!identity.sequence.empty())
    options += " sequence name " + (table.schema.empty() ? named(identity.sequence, where)
                                                         : qualified(table.schema, identity.sequence, where));
  options += sequence_clauses(identity.options);
  return std::string("GENERATED ") + (identity.kind == "always" ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY" +
         (options.empty() ? "" : " (" + options.substr(1) + ")");
}

std::string dialect::primary_key_clause(const sdk::table_definition &table, const target &where) const {
  return constraint(table.primary_key_name, where) + "PRIMARY KEY(" + named_list(table.primary_key, where) +
         ")";
}

std::string dialect::unique_clause(const sdk::unique_definition &unique, const target &where) const {
  if (unique.nulls_not_distinct && !facts(where).nulls_not_distinct)
    throw sdk::dialect_gap("unique constraint \"" + unique.name +
                           "\": NULLS NOT DISTINCT came with PostgreSQL 15");
  return constraint(unique.name, where) + "UNIQUE" +
         (unique.nulls_not_distinct ? " NULLS NOT DISTINCT" : "") + "(" + named_list(unique.columns, where) +
         ")" + deferrable_clause(unique.deferrable, where);
}

std::vector<std::string> dialect::table_clauses(const sdk::table_definition &table,
                                                const target &where) const {
  std::vector<std::string> clauses;
  for (const sdk::column_definition &column : table.columns)
    clauses.push_back(column_clause(column, table, where));
  if (!table.primary_key.empty() && !is_inline_key(table))
    clauses.push_back(primary_key_clause(table, where));
  for (const sdk::unique_definition &one : table.uniques) clauses.push_back(unique_clause(one, where));
  for (const sdk::check_definition &one : table.checks) clauses.push_back(check_clause(one, table, where));
  return clauses;
}

std::string dialect::foreign_key_clause(const sdk::foreign_key_definition &key, const sdk::table_definition &,
                                        const target &where) const {
  const auto action = [](std::string words) {
    for (char &c : words) c = c == '_' ? ' ' : c;
    return words;
  };
  return constraint(key.name, where) + "FOREIGN KEY (" + named_list(key.columns, where) + ") REFERENCES " +
         referenced_table(key, where) + "(" + named_list(key.to_columns, where) + ") ON DELETE " +
         action(key.on_delete) + " ON UPDATE " + action(key.on_update) +
         deferrable_clause(key.deferrable, where);
}

std::string dialect::index_part_text(const sdk::index_part &part, const target &where) const {
  std::string text = part.value.is(sdk::expression::node::column)
                         ? named(part.value.text, where)
                         : "(" + expression_text(part.value, "", where) + ")";
  if (const auto own = own_text(part.collation, where)) text += " COLLATE " + quote(*own, where);
  if (const auto own = own_text(part.operator_class, where)) text += " " + *own;
  if (part.descending) text += part.nulls.empty() ? " DESC" : " DESC NULLS LAST";
  if (!part.descending && part.nulls == "first") text += " NULLS FIRST";
  return text;
}

std::string dialect::create_index(const sdk::table_definition &table, const sdk::index_definition &index,
                                  bool online, const target &where) const {
  check_index(index, where);
  std::string sql = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                    (online ? "CONCURRENTLY " : "") + named(index.name, where) + " ON " +
                    qualified(table.schema, table.name, where) + " USING " + index.method + " (" +
                    index_parts(index, where) + ")";
  if (!index.include.empty()) sql += " INCLUDE (" + named_list(index.include, where) + ")";
  if (index.nulls_not_distinct) sql += " NULLS NOT DISTINCT";
  std::string options;
  for (const auto &[key, value] : index.options) options += (options.empty() ? "" : ",") + key + "=" + value;
  if (!options.empty()) sql += " WITH (" + options + ")";
  if (!index.where.is(sdk::expression::node::none))
    sql += " WHERE " + expression_text(index.where, table.name, where);
  return sql;
}

}  // namespace tenantry::postgresql
