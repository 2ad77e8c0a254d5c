// What MySQL and MariaDB are, their types and literals, columns and tables, and what they make of a model.
#include "rules.hpp"

#include <tenantry/sdk/words.hpp>

#include "catalog_text.hpp"
#include "dialect.hpp"
#include "model.hpp"

namespace tenantry::mysql {
namespace {

using sdk::expression;
using node = sdk::expression::node;

// Of MySQL 8.0's and MariaDB 10.11's manuals together: a name is quoted always, but people write SQL too.
constexpr std::string_view all_reserved =
    "accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call "
    "cascade case change char character check collate column condition constraint continue convert create "
    "cross cube cume_dist current_date current_role current_time current_timestamp current_user cursor "
    "database databases day_hour day_microsecond day_minute day_second dec decimal declare default delayed "
    "delete delete_domain_id dense_rank desc describe deterministic distinct distinctrow div do_domain_ids "
    "double drop dual each else elseif empty enclosed escaped except exists exit explain false fetch "
    "first_value float float4 float8 for force foreign from fulltext function general generated get grant "
    "group grouping groups having high_priority hour_microsecond hour_minute hour_second if ignore "
    "ignore_domain_ids ignore_server_ids in index infile inner inout insensitive insert int int1 int2 int3 "
    "int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate join json_table key "
    "keys kill lag last_value lateral lead leading leave left like limit linear lines load localtime "
    "localtimestamp lock long longblob longtext loop low_priority master_bind master_heartbeat_period "
    "master_ssl_verify_server_cert match maxvalue mediumblob mediumint mediumtext middleint "
    "minute_microsecond minute_second mod modifies natural no_write_to_binlog not nth_value ntile null "
    "numeric of offset on optimize optimizer_costs option optionally or order out outer outfile over "
    "page_checksum parse_vcol_expr partition percent_rank precision primary procedure purge range rank read "
    "read_write reads real recursive ref_system_id references regexp release rename repeat replace require "
    "resignal restrict return returning revoke right rlike row row_number rows schema schemas "
    "second_microsecond select sensitive separator set show signal slow smallint spatial specific sql "
    "sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting "
    "stats_auto_recalc stats_persistent stats_sample_pages stored straight_join system table terminated then "
    "tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage use "
    "using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where "
    "while window with write xor year_month zerofill ";

constexpr std::uint32_t longest_text = 16383;  // varchar(n) of four bytes each; beyond it is longtext
constexpr std::uint32_t text_in_key = 255;     // what a text without a length becomes in a key
constexpr std::uint64_t longest_key = 3072;    // bytes, InnoDB's

bool is_mariadb(const sdk::dialect_target &where) {
  return where.dialect == "mariadb" || where.flavour == "mariadb";
}
bool is_json(const sdk::neutral_type &type) {
  return type.dimensions == 0 && (type.name == "json" || type.name == "jsonb");
}
bool is_long_text(const sdk::neutral_type &type) {
  return type.dimensions == 0 &&
         (type.name == "text" ||
          (type.name == "varchar" && type.length.value_or(longest_text + 1) > longest_text));
}
bool is_long(const sdk::neutral_type &type) {
  return is_long_text(type) || is_json(type) || (type.dimensions == 0 && type.name == "bytes");
}
bool is_moment(const sdk::neutral_type &type) {
  return type.name == "timestamp" || type.name == "timestamptz";
}
// Six digits, as PostgreSQL's have, where none are named.
std::string digits(const sdk::neutral_type &type) {
  const std::uint32_t count = type.length.value_or(6);
  return count == 0 ? "" : "(" + std::to_string(count) + ")";
}
bool is_nullable(const sdk::column_definition &column, const sdk::table_definition &table) {
  return column.null && !contains(table.primary_key, column.name);
}

std::uint64_t key_bytes(const sdk::table_definition &table, const std::vector<std::string> &columns) {
  std::uint64_t bytes = 0;
  for (const std::string &name : columns)
    if (const auto *column = sdk::find_named(table.columns, name)) {
      const bool text = column->type.name == "varchar" || column->type.name == "char";
      bytes += text                          ? 4u * std::uint64_t{column->type.length.value_or(1)}
               : column->type.name == "uuid" ? 144u
                                             : 0u;
    }
  return bytes;
}
void check_key(const sdk::table_definition &table, const std::string &name,
               const std::vector<std::string> &columns) {
  const std::uint64_t bytes = key_bytes(table, columns);
  if (bytes > longest_key)
    throw sdk::dialect_gap("key \"" + name + "\" of table \"" + table.name + "\" would be " +
                           std::to_string(bytes) + " bytes long, and InnoDB's end at " +
                           std::to_string(longest_key) + ": declare its texts shorter");
}
void check_keys(const sdk::table_definition &table) {
  check_key(table, "PRIMARY", table.primary_key);
  for (const sdk::unique_definition &one : table.uniques) check_key(table, one.name, one.columns);
  for (const sdk::index_definition &one : table.indexes) {
    std::vector<std::string> columns;
    for (const sdk::index_part &part : one.parts)
      if (part.value.is(node::column)) columns.push_back(part.value.text);
    check_key(table, one.name, columns);
  }
}

}  // namespace

std::string dialect::describe(std::string_view target) const {
  return rules().describe(target);
}
std::string dialect::render(const sdk::call &call, std::string_view request) const {
  return rules().render(call, request);
}
std::string dialect::project(const sdk::call &call, std::string_view request) const {
  return rules().project(call, request);
}

sdk::dialect_facts rules::facts(const target &where) const {
  sdk::dialect_facts known;
  known.dialect = is_mariadb(where) ? "mariadb" : "mysql";
  known.fallback = is_mariadb(where) ? "mysql" : "";
  known.identifier_quote = "`";
  known.identifier_limit = 64;
  known.schemas = false;  // what MySQL calls a schema is a database
  known.row_limit = "LIMIT {n}";
  known.enums = sdk::enum_form::in_column;
  known.sequences = is_mariadb(where);
  known.expression_indexes = !is_mariadb(where);
  known.virtual_columns = known.online_indexes = known.online_marks = true;
  // Of all tables of a database: foreign keys, and on MySQL checks.
  known.shared_names = {"foreign_key"};
  if (!is_mariadb(where)) known.shared_names.emplace_back("check");
  return known;
}

std::vector<std::string> rules::reserved_words(const target &) const {
  return sdk::words_of(all_reserved);
}

// The adapter sees to it that backslashes escape: sql_mode has no NO_BACKSLASH_ESCAPES.
std::string rules::text_literal(std::string_view text) const {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' || c == '\\' ? 2 : 1, c);
  return quoted + "'";
}

std::string rules::function_call(const std::string &name, const std::string &arguments) const {
  if (name == "now") return "CURRENT_TIMESTAMP(6)";
  return (name == "length" ? "char_length" : name) + "(" + arguments + ")";  // LENGTH counts bytes
}

std::optional<std::string> rules::type_name(const sdk::neutral_type &type, const target &where) const {
  static const std::map<std::string, std::string, std::less<>> plain = {
      {"boolean", "tinyint(1)"}, {"smallint", "smallint"}, {"integer", "int"},
      {"bigint", "bigint"},      {"real", "float"},        {"double", "double"},
      {"bytes", "longblob"},     {"date", "date"},         {"uuid", "char(36)"}};
  const std::string &name = type.name;
  if (is_long_text(type)) return "longtext";
  if (is_json(type)) return is_mariadb(where) ? "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "json";
  if (name == "varchar") return with_lengths(name, type);
  if (name == "char" && type.length) return with_lengths(*type.length > 255 ? "varchar" : "char", type);
  if (name == "time") return "time" + digits(type);
  if (name == "timestamp") return "datetime" + digits(type);
  if (name == "timestamptz") return "timestamp" + digits(type);  // kept in UTC
  if (name == "numeric") {
    if (!type.length) return "decimal(65,30)";  // without lengths it would be decimal(10,0)
    const std::int32_t scale = type.scale.value_or(0);
    if (*type.length > 65 || scale < 0 || scale > 30)
      throw sdk::dialect_gap("a decimal has at most 65 digits, 30 of them behind the point, and no \"" +
                             sdk::write_type(type) + "\"");
    return "decimal(" + std::to_string(*type.length) + "," + std::to_string(scale) + ")";
  }
  const auto found = plain.find(name);
  return found == plain.end() || type.length ? std::nullopt : std::optional(found->second);
}

std::string rules::enum_type(const sdk::enum_definition &made, const target &) const {
  std::string list;
  for (const std::string &value : made.values) list += (list.empty() ? "" : ",") + text_literal(value);
  return "enum(" + list + ")";
}

std::optional<std::string> rules::default_expression(const column &of, const target &where) const {
  const std::string &kind = of.default_value.kind;
  if (kind == "random_uuid") return "(uuid())";
  if (kind == "now") {
    if (is_moment(of.type)) return "CURRENT_TIMESTAMP" + digits(of.type);
    if (of.type.name == "date") return "(CURRENT_DATE)";
    if (of.type.name == "time") return "(CURRENT_TIME" + digits(of.type) + ")";
    return std::nullopt;
  }
  const auto value = sdk::sql_dialect::default_expression(of, where);
  // MySQL takes no plain value for a long text, but an expression.
  const bool as_expression = value && kind == "literal" && !is_mariadb(where) && is_long(of.type) &&
                             !of.default_value.value.is(node::null);
  return as_expression ? "(" + *value + ")" : value;
}

std::string rules::identity_clause(const column &of, const table &in, const target &) const {
  const auto leads = [&](const std::vector<std::string> &names) {
    return !names.empty() && names.front() == of.name;
  };
  const bool keyed = leads(in.primary_key) ||
                     std::any_of(in.uniques.begin(), in.uniques.end(),
                                 [&](const sdk::unique_definition &one) { return leads(one.columns); });
  if (!keyed)
    throw sdk::dialect_gap("column \"" + of.name +
                           "\" counts by itself, which only the first column of a key can");
  if (of.identity->options.increment.value_or(1) != 1)
    throw sdk::dialect_gap("column \"" + of.name + "\" counts in other steps than one");
  return "AUTO_INCREMENT";
}

std::string rules::generated_clause(const column &of, const target &where) const {
  if (asks_clock(of.generated->value))
    throw sdk::dialect_gap("column \"" + of.name + "\" is computed from the clock");
  return sdk::sql_dialect::generated_clause(of, where);
}

std::string rules::column_clause(const column &of, const table &in, const target &where) const {
  std::string clause = named(of.name, where) + " " + column_type(of, where);
  const bool mariadb_json = is_json(of.type) && is_mariadb(where);
  if (const auto own = own_text(of.collation, where); own && !mariadb_json) clause += " COLLATE " + *own;
  if (of.generated) clause += " " + generated_clause(of, where);
  const bool moment = of.type.name == "timestamptz" && of.type.dimensions == 0;
  if (is_nullable(of, in))
    clause += moment && !of.generated ? " NULL" : "";  // old servers take NOT NULL for it
  else if (!of.generated || !is_mariadb(where))        // MariaDB takes no such word there
    clause += " NOT NULL";
  if (moment && !is_nullable(of, in) && of.default_value.empty() && is_mariadb(where) &&
      !where.at_least(10, 10))
    throw sdk::dialect_gap("column \"" + of.name +
                           "\" would be set at every UPDATE by MariaDB before 10.10: give it a default");
  if (const std::string value = default_clause(of, where); !value.empty()) clause += " " + value;
  if (of.identity) clause += " " + identity_clause(of, in, where);
  if (!of.comment.empty()) clause += " COMMENT " + text_literal(of.comment);
  if (mariadb_json && !of.generated) clause += " CHECK (json_valid(" + named(of.name, where) + "))";
  return clause;
}

// Rows must roll back, every text must fit, and two keys are the same only where their bytes are: whatever
// the database's own defaults say.
std::string rules::table_options(const table &of, const target &) const {
  std::string options =
      " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE " + std::string(usual_collation);
  for (const column &one : of.columns)
    if (one.identity && one.identity->options.start.value_or(1) > 1)
      options += " AUTO_INCREMENT=" + std::to_string(*one.identity->options.start);
  return of.comment.empty() ? options : options + " COMMENT=" + text_literal(of.comment);
}

std::string rules::foreign_key_action(const std::string &action, const target &where) const {
  if (action == "set_default") throw sdk::dialect_gap("InnoDB has no foreign keys that set the default");
  return sdk::sql_dialect::foreign_key_action(action, where);
}

std::string rules::check_clause(const sdk::check_definition &check, const table &in,
                                const target &where) const {
  if (asks_clock(check.value)) throw sdk::dialect_gap("check \"" + check.name + "\" asks the clock");
  return sdk::sql_dialect::check_clause(check, in, where);
}

std::string rules::index_part_text(const sdk::index_part &part, const target &where) const {
  if (own_text(part.collation, where) || own_text(part.operator_class, where))
    throw sdk::dialect_gap("an index has no collation of its own here: give it to the column");
  return sdk::sql_dialect::index_part_text(part, where);
}

std::string rules::create_index(const table &in, const sdk::index_definition &index, bool online,
                                const target &where) const {
  return sdk::sql_dialect::create_index(in, index, online, where) +
         (index.comment.empty() ? "" : " COMMENT " + text_literal(index.comment)) +
         (online ? " ALGORITHM=INPLACE LOCK=NONE" : "");
}

rules::table rules::lowered(table made, const target &where) const {
  for (column &one : made.columns) {
    if (!is_long(one.type) || is_json(one.type) || !stands_in_key(made, one.name)) continue;
    const bool text = is_long_text(one.type);
    one.type = {text ? "varchar" : "native", text ? std::optional(text_in_key) : std::nullopt};
    if (!text) one.type.native = {{"mysql", "varbinary(" + std::to_string(text_in_key) + ")"}};
  }
  check_keys(made);
  return sdk::sql_dialect::lowered(std::move(made), where);
}

std::string rules::project(const sdk::call &call, std::string_view request) const {
  const std::string answer = sdk::sql_dialect::project(call, request);
  auto made = sdk::ordered_json::parse(answer);
  for (const table &one : sdk::read_schema(nlohmann::json::parse(request).at("schema")).tables)
    for (const column &text : one.columns)
      if (is_long(text.type) && !is_json(text.type) && stands_in_key(one, text.name))
        made["lost"].push_back({{"object", "table " + one.name + ", column " + text.name},
                                {"why", "in a key it holds at most " + std::to_string(text_in_key) +
                                            " characters; declare a length to choose another"}});
  return made.dump();
}

sdk::neutral_type rules::kept_type(const column &of, const target &where) const {
  sdk::neutral_type type = of.type;
  if (type.is_enum()) {
    sdk::neutral_type made{"native"};
    made.native = {{facts(where).dialect, column_type(of, where)}};
    return made;
  }
  if (const auto own = own_text(type.native, where); own && type.name == "native" && type.dimensions == 0) {
    // What a person writes in the configuration: the catalog says it in lower case.
    const bool has_values = own->find('\'') != std::string::npos;
    return read_catalog_type(has_values ? *own : sdk::lower_case(*own), {is_mariadb(where)});
  }
  if (type.name == "uuid") return {"char", 36};
  if (is_json(type)) return {"json"};
  if (is_long_text(type)) return {"text"};
  if (type.name == "char" && type.length.value_or(1) > 255) type.name = "varchar";
  if (type.name == "numeric" && !type.length) return {"numeric", 65, 30};
  if ((type.name == "time" || is_moment(type)) && type.length == 6u) type.length.reset();
  return type;
}

sdk::expression rules::kept_expression(const expression &e, const target &where) const {
  expression made = kept_condition(sdk::sql_dialect::kept_expression(e, where));
  if (made.is_operation("and") || made.is_operation("or")) flatten(made);
  return made;
}

sdk::column_default rules::kept_default(const column &of, const target &where) const {
  sdk::column_default value = sdk::sql_dialect::kept_default(of, where);
  if (value.kind == "literal") value.value = kept_literal(std::move(value.value), of.type);
  return value;
}

void rules::finish_table(table &made, const target &where) const {
  made.primary_key_name.clear();  // it is PRIMARY, always
  for (column &one : made.columns) {
    if (one.identity) {
      one.identity = sdk::identity_definition{"by_default"};  // where it stands is no property of a schema
      one.null = false;
    }
    if (one.generated && is_mariadb(where) && !contains(made.primary_key, one.name)) one.null = true;
    std::erase_if(one.collation,
                  [&](const auto &text) { return text.second == usual_collation || is_json(one.type); });
  }
  for (sdk::foreign_key_definition &key : made.foreign_keys)
    for (std::string *action : {&key.on_delete, &key.on_update})
      if (*action == "restrict") *action = "no_action";  // one and the same in InnoDB
  const bool ascending_only = is_mariadb(where) && !where.at_least(10, 8);
  for (sdk::index_definition &index : made.indexes)
    for (sdk::index_part &part : index.parts) part.descending = part.descending && !ascending_only;
  settle_indexes(made);
}

void rules::finish_schema(sdk::schema_definition &all, std::vector<sdk::lost_object> &lost,
                          const target &) const {
  for (sdk::sequence_definition &one : all.sequences) {
    if (!one.comment.empty()) lost.push_back({"comment of sequence " + one.name, "it has no place"});
    one = kept_sequence(std::move(one));
  }
  for (sdk::view_definition &view : all.views) {
    if (!view.comment.empty()) lost.push_back({"comment of view " + view.name, "views have none"});
    view.comment.clear();
    for (auto &[name, text] : view.definition)
      while (!text.empty() && (text.back() == ';' || text.back() == ' ' || text.back() == '\n'))
        text.pop_back();
  }
}

}  // namespace tenantry::mysql
