// What Oracle is, its types and literals, columns and tables, and what it makes of a model.
#include "rules.hpp"

#include <tenantry/sdk/words.hpp>

#include "common/predicates.hpp"
#include "dialect.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

using sdk::expression;
using node = sdk::expression::node;
using odbc::canonical;

// V$RESERVED_WORDS, those that cannot name a table or a column without quotes.
constexpr std::string_view all_reserved =
    "access add all alter and any as asc audit between by char check cluster column comment compress connect "
    "create "
    "current date decimal default delete desc distinct drop else exclusive exists file float for from grant "
    "group having "
    "identified immediate in increment index initial insert integer intersect into is level like lock long "
    "maxextents "
    "minus mlslabel mode modify noaudit nocompress not nowait null number of offline on online option or "
    "order pctfree "
    "prior public raw rename resource revoke row rowid rownum rows select session set share size smallint "
    "start "
    "successful synonym sysdate table then to trigger uid union unique update user validate values varchar "
    "varchar2 view "
    "whenever where with ";

constexpr std::uint32_t longest_text = 4000;  // bytes of VARCHAR2; beyond it is CLOB
constexpr std::uint32_t longest_key =
    1000;  // characters: 4,000 bytes of the 6,398 that a key of a block of 8 KB has

bool is_long_text(const sdk::neutral_type &type) {
  if (type.dimensions != 0) return false;
  return type.name == "text" || type.name == "json" || type.name == "jsonb" ||
         (type.name == "varchar" && (!type.length || *type.length > longest_text));
}

bool holds(const std::vector<std::string> &names, const std::string &name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_key(const sdk::table_definition &table, const std::string &column) {
  if (holds(table.primary_key, column)) return true;
  for (const auto &one : table.uniques)
    if (holds(one.columns, column)) return true;
  for (const auto &one : table.foreign_keys)
    if (holds(one.columns, column)) return true;
  for (const auto &index : table.indexes)
    for (const auto &part : index.parts)
      if (odbc::mentions(part.value, column)) return true;
  return false;
}

// The words for truth values where the database has some: the reader of a literal does not know the version.
expression spelled(const expression &e) {
  if (e.is(node::boolean)) return expression::sql_of("oracle", e.integer != 0 ? "TRUE" : "FALSE");
  expression made = e;
  for (expression &one : made.args) one = spelled(one);
  return made;
}

std::string truth_check_name(const sdk::table_definition &table, const sdk::column_definition &column) {
  return table.name + "_" + column.name + "_bool";
}

const std::string random_uuid =
    "LOWER(REGEXP_REPLACE(RAWTOHEX(SYS_GUID()), '(.{8})(.{4})(.{4})(.{4})(.{12})', '\\1-\\2-\\3-\\4-\\5'))";

}  // namespace

sdk::expression rules::condition(const expression &e, const target &where) {
  return has_booleans(where) ? spelled(e) : odbc::as_condition(e);
}

sdk::dialect_facts rules::facts(const target &where) const {
  sdk::dialect_facts known;
  known.dialect = "oracle";
  known.oldest_version = "19";  // 23 has types of its own, which 19 refuses
  known.identifier_limit = 128;
  known.folding = "upper";
  known.row_limit = "FETCH FIRST {n} ROWS ONLY";
  known.schemas = false;  // a schema is a user, and another tenant
  known.materialized_views = known.deferrable = known.expression_indexes = known.virtual_columns =
      known.not_valid = true;
  known.online_indexes = where.flavour == "enterprise";
  known.shared_names = {"check", "foreign_key", "unique", "primary_key"};
  return known;
}

std::vector<std::string> rules::reserved_words(const target &) const {
  return sdk::words_of(all_reserved);
}

std::string rules::quote(std::string_view identifier, const target &) const {
  if (identifier.find('"') != std::string_view::npos)
    throw sdk::dialect_gap("the name " + std::string(identifier) +
                           " holds a \", which Oracle's names cannot");
  return quote_name(identifier);
}

std::string rules::text_literal(std::string_view text) const {
  if (text.empty()) throw sdk::dialect_gap("an empty text is NULL in Oracle");
  return sdk::sql_dialect::text_literal(text);
}

std::string rules::function_call(const std::string &name, const std::string &arguments) const {
  return name == "now" ? "CURRENT_TIMESTAMP" : name + "(" + arguments + ")";
}

std::optional<std::string> rules::type_name(const sdk::neutral_type &type, const target &where) const {
  static const std::map<std::string, std::string, std::less<>> plain = {{"smallint", "NUMBER(5)"},
                                                                        {"integer", "NUMBER(10)"},
                                                                        {"bigint", "NUMBER(19)"},
                                                                        {"real", "BINARY_FLOAT"},
                                                                        {"double", "BINARY_DOUBLE"},
                                                                        {"uuid", "CHAR(36 CHAR)"},
                                                                        {"bytes", "BLOB"},
                                                                        {"date", "DATE"},
                                                                        {"interval", "VARCHAR2(64 CHAR)"}};
  if (type.name == "boolean" && !type.length) return has_booleans(where) ? "BOOLEAN" : "NUMBER(1)";
  if (const auto found = plain.find(type.name); found != plain.end())
    return type.length ? std::nullopt : std::optional(found->second);
  if (is_long_text(type)) return "CLOB";
  if (type.name == "varchar") return "VARCHAR2(" + std::to_string(*type.length) + " CHAR)";
  if (type.name == "char" && type.length && *type.length <= 2000)
    return "CHAR(" + std::to_string(*type.length) + " CHAR)";
  if (type.name == "numeric") {
    if (!type.length) return "NUMBER";
    if (*type.length > 38) return std::nullopt;
    return "NUMBER(" + std::to_string(*type.length) + (type.scale ? "," + std::to_string(*type.scale) : "") +
           ")";
  }
  if (type.name == "time") return "VARCHAR2(15 CHAR)";  // there is no time of day
  const std::string digits = "TIMESTAMP(" + std::to_string(type.length.value_or(6)) + ")";
  if (type.name == "timestamp") return digits;
  if (type.name == "timestamptz") return digits + " WITH TIME ZONE";
  return std::nullopt;
}

std::optional<std::string> rules::default_expression(const sdk::column_definition &column,
                                                     const target &where) const {
  const sdk::column_default &value = column.default_value;
  if (value.kind == "random_uuid") return random_uuid;
  if (value.kind == "now") {
    if (column.type.name == "time") return "TO_CHAR(SYSTIMESTAMP, 'HH24:MI:SS.FF6')";
    return column.type.name == "date" ? "TRUNC(SYSDATE)" : "SYSTIMESTAMP";
  }
  if (value.kind == "literal" && value.value.is(node::boolean) && has_booleans(where))
    return value.value.integer != 0 ? "TRUE" : "FALSE";
  if (value.kind == "literal" && value.value.is(node::text) && column.type.name == "date")
    return "DATE " + literal(value.value);
  return sdk::sql_dialect::default_expression(column, where);
}

std::string rules::identity_clause(const sdk::column_definition &column, const sdk::table_definition &table,
                                   const target &where) const {
  sdk::column_definition made = column;
  if (made.identity->kind == "serial") made.identity->kind = "by_default";
  return sdk::sql_dialect::identity_clause(made, table, where);
}

// Oracle computes when it reads; who reads sees no difference.
std::string rules::generated_clause(const sdk::column_definition &column, const target &where) const {
  return "GENERATED ALWAYS AS (" + expression_text(condition(column.generated->value, where), "", where) +
         ") VIRTUAL";
}

std::string rules::primary_key_clause(const sdk::table_definition &table, const target &where) const {
  sdk::table_definition named_key = table;
  if (named_key.primary_key_name.empty()) named_key.primary_key_name = table.name + "_pkey";
  return sdk::sql_dialect::primary_key_clause(named_key, where);
}

std::string rules::check_clause(const sdk::check_definition &check, const sdk::table_definition &table,
                                const target &where) const {
  return sdk::sql_dialect::check_clause({check.name, condition(check.value, where)}, table, where);
}

std::string rules::foreign_key_clause(const sdk::foreign_key_definition &key,
                                      const sdk::table_definition &table, const target &where) const {
  sdk::foreign_key_definition made = key;
  if (made.on_delete == "restrict") made.on_delete = "no_action";
  if (made.on_update == "restrict") made.on_update = "no_action";
  if (made.on_update != "no_action")
    throw sdk::dialect_gap("foreign key \"" + key.name + "\": Oracle has no ON UPDATE");
  if (made.on_delete == "set_default")
    throw sdk::dialect_gap("foreign key \"" + key.name + "\": Oracle has no ON DELETE SET DEFAULT");
  return sdk::sql_dialect::foreign_key_clause(made, table, where);
}

std::string rules::create_index(const sdk::table_definition &table, const sdk::index_definition &index,
                                bool online, const target &where) const {
  return sdk::sql_dialect::create_index(table, index, online, where) + (online ? " ONLINE" : "");
}

// A truth value is a number that a check keeps to 0 and 1; a text that is part of a key is bounded.
sdk::table_definition rules::lowered(sdk::table_definition table, const target &where) const {
  table = sdk::sql_dialect::lowered(std::move(table), where);
  for (sdk::column_definition &column : table.columns) {
    if (is_long_text(column.type) && is_key(table, column.name)) column.type = {"varchar", longest_key};
    if (has_booleans(where) || column.type.name != "boolean" || column.type.dimensions != 0 ||
        column.generated)
      continue;
    const std::string name = truth_check_name(table, column);
    if (sdk::find_named(table.checks, name) == nullptr)
      table.checks.push_back(
          {name, expression::operation_of("in", {expression::column_of(column.name),
                                                 expression::integer_of(0), expression::integer_of(1)})});
  }
  sort_table(table);
  return table;
}

sdk::neutral_type rules::kept_type(const sdk::column_definition &column, const target &where) const {
  const sdk::neutral_type &type = column.type;
  const auto number = [](std::uint32_t digits) { return sdk::neutral_type{"numeric", digits, 0}; };
  if (type.name == "boolean" && !has_booleans(where)) return number(1);
  if (type.name == "smallint") return number(5);
  if (type.name == "integer") return number(10);
  if (type.name == "bigint") return number(19);
  if (type.name == "uuid") return {"char", 36};
  if (type.name == "interval") return {"varchar", 64};
  if (type.name == "time") return {"varchar", 15};
  if (is_long_text(type)) return {"text"};
  const bool clock = type.name == "timestamp" || type.name == "timestamptz";
  if (clock && type.length == 6U) return {type.name};
  return type;
}

void rules::finish_table(sdk::table_definition &table, const target &where) const {
  if (!table.primary_key.empty() && table.primary_key_name.empty())
    table.primary_key_name = cut_name(table.name + "_pkey", where);
  for (sdk::check_definition &one : table.checks)
    one.value = has_booleans(where) ? one.value : canonical(odbc::as_condition(one.value));
  for (sdk::foreign_key_definition &one : table.foreign_keys) {
    if (one.on_delete == "restrict") one.on_delete = "no_action";
    if (one.on_update == "restrict") one.on_update = "no_action";
  }
  for (sdk::index_definition &index : table.indexes) {
    index.comment.clear();
    for (sdk::index_part &part : index.parts) part.collation.clear();
  }
  for (sdk::column_definition &column : table.columns) {
    column.collation.clear();
    if (column.generated) column.generated->stored = false;
    sdk::column_default &value = column.default_value;
    if (value.kind == "literal" && value.value.is(node::boolean) && !has_booleans(where))
      value.value = expression::integer_of(value.value.integer);
    if (!column.identity) continue;
    column.null = false;
    sdk::sequence_options options;
    if (column.identity->options.start.value_or(1) != 1) options.start = column.identity->options.start;
    if (column.identity->options.increment.value_or(1) != 1)
      options.increment = column.identity->options.increment;
    column.identity =
        sdk::identity_definition{column.identity->kind == "always" ? "always" : "by_default", "", options};
  }
}

void rules::finish_schema(sdk::schema_definition &all, std::vector<sdk::lost_object> &,
                          const target &) const {
  for (sdk::sequence_definition &one : all.sequences) {
    one.comment.clear();
    one.type = "bigint";  // a sequence has no type there
    sdk::sequence_options &options = one.options;
    const auto usual = [](std::optional<std::int64_t> &value, std::int64_t what) {
      if (value == what) value.reset();
    };
    const bool up = options.increment.value_or(1) > 0;
    options.start.reset();  // the dictionary has the next number, not the first
    usual(options.increment, 1);
    if (up) usual(options.min, 1);
    if (!up) usual(options.max, -1);
    options.cache.reset();
  }
}

std::string dialect::describe(std::string_view wanted) const {
  return rules().describe(wanted);
}
std::string dialect::render(const sdk::call &call, std::string_view request) const {
  return rules().render(call, request);
}
std::string dialect::project(const sdk::call &call, std::string_view request) const {
  return rules().project(call, request);
}

}  // namespace tenantry::oracle
