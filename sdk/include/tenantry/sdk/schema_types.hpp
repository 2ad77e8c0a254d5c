// The text of a neutral type, both ways, and the stable order of a model.
#pragma once
#include <tenantry/sdk/schema.hpp>

#include <algorithm>
#include <charconv>

namespace tenantry::sdk {

namespace detail {

// A part of an enum's name: as it stands, or quoted as in SQL.
inline std::string write_name_part(const std::string &name) {
  if (!name.empty() && name.find_first_of(".\"[") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}
inline std::string take_name_part(std::string_view &rest) {
  std::string part;
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    part = rest.substr(0, end);
    rest.remove_prefix(end);
    return part;
  }
  std::size_t at = 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '"' && rest.substr(at + 1, 1) != "\"") break;
    if (rest[at] == '"') ++at;
    part += rest[at];
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}
template <class Number>
std::optional<Number> take_number(std::string_view &rest) {
  Number number{};
  const auto [end, trouble] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (trouble != std::errc{}) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}
// "(12,2)" at the end of the name; a malformed one leaves the type's name as it was, which nobody knows.
inline void take_lengths(neutral_type &type) {
  const std::size_t open = type.name.find('(');
  if (open == std::string::npos) return;
  std::string_view rest = std::string_view(type.name).substr(open + 1);
  const auto length = take_number<std::uint32_t>(rest);
  std::optional<std::int32_t> scale;
  if (rest.starts_with(',')) {
    rest.remove_prefix(1);
    scale = take_number<std::int32_t>(rest);
    if (!scale) return;
  }
  if (!length || rest != ")") return;
  type.length = length;
  type.scale = scale;
  type.name.resize(open);
}

}  // namespace detail

inline neutral_type read_type(std::string_view text) {
  neutral_type type;
  while (text.ends_with("[]")) {
    ++type.dimensions;
    text.remove_suffix(2);
  }
  if (text.starts_with("enum:")) {
    type.name = "enum";
    text.remove_prefix(5);
    type.enum_name = detail::take_name_part(text);
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      type.enum_schema = std::exchange(type.enum_name, detail::take_name_part(text));
    }
    return type;
  }
  type.name = text;
  detail::take_lengths(type);
  return type;
}

inline std::string write_type(const neutral_type &type) {
  std::string text = type.name;
  if (type.is_enum()) {
    text += ":";
    if (!type.enum_schema.empty()) text += detail::write_name_part(type.enum_schema) + ".";
    text += detail::write_name_part(type.enum_name);
  }
  if (type.length) {
    text += "(" + std::to_string(*type.length);
    if (type.scale) text += "," + std::to_string(*type.scale);
    text += ")";
  }
  for (std::uint32_t at = 0; at < type.dimensions; ++at) text += "[]";
  return text;
}

// Objects by schema and name, constraints and indexes by name.
inline void sort_table(table_definition &table) {
  const auto by_name = [](const auto &a, const auto &b) { return a.name < b.name; };
  std::stable_sort(table.uniques.begin(), table.uniques.end(), by_name);
  std::stable_sort(table.foreign_keys.begin(), table.foreign_keys.end(), by_name);
  std::stable_sort(table.checks.begin(), table.checks.end(), by_name);
  std::stable_sort(table.indexes.begin(), table.indexes.end(), by_name);
}
inline void sort_schema(schema_definition &all) {
  const auto by_place = [](const auto &a, const auto &b) {
    return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
  };
  std::stable_sort(all.schemas.begin(), all.schemas.end(),
                   [](const auto &a, const auto &b) { return a.name < b.name; });
  std::stable_sort(all.enums.begin(), all.enums.end(), by_place);
  std::stable_sort(all.sequences.begin(), all.sequences.end(), by_place);
  std::stable_sort(all.tables.begin(), all.tables.end(), by_place);
  std::stable_sort(all.views.begin(), all.views.end(), by_place);
  std::stable_sort(all.opaque.begin(), all.opaque.end(), [](const auto &a, const auto &b) {
    return std::tie(a.kind, a.schema, a.on_table, a.name) < std::tie(b.kind, b.schema, b.on_table, b.name);
  });
  for (table_definition &table : all.tables) sort_table(table);
}

}  // namespace tenantry::sdk
