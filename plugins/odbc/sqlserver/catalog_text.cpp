#include "catalog_text.hpp"

#include <tenantry/sdk/expression_reader.hpp>

#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

using sdk::expression;

std::string lower_case(std::string text) {
  for (char &c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// The same text for the neutral reader: N'x' without its N, len as length, the clock's names as now.
std::string neutral(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  cursor at(text);
  const auto replace = [&](std::size_t begin, std::size_t end, std::string_view with) {
    out.append(text.substr(copied, begin - copied)).append(with);
    copied = end;
  };
  while (!at.at_end()) {
    const std::size_t begin = at.begin(), end = begin + at.text().size();
    const std::string word = lower_case(std::string(at.text()));
    at.advance();
    const bool call = at.text() == "(";
    if (word == "n" && at.text().starts_with('\'') && at.begin() == end) replace(begin, end, "");
    if (call && word == "len") replace(begin, end, "length");
    for (const std::string_view clock : {"getdate", "sysdatetime", "sysdatetimeoffset", "sysutcdatetime"})
      if (call && word == clock) replace(begin, end, "now");
  }
  return out.append(text.substr(copied));
}

// "(a)" -> "a" where the two are a pair.
std::string_view without_brackets_around(std::string_view text) {
  for (;;) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (!text.starts_with('(') || !text.ends_with(')')) return text;
    int depth = 0;
    std::size_t closed = 0;
    for (cursor at(text); !at.at_end() && closed == 0; at.advance()) {
      depth += at.text() == "(" ? 1 : at.text() == ")" ? -1 : 0;
      if (depth == 0) closed = at.begin() + 1;
    }
    if (closed != text.size()) return text;
    text = text.substr(1, text.size() - 2);
  }
}

sdk::neutral_type native(std::string text) {
  sdk::neutral_type type{"native"};
  type.native = {{"sqlserver", std::move(text)}};
  return type;
}

std::string with_length(const catalog_type &from, int unit) {
  return from.name + "(" + (from.length < 0 ? "max" : std::to_string(from.length / unit)) + ")";
}

sdk::neutral_type clock(const char *name, int scale) {
  if (scale == 6) return {name};
  return {name, static_cast<std::uint32_t>(scale)};
}

}  // namespace

sdk::neutral_type read_catalog_type(const catalog_type &from) {
  static const std::pair<std::string_view, const char *> plain[] = {
      {"bit", "boolean"}, {"smallint", "smallint"},     {"int", "integer"}, {"bigint", "bigint"},
      {"real", "real"},   {"uniqueidentifier", "uuid"}, {"date", "date"}};
  for (const auto &[theirs, ours] : plain)
    if (from.name == theirs) return {ours};
  const auto length = static_cast<std::uint32_t>(from.length / 2);
  if (from.name == "float")
    return from.precision == 53 ? sdk::neutral_type{"double"}
                                : native("float(" + std::to_string(from.precision) + ")");
  if (from.name == "decimal" || from.name == "numeric")
    return {"numeric", static_cast<std::uint32_t>(from.precision), from.scale};
  if (from.name == "nvarchar")
    return from.length < 0 ? sdk::neutral_type{"text"} : sdk::neutral_type{"varchar", length};
  if (from.name == "nchar") return {"char", length};
  if (from.name == "varbinary" && from.length < 0) return {"bytes"};
  if (from.name == "time") return clock("time", from.scale);
  if (from.name == "datetime2") return clock("timestamp", from.scale);
  if (from.name == "datetimeoffset") return clock("timestamptz", from.scale);
  const bool sized =
      from.name == "varchar" || from.name == "char" || from.name == "varbinary" || from.name == "binary";
  return native(sized ? with_length(from, 1) : from.name);
}

sdk::expression read_catalog_expression(std::string_view text, const std::string &table) {
  const sdk::expression_rules rules{"sqlserver", table, "none", {false, true, false}};
  if (auto closed = sdk::read_closed_expression(neutral(text), rules)) return *std::move(closed);
  return expression::sql_of("sqlserver", std::string(text));
}

sdk::column_default read_catalog_default(std::string_view text, const std::string &table) {
  if (text.empty()) return {};
  const std::string plain = lower_case(std::string(without_brackets_around(text)));
  if (plain == "newid()") return sdk::column_default("random_uuid");
  sdk::expression value = read_catalog_expression(text, table);
  if (value.is(expression::node::call) && value.text == "now") return sdk::column_default("now");
  return sdk::column_default(value.is_literal() ? "literal" : "expression", std::move(value));
}

sdk::expression read_computed(std::string_view text, const std::string &table) {
  const std::string_view inside = without_brackets_around(text);
  cursor at(inside);
  if (!at.take("CONVERT") || !at.take("(")) return read_catalog_expression(text, table);
  int depth = 0;
  while (!at.at_end() && (depth > 0 || at.text() != ",")) {
    depth += at.text() == "(" ? 1 : at.text() == ")" ? -1 : 0;
    at.advance();
  }
  if (at.at_end() || !inside.ends_with(')')) return read_catalog_expression(text, table);
  const std::size_t from = at.begin() + 1;
  const std::string_view value = inside.substr(from, inside.size() - 1 - from);
  // A third argument, a style, is not ours.
  depth = 0;
  for (cursor rest(value); !rest.at_end(); rest.advance()) {
    depth += rest.text() == "(" ? 1 : rest.text() == ")" ? -1 : 0;
    if (depth < 0 || (depth == 0 && rest.text() == ",")) return read_catalog_expression(text, table);
  }
  return read_catalog_expression(value, table);
}

std::string view_body(std::string_view create) {
  cursor at(create);
  int depth = 0;
  for (; !at.at_end(); at.advance()) {
    depth += at.text() == "(" ? 1 : at.text() == ")" ? -1 : 0;
    if (depth == 0 && at.take("AS")) break;
  }
  if (at.at_end()) return std::string(create);
  std::string_view body = create.substr(at.begin());
  while (!body.empty() &&
         (body.back() == ';' || body.back() == ' ' || body.back() == '\n' || body.back() == '\r'))
    body.remove_suffix(1);
  return std::string(body);
}

}  // namespace tenantry::sqlserver
