#include "core/schema/rename.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <optional>

#include "core/schema/pg_values.hpp"

namespace tenantry {
namespace {

// "a"."b.c" → a, b.c; nothing where it is no list of names.
std::optional<std::vector<std::string>> read_parts(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    if (text.front() == '"' && text.find('"', 1) == std::string_view::npos) return std::nullopt;
    std::string part = sdk::detail::take_name_part(text);
    if (part.empty() || (!text.empty() && text.front() != '.')) return std::nullopt;
    parts.push_back(std::move(part));
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
  }
  return parts;
}

// The "=" that is not inside quotes.
std::size_t find_equals(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] == '=' && !quoted) return at;
  }
  return std::string_view::npos;
}

void replace(std::vector<std::string> &names, const std::string &from, const std::string &to) {
  std::replace(names.begin(), names.end(), from, to);
}

std::string rename_in_sql(const std::string &sql, const std::string &from, const std::string &to) {
  std::string made;
  std::size_t copied = 0;
  for (const sdk::sql_token &token : sdk::read_sql_tokens(sql)) {
    const bool word = token.is == sdk::sql_token::kind::word && sdk::lower_case(token.text) == from;
    if (!word && !(token.is == sdk::sql_token::kind::quoted_name && token.text == from)) continue;
    made.append(sql, copied, token.begin - copied).append(quote_pg_name(to));
    copied = token.end_at;
  }
  return made.append(sql, copied, std::string::npos);
}

void rename_in(sdk::expression &e, const std::string &from, const std::string &to, bool column) {
  if (column && e.is(sdk::expression::node::column) && e.text == from) e.text = to;
  for (auto &[dialect, sql] : e.sql) sql = rename_in_sql(sql, from, to);
  for (sdk::expression &one : e.args) rename_in(one, from, to, column);
}

// Every expression that stands in a table.
template <class Use>
void each_expression(sdk::table_definition &table, const Use &use) {
  for (sdk::column_definition &column : table.columns) {
    use(column.default_value.value);
    if (column.generated) use(column.generated->value);
  }
  for (sdk::check_definition &check : table.checks) use(check.value);
  for (sdk::index_definition &index : table.indexes) {
    use(index.where);
    for (sdk::index_part &part : index.parts) use(part.value);
  }
}

}  // namespace

result<told_rename> parse_rename(std::string_view text) {
  const std::size_t equals = find_equals(text);
  std::optional<std::vector<std::string>> from, to;
  if (equals != std::string_view::npos) {
    from = read_parts(text.substr(0, equals));
    to = read_parts(text.substr(equals + 1));
  }
  if (!from || !to || from->empty() || from->size() > 3 || to->size() > 3)
    return fail(
        category::usage, fmt::format("\"{}\" is no rename", text),
        "write it as --rename wells.title=wells.subject, or --rename wells.title= for what was dropped");
  return told_rename{*std::move(from), *std::move(to), std::string(text)};
}

bool names_column(const sdk::expression &e, std::string_view column) {
  if (e.is(sdk::expression::node::column) && e.text == column) return true;
  for (const auto &[dialect, sql] : e.sql)
    for (const sdk::sql_token &token : sdk::read_sql_tokens(sql))
      if ((token.is == sdk::sql_token::kind::word || token.is == sdk::sql_token::kind::quoted_name) &&
          token.text == column)
        return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const auto &one) { return names_column(one, column); });
}

void rename_table(schema_model &schema, const object_place &from, const object_place &to) {
  for (sdk::table_definition &table : schema.tables) {
    for (sdk::foreign_key_definition &key : table.foreign_keys)
      if (key.to_schema == from.schema && key.to_table == from.name) {
        key.to_schema = to.schema;
        key.to_table = to.name;
      }
    if (table.schema != from.schema || table.name != from.name) continue;
    table.schema = to.schema;
    table.name = to.name;
    if (from.name != to.name)
      each_expression(table, [&](sdk::expression &e) { rename_in(e, from.name, to.name, false); });
  }
  for (sdk::opaque_definition &one : schema.opaque)
    if (one.on_schema == from.schema && one.on_table == from.name) {
      one.on_schema = to.schema;
      one.on_table = to.name;
    }
}

void rename_column(schema_model &schema, const object_place &place, const std::string &from,
                   const std::string &to) {
  for (sdk::table_definition &table : schema.tables) {
    for (sdk::foreign_key_definition &key : table.foreign_keys)
      if (key.to_schema == place.schema && key.to_table == place.name) replace(key.to_columns, from, to);
    if (table.schema != place.schema || table.name != place.name) continue;
    for (sdk::column_definition &column : table.columns)
      if (column.name == from) column.name = to;
    replace(table.primary_key, from, to);
    for (sdk::unique_definition &unique : table.uniques) replace(unique.columns, from, to);
    for (sdk::foreign_key_definition &key : table.foreign_keys) replace(key.columns, from, to);
    for (sdk::index_definition &index : table.indexes) replace(index.include, from, to);
    each_expression(table, [&](sdk::expression &e) { rename_in(e, from, to, true); });
  }
}

void rename_enum(schema_model &schema, const object_place &from, const object_place &to) {
  for (sdk::enum_definition &one : schema.enums)
    if (one.schema == from.schema && one.name == from.name) {
      one.schema = to.schema;
      one.name = to.name;
    }
  for (sdk::table_definition &table : schema.tables)
    for (sdk::column_definition &column : table.columns)
      if (column.type.is_enum() && column.type.enum_schema == from.schema &&
          column.type.enum_name == from.name) {
        column.type.enum_schema = to.schema;
        column.type.enum_name = to.name;
      }
}

}  // namespace tenantry
