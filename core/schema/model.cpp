#include "core/schema/model.hpp"

#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace tenantry {
namespace {

constexpr std::size_t identifier_limit = 63;

std::string name_part(std::string_view name) {
  if (!name.empty() && name.find_first_of(".\"=/") == std::string_view::npos) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

bool is_integer_type(std::string_view type) {
  return type == "smallint" || type == "integer" || type == "bigint";
}
bool is_number_type(std::string_view type) {
  return is_integer_type(type) || type == "numeric" || type == "real" || type == "double";
}

std::int64_t greatest_of(std::string_view type) {
  if (type == "smallint") return std::numeric_limits<std::int16_t>::max();
  if (type == "integer") return std::numeric_limits<std::int32_t>::max();
  return std::numeric_limits<std::int64_t>::max();
}
std::int64_t least_of(std::string_view type) {
  return -greatest_of(type) - 1;
}

// What CREATE SEQUENCE would take anyway is left out.
void normalise_options(sdk::sequence_options &options, std::string_view type) {
  const auto drop = [](std::optional<std::int64_t> &value, std::int64_t usual) {
    if (value == usual) value.reset();
  };
  drop(options.increment, 1);
  drop(options.cache, 1);
  const bool down = options.increment.value_or(1) < 0;
  drop(options.min, down ? least_of(type) : 1);
  drop(options.max, down ? -1 : greatest_of(type));
  drop(options.start, down ? options.max.value_or(-1) : options.min.value_or(1));
}

// '5' on a number, 'true' on a boolean: the value itself.
sdk::expression to_literal_of(const sdk::expression &value, std::string_view type) {
  if (!value.is(sdk::expression::node::text)) return value;
  const std::string &text = value.text;
  if (type == "boolean") {
    for (const char *yes : {"t", "true"})
      if (sdk::lower_case(text) == yes) return sdk::expression::boolean_of(true);
    for (const char *no : {"f", "false"})
      if (sdk::lower_case(text) == no) return sdk::expression::boolean_of(false);
    return value;
  }
  if (!is_number_type(type)) return value;
  std::int64_t whole = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (trouble == std::errc{} && end == text.data() + text.size()) return sdk::expression::integer_of(whole);
  std::size_t digits = 0, points = 0, at = text.starts_with('-') ? 1 : 0;
  for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at)
    (text[at] == '.' ? points : digits) += 1;
  const bool number = at == text.size() && digits != 0 && points <= 1 && !text.ends_with('.') &&
                      text[text.starts_with('-') ? 1 : 0] != '.';
  return number ? sdk::expression::number_of(text) : value;
}

// Today in a date is now in a date.
bool is_today(const sdk::column_definition &column) {
  const sdk::column_default &value = column.default_value;
  if (column.type.name != "date" || column.type.dimensions != 0 || value.kind != "expression") return false;
  const auto text = value.value.sql.find("postgresql");
  return text != value.value.sql.end() && sdk::lower_case(text->second) == "current_date";
}

void normalise_column(const sdk::table_definition &table, sdk::column_definition &column) {
  sdk::neutral_type &type = column.type;
  if (type.name == "numeric" && type.scale == 0) type.scale.reset();
  if (type.name == "char" && !type.length) type.length = 1;
  if (column.identity) {
    normalise_options(column.identity->options, type.name);
    if (column.identity->sequence == usual_name(table.name, column.name, "seq"))
      column.identity->sequence.clear();
  }
  if (column.identity ||
      std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end())
    column.null = false;
  if (is_today(column)) column.default_value = sdk::column_default("now");
  if (column.default_value.kind == "literal") {
    if (type.dimensions == 0)
      column.default_value.value = to_literal_of(column.default_value.value, type.name);
    if (column.default_value.value.is(sdk::expression::node::null)) column.default_value = {};
  }
}

void normalise_table(sdk::table_definition &table) {
  for (sdk::column_definition &column : table.columns) normalise_column(table, column);
  if (table.primary_key.empty() || table.primary_key_name == usual_name(table.name, "", "pkey"))
    table.primary_key_name.clear();
  for (sdk::index_definition &index : table.indexes) {
    if (index.method.empty()) index.method = "btree";
    for (sdk::index_part &part : index.parts)
      if (part.nulls == (part.descending ? "first" : "last")) part.nulls.clear();
  }
}

}  // namespace

std::string display_name(std::string_view schema, std::string_view name) {
  return schema.empty() ? name_part(name) : name_part(schema) + "." + name_part(name);
}
std::string display_name(std::string_view schema, std::string_view name, std::string_view part) {
  return display_name(schema, name) + "." + name_part(part);
}

std::string path_of(std::string_view list, std::string_view schema, std::string_view name) {
  return std::string(list) + "/" + display_name(schema, name);
}
std::string path_of(std::string_view list, std::string_view schema, std::string_view name,
                    std::string_view part_list, std::string_view part) {
  return path_of(list, schema, name) + "/" + std::string(part_list) + "/" + name_part(part);
}

// PostgreSQL's makeObjectName: the longer of the two names gives way first.
std::string usual_name(std::string_view table, std::string_view column, std::string_view label) {
  const std::size_t overhead = label.size() + 1 + (column.empty() ? 0 : 1);
  std::size_t first = table.size(), second = column.size();
  while (first + second + overhead > identifier_limit) (first > second ? first : second) -= 1;
  std::string made(table.substr(0, first));
  if (!column.empty()) (made += '_') += column.substr(0, second);
  return (made += '_') += label;
}

void normalise(schema_model &schema) {
  for (sdk::table_definition &table : schema.tables) normalise_table(table);
  for (sdk::sequence_definition &sequence : schema.sequences)
    normalise_options(sequence.options, sequence.type);
  sdk::sort_schema(schema);
}

bool same_schema(schema_model a, schema_model b) {
  for (schema_model *one : {&a, &b}) {
    normalise(*one);
    for (sdk::table_definition &table : one->tables)
      std::sort(table.columns.begin(), table.columns.end(),
                [](const auto &x, const auto &y) { return x.name < y.name; });
  }
  return a == b;
}

namespace {

bool plain_name(std::string_view name) {
  return !name.empty() && (name[0] == '_' || (name[0] >= 'a' && name[0] <= 'z')) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::string comparable_token(const sdk::sql_token &token) {
  using kind = sdk::sql_token::kind;
  if (token.is == kind::text) return "'" + token.text + "'";
  if (token.is == kind::word) return sdk::lower_case(token.text);
  if (token.is == kind::quoted_name) return plain_name(token.text) ? token.text : "\"" + token.text + "\"";
  return token.text;
}

// The "(" at `first` closes at `last`, and not before.
bool wraps(const std::vector<std::string> &tokens, std::size_t first, std::size_t last) {
  if (last <= first || tokens[first] != "(" || tokens[last] != ")") return false;
  int depth = 0;
  for (std::size_t at = first; at < last; ++at) {
    depth += tokens[at] == "(" ? 1 : tokens[at] == ")" ? -1 : 0;
    if (depth == 0) return false;
  }
  return depth == 1;
}

}  // namespace

std::string comparable_sql(std::string_view text, std::string_view table) {
  std::vector<std::string> tokens;
  for (const sdk::sql_token &token : sdk::read_sql_tokens(text)) {
    if (token.is == sdk::sql_token::kind::end) break;
    tokens.push_back(comparable_token(token));
    const std::size_t size = tokens.size();
    if (!table.empty() && tokens.back() == "." && size >= 2 && tokens[size - 2] == table &&
        (size < 3 || tokens[size - 3] != "."))
      tokens.resize(size - 2);
  }
  std::size_t first = 0, last = tokens.size();
  while (last > first && wraps(tokens, first, last - 1)) ++first, --last;
  std::string made;
  for (std::size_t at = first; at < last; ++at) (made += tokens[at]) += ' ';
  return made;
}

bool same_expression(const sdk::expression &a, const sdk::expression &b, std::string_view table) {
  if (a.kind != b.kind || a.text != b.text || a.integer != b.integer || a.args.size() != b.args.size())
    return false;
  for (std::size_t at = 0; at < a.args.size(); ++at)
    if (!same_expression(a.args[at], b.args[at], table)) return false;
  if (a.sql == b.sql) return true;
  return a.sql.size() == b.sql.size() &&
         std::equal(a.sql.begin(), a.sql.end(), b.sql.begin(), [&](const auto &one, const auto &other) {
           return one.first == other.first &&
                  comparable_sql(one.second, table) == comparable_sql(other.second, table);
         });
}

}  // namespace tenantry
