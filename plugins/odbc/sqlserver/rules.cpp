// What SQL Server is, its types and literals, columns and tables, and what it makes of a model.
#include "rules.hpp"

#include <tenantry/sdk/words.hpp>

#include "dialect.hpp"

#include "common/predicates.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

using sdk::expression;
using node = sdk::expression::node;
using odbc::canonical;
using odbc::fits_filter;

// Reserved keywords of Transact-SQL's manual.
constexpr std::string_view all_reserved =
    "add all alter and any as asc authorization backup begin between break browse bulk by cascade case check "
    "checkpoint close clustered coalesce collate column commit compute constraint contains containstable "
    "continue "
    "convert create cross current current_date current_time current_timestamp current_user cursor database "
    "dbcc "
    "deallocate declare default delete deny desc disk distinct distributed double drop dump else end errlvl "
    "escape "
    "except exec execute exists exit external fetch file fillfactor for foreign freetext freetexttable from "
    "full "
    "function goto grant group having holdlock identity identity_insert identitycol if in index inner insert "
    "intersect into is join key kill left like lineno load merge national nocheck nonclustered not null "
    "nullif of off "
    "offsets on open opendatasource openquery openrowset openxml option or order outer over percent pivot "
    "plan "
    "precision primary print proc procedure public raiserror read readtext reconfigure references "
    "replication restore "
    "restrict return revert revoke right rollback rowcount rowguidcol rule save schema securityaudit select "
    "semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable session_user set setuser "
    "shutdown "
    "some statistics system_user table tablesample textsize then to top tran transaction trigger truncate "
    "try_convert "
    "tsequal union unique unpivot update updatetext use user values varying view waitfor when where while "
    "with within "
    "writetext ";

constexpr std::uint32_t longest_text = 4000;  // nvarchar(n); beyond it is nvarchar(max)
constexpr std::uint32_t longest_key = 450;    // of nvarchar in a key: 900 bytes

// [ begins a set of characters in a pattern of LIKE.
expression with_patterns(expression e) {
  if (e.is_operation("like") && e.args.size() == 2 && e.args[1].is(node::text)) {
    std::string pattern;
    for (const char c : e.args[1].text) c == '[' ? pattern += "[[]" : pattern += c;
    e.args[1].text = std::move(pattern);
  }
  for (expression &one : e.args) one = with_patterns(std::move(one));
  return e;
}
expression as_condition(const expression &e) {
  return with_patterns(odbc::as_condition(e));
}

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
      if (part.value.is(node::column) && part.value.text == column) return true;
  return false;
}

bool demands(const expression &where, const expression &part) {
  if (where == part) return true;
  return where.is_operation("and") &&
         std::find(where.args.begin(), where.args.end(), part) != where.args.end();
}

// PostgreSQL lets a key have many NULLs, SQL Server one: an index over the rows without them says the same.
// What `where` lacks for that.
std::vector<expression> without_nulls(const std::vector<std::string> &columns,
                                      const sdk::table_definition &table, const expression &where = {}) {
  std::vector<expression> all;
  for (const std::string &name : columns) {
    const auto *column = sdk::find_named(table.columns, name);
    if (column == nullptr || !column->null || column->identity || holds(table.primary_key, name)) continue;
    expression part = expression::operation_of("is_not_null", {expression::column_of(name)});
    if (!demands(where, part)) all.push_back(std::move(part));
  }
  return all;
}

expression conjunction(expression where, std::vector<expression> more) {
  if (!where.is(node::none)) more.insert(more.begin(), std::move(where));
  if (more.empty()) return {};
  return more.size() == 1 ? more[0] : canonical(expression::operation_of("and", std::move(more)));
}

std::vector<std::string> plain_columns(const sdk::index_definition &index) {
  std::vector<std::string> names;
  for (const auto &part : index.parts)
    if (part.value.is(node::column)) names.push_back(part.value.text);
  return names;
}

void lower_indexes(sdk::table_definition &table) {
  for (sdk::index_definition &index : table.indexes)
    if (index.unique && !index.nulls_not_distinct)
      if (auto more = without_nulls(plain_columns(index), table, index.where); !more.empty())
        index.where = conjunction(index.where, std::move(more));
}

}  // namespace

sdk::dialect_facts rules::facts(const target &) const {
  sdk::dialect_facts known;
  known.dialect = "sqlserver";
  known.identifier_quote = "[";
  known.identifier_limit = 128;
  known.row_limit = "OFFSET 0 ROWS FETCH NEXT {n} ROWS ONLY";
  known.schemas = true;
  known.nulls_not_distinct = known.partial_indexes = known.include_columns = known.virtual_columns =
      known.not_valid = known.online_indexes = true;
  known.shared_names = {"check", "foreign_key", "unique", "primary_key"};
  return known;
}

std::vector<std::string> rules::reserved_words(const target &) const {
  return sdk::words_of(all_reserved);
}

std::string rules::text_literal(std::string_view text) const {
  return national_text(text);
}

std::string rules::function_call(const std::string &name, const std::string &arguments) const {
  if (name == "now") return "SYSDATETIMEOFFSET()";
  return (name == "length" ? "LEN" : name) + "(" + arguments + ")";
}

std::optional<std::string> rules::type_name(const sdk::neutral_type &type, const target &) const {
  static const std::map<std::string, std::string, std::less<>> plain = {
      {"boolean", "bit"},           {"smallint", "smallint"}, {"integer", "int"},
      {"bigint", "bigint"},         {"real", "real"},         {"double", "float"},
      {"uuid", "uniqueidentifier"}, {"date", "date"},         {"bytes", "varbinary(max)"},
      {"interval", "nvarchar(64)"}};
  if (const auto found = plain.find(type.name); found != plain.end())
    return type.length ? std::nullopt : std::optional(found->second);
  if (is_long_text(type)) return "nvarchar(max)";
  if (type.name == "varchar") return "nvarchar(" + std::to_string(*type.length) + ")";
  if (type.name == "char" && type.length && *type.length <= longest_text)
    return "nchar(" + std::to_string(*type.length) + ")";
  if (type.name == "numeric") {
    if (!type.length) return "decimal(38,10)";
    if (*type.length > 38 || type.scale.value_or(0) < 0) return std::nullopt;
    return "decimal(" + std::to_string(*type.length) + "," + std::to_string(type.scale.value_or(0)) + ")";
  }
  const std::string digits = "(" + std::to_string(type.length.value_or(6)) + ")";
  if (type.name == "time") return "time" + digits;
  if (type.name == "timestamp") return "datetime2" + digits;
  if (type.name == "timestamptz") return "datetimeoffset" + digits;
  return std::nullopt;
}

std::optional<std::string> rules::default_expression(const sdk::column_definition &column,
                                                     const target &where) const {
  const sdk::column_default &value = column.default_value;
  if (value.kind == "random_uuid") return "NEWID()";
  if (value.kind == "now") {
    if (column.type.name == "timestamptz") return "SYSDATETIMEOFFSET()";
    return "SYSDATETIME()";
  }
  if (value.kind == "literal" && value.value.is(node::null)) return "NULL";
  return sdk::sql_dialect::default_expression(column, where);
}

std::string rules::default_name(const sdk::column_definition &column, const sdk::table_definition &table,
                                const target &where) const {
  return named("DF_" + table.name + "_" + column.name, where);
}

std::string rules::column_clause(const sdk::column_definition &column, const sdk::table_definition &table,
                                 const target &where) const {
  const std::string name = named(column.name, where);
  if (column.generated) return name + " " + generated_clause(column, where);
  std::string clause = name + " " + column_type(column, where);
  if (const auto own = own_text(column.collation, where)) clause += " COLLATE " + *own;
  if (column.identity) clause += " " + identity_clause(column, table, where);
  clause += column.null && !column.identity && !holds(table.primary_key, column.name) ? " NULL" : " NOT NULL";
  if (const std::string value = default_clause(column, where); !value.empty())
    clause += " CONSTRAINT " + default_name(column, table, where) + " " + value;
  return clause;
}

// The type stands inside, so that it is the declared one and not what the expression happens to give.
std::string rules::generated_clause(const sdk::column_definition &column, const target &where) const {
  return "AS (CAST(" + expression_text(column.generated->value, "", where) + " AS " +
         column_type(column, where) + "))" + (column.generated->stored ? " PERSISTED" : "") +
         (column.generated->stored && !column.null ? " NOT NULL" : "");
}

std::string rules::identity_clause(const sdk::column_definition &column, const sdk::table_definition &,
                                   const target &) const {
  const sdk::sequence_options &options = column.identity->options;
  return "IDENTITY(" + std::to_string(options.start.value_or(1)) + "," +
         std::to_string(options.increment.value_or(1)) + ")";
}

std::string rules::foreign_key_action(const std::string &action, const target &where) const {
  return action == "restrict" ? "NO ACTION" : sdk::sql_dialect::foreign_key_action(action, where);
}

std::string rules::primary_key_clause(const sdk::table_definition &table, const target &where) const {
  sdk::table_definition named_key = table;
  if (named_key.primary_key_name.empty()) named_key.primary_key_name = table.name + "_pkey";
  return sdk::sql_dialect::primary_key_clause(named_key, where);
}

std::string rules::check_clause(const sdk::check_definition &check, const sdk::table_definition &table,
                                const target &where) const {
  return sdk::sql_dialect::check_clause({check.name, as_condition(check.value)}, table, where);
}

std::string rules::create_index(const sdk::table_definition &table, const sdk::index_definition &index,
                                bool online, const target &where) const {
  sdk::index_definition made = index;
  made.where = as_condition(index.where);
  if (!index.where.is(node::none) && !index.where.is(node::sql) && !fits_filter(made.where))
    throw sdk::dialect_gap("index \"" + index.name +
                           "\": its condition must be comparisons of columns with values, joined by AND");
  std::string sql = sdk::sql_dialect::create_index(table, made, online, where);
  if (!online) return sql;
  // Enterprise, Developer and Azure can; the others refuse the word.
  return "IF CAST(SERVERPROPERTY('EngineEdition') AS int) IN (3, 5, 8) EXEC(" +
         national_text(sql + " WITH (ONLINE = ON)") + ") ELSE EXEC(" + national_text(sql) + ")";
}

sdk::table_definition rules::lowered(sdk::table_definition table, const target &where) const {
  table = sdk::sql_dialect::lowered(std::move(table), where);
  for (sdk::column_definition &column : table.columns)
    if (is_long_text(column.type) && is_key(table, column.name)) column.type = {"varchar", longest_key};
  lower_indexes(table);
  sort_table(table);
  return table;
}

std::optional<sdk::index_definition> rules::filtered_unique(const sdk::unique_definition &unique,
                                                            const sdk::table_definition &table) {
  auto filter = without_nulls(unique.columns, table);
  if (filter.empty() || unique.nulls_not_distinct || unique.deferrable != "no") return std::nullopt;
  sdk::index_definition index{unique.name, true, {}, conjunction({}, std::move(filter))};
  for (const std::string &name : unique.columns) index.parts.push_back({expression::column_of(name)});
  return index;
}

// Inside CREATE TABLE an index over a part of the rows can stand too.
std::vector<std::string> rules::table_clauses(const sdk::table_definition &table, const target &where) const {
  sdk::table_definition plain = table;
  std::vector<std::string> indexes;
  std::erase_if(plain.uniques, [&](const sdk::unique_definition &one) {
    const auto index = filtered_unique(one, table);
    if (!index) return false;
    indexes.push_back("INDEX " + named(index->name, where) + " UNIQUE (" + index_parts(*index, where) +
                      ") WHERE " + expression_text(index->where, "", where));
    return true;
  });
  std::vector<std::string> clauses = sdk::sql_dialect::table_clauses(plain, where);
  clauses.insert(clauses.end(), indexes.begin(), indexes.end());
  return clauses;
}

sdk::neutral_type rules::kept_type(const sdk::column_definition &column, const target &) const {
  const sdk::neutral_type &type = column.type;
  if (is_long_text(type)) return {"text"};
  if (type.name == "interval") return {"varchar", 64};
  if (type.name == "numeric" && !type.length) return {"numeric", 38, 10};
  const bool clock = type.name == "time" || type.name == "timestamp" || type.name == "timestamptz";
  if (clock && type.length == 6U) return {type.name};
  return type;
}

sdk::expression rules::kept_expression(const expression &e, const target &where) const {
  return canonical(sdk::sql_dialect::kept_expression(e, where));
}

void rules::finish_table(sdk::table_definition &table, const target &where) const {
  if (!table.primary_key.empty() && table.primary_key_name.empty())
    table.primary_key_name = cut_name(table.name + "_pkey", where);
  std::erase_if(table.uniques, [&](const sdk::unique_definition &one) {
    auto index = filtered_unique(one, table);
    if (!index) return false;
    table.indexes.push_back(*std::move(index));
    return true;
  });
  for (sdk::check_definition &one : table.checks) one.value = canonical(odbc::as_condition(one.value));
  for (sdk::index_definition &one : table.indexes) {
    if (!one.where.is(node::none)) one.where = canonical(odbc::as_condition(one.where));
    one.nulls_not_distinct =
        one.unique && one.nulls_not_distinct && !without_nulls(plain_columns(one), table, one.where).empty();
    for (sdk::index_part &part : one.parts) part.collation.clear();
  }
  for (sdk::unique_definition &one : table.uniques)
    one.nulls_not_distinct = one.nulls_not_distinct && !without_nulls(one.columns, table).empty();
  for (sdk::foreign_key_definition &one : table.foreign_keys) {
    if (one.on_delete == "restrict") one.on_delete = "no_action";
    if (one.on_update == "restrict") one.on_update = "no_action";
  }
  for (sdk::column_definition &column : table.columns) {
    if (column.generated) column.null = column.null || !column.generated->stored;
    if (column.default_value.kind == "literal" && column.default_value.value.is(node::boolean))
      column.default_value.value = expression::integer_of(column.default_value.value.integer);
    if (!column.identity) continue;
    column.null = false;
    sdk::sequence_options options;
    if (column.identity->options.start.value_or(1) != 1) options.start = column.identity->options.start;
    if (column.identity->options.increment.value_or(1) != 1)
      options.increment = column.identity->options.increment;
    column.identity = sdk::identity_definition{"always", "", options};
  }
}

void rules::finish_schema(sdk::schema_definition &all, std::vector<sdk::lost_object> &,
                          const target &) const {
  for (sdk::namespace_definition &one : all.schemas) one.comment.clear();
  for (sdk::view_definition &one : all.views) one.comment.clear();
  for (sdk::sequence_definition &one : all.sequences) {
    one.comment.clear();
    sdk::sequence_options &options = one.options;
    const auto usual = [](std::optional<std::int64_t> &value, std::int64_t what) {
      if (value == what) value.reset();
    };
    const bool up = options.increment.value_or(1) > 0;
    const std::int64_t most = one.type == "smallint"  ? 32767
                              : one.type == "integer" ? 2147483647
                                                      : 9223372036854775807;
    usual(options.start, up ? options.min.value_or(1) : options.max.value_or(-1));
    usual(options.min, up ? 1 : -most - 1);
    usual(options.max, up ? most : -1);
    usual(options.increment, 1);
    options.cache.reset();  // the server chooses, and its catalog does not tell the choice from a wish
  }
  for (sdk::table_definition &table : all.tables)
    for (sdk::index_definition &index : table.indexes) index.comment.clear();
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

}  // namespace tenantry::sqlserver
