#include "core/schema/pg_values.hpp"

#include <tenantry/sdk/expression_reader.hpp>

#include <nlohmann/json.hpp>

#include "core/schema/model.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

using node = sdk::expression::node;

// How strongly an operator binds; what binds less goes into brackets.
int strength(const sdk::expression &e) {
  if (!e.is(node::operation)) return 10;
  const std::string &op = e.text;
  if (op == "or") return 1;
  if (op == "and") return 2;
  if (op == "not") return 3;
  if (op == "+" || op == "-") return 6;
  if (op == "*" || op == "/" || op == "%") return 7;
  if (op == "negate") return 8;
  return op == "is_null" || op == "is_not_null" ? 4 : 5;
}

class expression_writer {
 public:
  explicit expression_writer(std::string_view table) : table_(table) {}

  [[nodiscard]] std::string write(const sdk::expression &e) const {
    switch (e.kind) {
      case node::column:
        return table_.empty() ? quote_pg_name(e.text) : quote_pg_name(table_) + "." + quote_pg_name(e.text);
      case node::text:
        return quote_pg_text(e.text);
      case node::integer:
        return std::to_string(e.integer);
      case node::boolean:
        return e.integer != 0 ? "true" : "false";
      case node::null:
        return "null";
      case node::number:
        return e.text;
      case node::operation:
        return operation(e);
      case node::call:
        return e.text + "(" + list(e, 0, ", ") + ")";
      default: {
        const auto found = e.sql.find("postgresql");
        return found == e.sql.end() ? std::string() : found->second;
      }
    }
  }

 private:
  [[nodiscard]] std::string under(const sdk::expression &e, int least) const {
    return strength(e) < least ? "(" + write(e) + ")" : write(e);
  }
  [[nodiscard]] std::string list(const sdk::expression &e, std::size_t from, const char *between,
                                 int least = 0) const {
    std::string text;
    for (std::size_t at = from; at < e.args.size(); ++at)
      text += (at == from ? "" : between) + under(e.args[at], least);
    return text;
  }
  [[nodiscard]] std::string operation(const sdk::expression &e) const {
    const int own = strength(e);
    if (e.text == "and" || e.text == "or") return list(e, 0, (" " + e.text + " ").c_str(), own + 1);
    if (e.text == "not") return "not " + under(e.args[0], own + 1);
    if (e.text == "negate") return "-" + under(e.args[0], own + 1);
    if (e.text == "is_null") return under(e.args[0], own + 1) + " is null";
    if (e.text == "is_not_null") return under(e.args[0], own + 1) + " is not null";
    if (e.text == "in") return under(e.args[0], own + 1) + " in (" + list(e, 1, ", ") + ")";
    if (e.text == "between" && e.args.size() == 3)
      return under(e.args[0], 6) + " between " + under(e.args[1], 6) + " and " + under(e.args[2], 6);
    if (e.args.size() != 2) return {};
    const int left = own >= 6 ? own : own + 1;  // arithmetic goes from left to right
    return under(e.args[0], left) + " " + e.text + " " + under(e.args[1], own + 1);
  }

  std::string_view table_;
};

}  // namespace

std::string quote_pg_name(std::string_view name) {
  std::string made = "\"";
  for (const char c : name) made.append(c == '"' ? 2 : 1, c);
  return made + "\"";
}
std::string quote_pg_name(std::string_view schema, std::string_view name) {
  return schema.empty() ? quote_pg_name(name) : quote_pg_name(schema) + "." + quote_pg_name(name);
}
std::string quote_pg_text(std::string_view text) {
  std::string made = "'";
  for (const char c : text) made.append(c == '\'' ? 2 : 1, c);
  return made + "'";
}

sdk::expression read_pg_expression(std::string_view sql, std::string_view table) {
  const std::string_view bare = bare_sql(sql);
  sdk::expression_rules rules;
  rules.dialect = "postgresql";
  rules.table = table;
  rules.folding = "lower";
  return sdk::read_expression(bare, rules);
}

sdk::column_default read_pg_default(std::string_view sql, std::string_view table) {
  sdk::expression value = read_pg_expression(sql, table);
  if (value.is(node::call) && value.text == "now") return sdk::column_default("now");
  if (value.is_literal()) return sdk::column_default("literal", std::move(value));
  if (value.is(node::sql) && comparable_sql(value.sql.begin()->second, "") == "gen_random_uuid ( ) ")
    return sdk::column_default("random_uuid");
  return sdk::column_default("expression", std::move(value));
}

std::string write_pg_expression(const sdk::expression &e, std::string_view table) {
  return expression_writer(table).write(e);
}

std::string write_pg_default(const sdk::column_default &value) {
  if (value.kind == "now") return "now()";
  if (value.kind == "random_uuid") return "gen_random_uuid()";
  return write_pg_expression(value.value, "");
}

}  // namespace tenantry
