#include "model.hpp"

#include <algorithm>
#include <limits>

namespace tenantry::mysql {
namespace {

using sdk::expression;
using node = sdk::expression::node;

expression negated(expression e);

expression all_negated(const std::string &op, std::vector<expression> args) {
  std::vector<expression> flat;
  for (expression &one : args) {
    expression made = negated(std::move(one));
    if (made.is_operation(op))
      for (expression &inner : made.args) flat.push_back(std::move(inner));
    else
      flat.push_back(std::move(made));
  }
  return expression::operation_of(op, std::move(flat));
}

expression negated(expression e) {
  static constexpr std::pair<std::string_view, std::string_view> opposites[] = {{"=", "<>"},
                                                                                {"<>", "="},
                                                                                {"<", ">="},
                                                                                {">=", "<"},
                                                                                {">", "<="},
                                                                                {"<=", ">"},
                                                                                {"is_null", "is_not_null"},
                                                                                {"is_not_null", "is_null"}};
  if (e.is(node::column)) return expression::operation_of("=", {std::move(e), expression::integer_of(0)});
  if (!e.is(node::operation)) return expression::operation_of("not", {std::move(e)});
  if (e.text == "not" && e.args.size() == 1) return std::move(e.args.front());
  if (e.text == "and") return all_negated("or", std::move(e.args));
  if (e.text == "or") return all_negated("and", std::move(e.args));
  for (const auto &[op, opposite] : opposites)
    if (e.text == op) {
      e.text = opposite;
      return e;
    }
  return expression::operation_of("not", {std::move(e)});
}

bool is_prefix(const std::vector<std::string> &some, const std::vector<std::string> &of) {
  return some.size() <= of.size() && std::equal(some.begin(), some.end(), of.begin());
}

// The columns of an index, as far as it has nothing else.
std::vector<std::string> leading_columns(const sdk::index_definition &index) {
  std::vector<std::string> names;
  for (const sdk::index_part &part : index.parts) {
    if (!part.value.is(node::column)) break;
    names.push_back(part.value.text);
  }
  return names;
}

bool is_plain(const sdk::index_definition &index) {
  const auto plain = [](const sdk::index_part &part) {
    return part.value.is(node::column) && !part.descending;
  };
  return index.comment.empty() && index.where.is(node::none) && index.method == "btree" &&
         std::all_of(index.parts.begin(), index.parts.end(), plain);
}

bool repeats_foreign_key(const sdk::table_definition &table, const sdk::index_definition &index) {
  const auto *key = sdk::find_named(table.foreign_keys, index.name);
  return key != nullptr && !index.unique && is_plain(index) && leading_columns(index) == key->columns;
}

// "0.1" with two decimals is "0.10".
expression with_decimals(const expression &value, std::int32_t decimals) {
  std::string text = value.is(node::integer) ? std::to_string(value.integer) : value.text;
  const std::size_t point = text.find('.');
  const std::size_t has = point == std::string::npos ? 0 : text.size() - point - 1;
  const auto wanted = static_cast<std::size_t>(std::max(decimals, 0));
  if (has > wanted) return value;  // the server rounds, this side does not
  if (point == std::string::npos && wanted > 0) text += '.';
  text.append(wanted - has, '0');
  return wanted == 0 ? value : expression::number_of(text);
}

// "2026-01-31 10:00" -> "2026-01-31 10:00:00.000000"
std::string full_moment(std::string text, std::uint32_t digits) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return text;
  if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
  for (const std::string_view part : {" 00:00:00", ":00"})
    if (text.size() == 19 - part.size()) text += part;
  if (text.size() == 19 && digits > 0) text += '.';
  if (text.size() >= 20 && text.size() < 20 + digits) text.append(20 + digits - text.size(), '0');
  return text;
}

}  // namespace

sdk::expression kept_condition(sdk::expression e) {
  if (e.is(node::boolean)) return expression::integer_of(e.integer);
  if (e.is_operation("in") && e.args.size() == 2) e.text = "=";
  if (e.is_operation("not") && e.args.size() == 1) return negated(std::move(e.args.front()));
  return e;
}

sdk::expression kept_literal(sdk::expression value, const sdk::neutral_type &type) {
  if (type.name == "boolean" && value.is(node::integer)) return expression::boolean_of(value.integer != 0);
  const bool number = value.is(node::integer) || value.is(node::number);
  if (type.name == "numeric" && number)
    return with_decimals(value, type.length ? type.scale.value_or(0) : 30);
  if ((type.name == "real" || type.name == "double") && value.is(node::number)) {
    while (value.text.ends_with('0')) value.text.pop_back();
    if (value.text.ends_with('.')) value.text.pop_back();
    if (value.text.find('.') == std::string::npos && value.text.find_first_of("eE") == std::string::npos)
      return expression::integer_of(std::stoll(value.text));
    return value;
  }
  if ((type.name == "timestamp" || type.name == "timestamptz") && value.is(node::text))
    value.text = full_moment(std::move(value.text), type.length.value_or(6));
  return value;
}

bool uses_column(const sdk::expression &e, std::string_view column) {
  if (e.is(node::column)) return e.text == column;
  // Somebody's own text: the name may stand in it.
  for (const auto &[dialect, text] : e.sql)
    if (text.find(column) != std::string::npos) return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const expression &one) { return uses_column(one, column); });
}

bool asks_clock(const sdk::expression &e) {
  return (e.is(node::call) && e.text == "now") || std::any_of(e.args.begin(), e.args.end(), asks_clock);
}

bool contains(const std::vector<std::string> &names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool stands_in_key(const sdk::table_definition &table, std::string_view column) {
  const auto in_columns = [&](const auto &one) { return contains(one.columns, column); };
  const auto in_parts = [&](const sdk::index_definition &index) {
    return std::any_of(index.parts.begin(), index.parts.end(), [&](const sdk::index_part &part) {
      return part.value.is(node::column) && part.value.text == column;
    });
  };
  return contains(table.primary_key, column) ||
         std::any_of(table.uniques.begin(), table.uniques.end(), in_columns) ||
         std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), in_columns) ||
         std::any_of(table.indexes.begin(), table.indexes.end(), in_parts);
}

bool has_index_for(const sdk::table_definition &table, const sdk::foreign_key_definition &key) {
  if (is_prefix(key.columns, table.primary_key)) return true;
  for (const sdk::unique_definition &one : table.uniques)
    if (is_prefix(key.columns, one.columns)) return true;
  for (const sdk::index_definition &one : table.indexes)
    if (is_prefix(key.columns, leading_columns(one))) return true;
  return false;
}

void settle_indexes(sdk::table_definition &table) {
  std::erase_if(table.indexes,
                [&](const sdk::index_definition &one) { return repeats_foreign_key(table, one); });
  for (const sdk::index_definition &index : table.indexes)
    if (index.unique && is_plain(index)) table.uniques.push_back({index.name, leading_columns(index)});
  std::erase_if(table.indexes, [](const sdk::index_definition &one) { return one.unique && is_plain(one); });
}

sdk::sequence_definition kept_sequence(sdk::sequence_definition one) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t greatest = one.type == "smallint"  ? 32767
                                : one.type == "integer" ? 2147483647
                                                        : most - 1;
  sdk::sequence_options &o = one.options;
  const bool up = o.increment.value_or(1) > 0;
  if (greatest < most - 1 && up && !o.max) o.max = greatest;
  if (greatest < most - 1 && !up && !o.min) o.min = -greatest - 1;
  const auto usual = [](std::optional<std::int64_t> &value, std::int64_t what) {
    if (value == what) value.reset();
  };
  usual(o.start, up ? o.min.value_or(1) : o.max.value_or(-1));
  usual(o.increment, 1);
  usual(o.cache, 1000);
  usual(o.min, up ? 1 : -most);
  usual(o.max, up ? most - 1 : -1);
  if (up) usual(o.max, most);  // one more than it can count to
  if (!up) usual(o.min, -most - 1);
  one.type = "bigint";
  one.comment.clear();
  return one;
}

}  // namespace tenantry::mysql
