#include "catalog_text.hpp"

#include <tenantry/sdk/expression_reader.hpp>

#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

using sdk::expression;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string upper_without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t')
      out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

sdk::neutral_type native(std::string text) {
  sdk::neutral_type type{"native"};
  type.native = {{"oracle", std::move(text)}};
  return type;
}

sdk::neutral_type of_number(const catalog_type &from) {
  const auto precision = read_number(from.precision), scale = read_number(from.scale);
  if (!precision && !scale) return {"numeric"};
  if (!precision) return {"numeric", 38, static_cast<std::int32_t>(*scale)};
  return {"numeric", static_cast<std::uint32_t>(*precision), static_cast<std::int32_t>(scale.value_or(0))};
}

// TIMESTAMP(6), TIMESTAMP(3) WITH TIME ZONE
std::optional<sdk::neutral_type> of_timestamp(std::string_view name) {
  if (!name.starts_with("TIMESTAMP(")) return std::nullopt;
  const std::size_t close = name.find(')');
  const auto digits = read_number(name.substr(10, close - 10));
  if (!digits) return std::nullopt;
  const std::string_view rest = name.substr(close + 1);
  const bool zone = rest == " WITH TIME ZONE";
  if (!zone && !rest.empty()) return std::nullopt;
  sdk::neutral_type type{zone ? "timestamptz" : "timestamp"};
  if (*digits != 6) type.length = static_cast<std::uint32_t>(*digits);
  return type;
}

bool is_clock(std::string_view text) {
  const std::string plain = upper_without_blanks(text);
  return plain == "SYSTIMESTAMP" || plain == "CURRENT_TIMESTAMP" || plain == "SYSDATE" ||
         plain == "TRUNC(SYSDATE)" || plain == "TO_CHAR(SYSTIMESTAMP,'HH24:MI:SS.FF6')";
}

}  // namespace

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

sdk::neutral_type read_catalog_type(const catalog_type &from) {
  static const std::pair<std::string_view, const char *> plain[] = {
      {"BOOLEAN", "boolean"}, {"BINARY_FLOAT", "real"}, {"BINARY_DOUBLE", "double"},
      {"CLOB", "text"},       {"BLOB", "bytes"},        {"DATE", "date"}};
  for (const auto &[theirs, ours] : plain)
    if (from.name == theirs) return {ours};
  if (from.name == "NUMBER") return of_number(from);
  if (from.name == "VARCHAR2") return {"varchar", static_cast<std::uint32_t>(from.characters)};
  if (from.name == "CHAR") return {"char", static_cast<std::uint32_t>(from.characters)};
  if (const auto time = of_timestamp(from.name)) return *time;
  const bool sized = from.name == "NVARCHAR2" || from.name == "NCHAR" || from.name == "RAW";
  return native(sized ? from.name + "(" + std::to_string(from.characters) + ")" : from.name);
}

sdk::expression read_catalog_expression(std::string_view text, const std::string &table) {
  const sdk::expression_rules rules{"oracle", table, "upper", {}};
  const std::string_view plain = trimmed(text);
  if (auto closed = sdk::read_closed_expression(plain, rules)) return *std::move(closed);
  return expression::sql_of("oracle", std::string(plain));
}

sdk::column_default read_catalog_default(std::string_view text, const std::string &table) {
  const std::string_view plain = trimmed(text);
  if (plain.empty() || upper_without_blanks(plain) == "NULL") return {};
  if (is_clock(plain)) return sdk::column_default("now");
  if (upper_without_blanks(plain).find("RAWTOHEX(SYS_GUID())") != std::string::npos)
    return sdk::column_default("random_uuid");
  std::string_view value_text = plain;
  if (upper_without_blanks(plain).starts_with("DATE'")) value_text = plain.substr(plain.find('\''));
  expression value = read_catalog_expression(value_text, table);
  if (value.is(expression::node::call) && value.text == "now") return sdk::column_default("now");
  if (!value.is_literal() && value_text.size() != plain.size())
    value = expression::sql_of("oracle", std::string(plain));
  return sdk::column_default(value.is_literal() ? "literal" : "expression", std::move(value));
}

sdk::sequence_options read_identity_options(std::string_view text) {
  const auto number_behind = [&](std::string_view key) -> std::optional<std::int64_t> {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(at + key.size());
    return read_number(trimmed(rest.substr(0, rest.find(','))));
  };
  sdk::sequence_options options;
  options.start = number_behind("START WITH:");
  options.increment = number_behind("INCREMENT BY:");
  return options;
}

bool is_not_null_check(std::string_view condition) {
  cursor at(condition);
  return at.take_name() && at.take("IS") && at.take("NOT") && at.take("NULL") && at.at_end();
}

}  // namespace tenantry::oracle
