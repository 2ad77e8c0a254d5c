#include "catalog_text.hpp"

#include <tenantry/sdk/expression_reader.hpp>
#include <tenantry/sdk/schema_types.hpp>

namespace tenantry::mysql {
namespace {

using sdk::expression;
using sdk::sql_token;

constexpr sdk::token_rules words{true, false, true};  // backticks and backslashes

// information_schema of MySQL escapes quotes once more: _utf8mb4\'open\'.
std::string unescaped(const std::string &text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape =
        text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '\'' || text[at + 1] == '\\');
    plain += text[escape ? ++at : at];
  }
  return plain;
}

// 'it\'s\n' with its quotes -> the text itself.
std::string literal_text(std::string_view quoted) {
  std::string plain;
  for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
    char c = quoted[at];
    if (c == '\\' && at + 2 < quoted.size()) {
      c = quoted[++at];
      c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c == 'Z' ? '\x1a' : c;
      // In a pattern these keep the backslash.
      if (c == '%' || c == '_') plain += '\\';
    } else if (c == '\'' && quoted[at + 1] == '\'') {
      ++at;
    }
    plain += c;
  }
  return plain;
}

std::string doubled(std::string_view text, char quote) {
  std::string made(1, quote);
  for (const char c : text) made.append(c == quote ? 2 : 1, c);
  return made + quote;
}

// The words that these servers have for what standard SQL calls otherwise.
std::string standard_word(const sql_token &token, const sql_token &next) {
  static constexpr std::pair<std::string_view, std::string_view> calls[] = {{"lcase", "lower"},
                                                                            {"ucase", "upper"},
                                                                            {"char_length", "length"},
                                                                            {"character_length", "length"},
                                                                            {"length", "octet_length"}};
  if (sdk::is_word(token, "mod") && !sdk::is_sign(next, "(")) return "%";
  if (sdk::is_sign(next, "("))
    for (const auto &[here, standard] : calls)
      if (sdk::is_word(token, here)) return std::string(standard);
  return token.text;
}
// _utf8mb4'x'
bool is_introducer(const sql_token &token, const sql_token &next) {
  return token.is == sql_token::kind::word && token.text.starts_with('_') && next.is == sql_token::kind::text;
}

std::string standard_text(const std::string &text) {
  std::string made;
  const std::vector<sql_token> tokens = sdk::read_sql_tokens(text, words);
  for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
    const sql_token &token = tokens[at], &next = tokens[at + 1];
    if (is_introducer(token, next)) continue;
    if (token.is == sql_token::kind::text)
      made +=
          doubled(literal_text(std::string_view(text).substr(token.begin, token.end_at - token.begin)), '\'');
    else if (token.is == sql_token::kind::quoted_name)
      made += doubled(token.text, '"');
    else
      made += token.is == sql_token::kind::word ? standard_word(token, next) : token.text;
    made += ' ';
  }
  return made;
}

std::optional<std::uint32_t> length_of(const std::string &type) {
  const std::size_t open = type.find('(');
  if (open == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(type).substr(open + 1);
  return sdk::detail::take_number<std::uint32_t>(rest);
}

bool is_number(const sdk::neutral_type &type) {
  for (const std::string_view name :
       {"boolean", "smallint", "integer", "bigint", "numeric", "real", "double"})
    if (type.name == name) return true;
  return false;
}

// The clock, as precise as the column is.
bool is_now(const std::string &text, const sdk::neutral_type &type) {
  const std::string lower = sdk::lower_case(text);
  const bool moment = type.name == "timestamp" || type.name == "timestamptz";
  if (type.name == "date") return lower == "curdate()" || lower == "current_date()";
  if (!moment && type.name != "time") return false;
  const std::uint32_t count = type.length.value_or(6);
  const std::string call = moment ? "current_timestamp" : "curtime";
  if (count == 0) return lower == call || lower == call + "()";
  return lower == call + "(" + std::to_string(count) + ")";
}

}  // namespace

sdk::neutral_type read_catalog_type(const std::string &column_type, catalog_flavour flavour) {
  const std::string lower = sdk::lower_case(column_type);
  const std::string name = lower.substr(0, lower.find('('));
  sdk::neutral_type native{"native"};
  native.native = {{flavour.dialect(), column_type}};
  const bool whole = lower == name || lower.ends_with(')');  // no "unsigned" behind it
  if (!whole) return native;
  static const std::map<std::string, std::string, std::less<>> plain = {
      {"smallint", "smallint"}, {"int", "integer"},    {"bigint", "bigint"},
      {"float", "real"},        {"double", "double"},  {"longtext", "text"},
      {"json", "json"},         {"longblob", "bytes"}, {"date", "date"}};
  if (lower == "tinyint(1)") return {"boolean"};
  if (name == "decimal") return sdk::read_type("numeric" + lower.substr(name.size()));
  if (name == "varchar" || name == "char") return sdk::read_type(lower);
  if (name == "time" || name == "datetime" || name == "timestamp") {
    const std::uint32_t digits = length_of(lower).value_or(0);
    const std::string neutral = name == "time" ? "time" : name == "datetime" ? "timestamp" : "timestamptz";
    return digits == 6 ? sdk::neutral_type{neutral} : sdk::neutral_type{neutral, digits};
  }
  const auto found = plain.find(name);
  const bool lengths = lower != name;
  const bool width_only = name == "smallint" || name == "int" || name == "bigint";  // int(11)
  if (found == plain.end() || (lengths && !width_only)) return native;
  return {found->second};
}

sdk::expression read_catalog_condition(const std::string &text, const std::string &table,
                                       catalog_flavour flavour) {
  const std::string plain = flavour.mariadb ? text : unescaped(text);
  if (auto closed = sdk::read_closed_expression(standard_text(plain), {flavour.dialect(), table, "none", {}}))
    return *std::move(closed);
  return expression::sql_of(flavour.dialect(), plain);
}

sdk::column_default read_catalog_default(const std::string &text, bool computed,
                                         const sdk::neutral_type &type, const std::string &table,
                                         catalog_flavour flavour) {
  if (flavour.mariadb && text == "NULL") return {};
  const bool expression_text = flavour.mariadb || computed;
  if (!expression_text) {
    expression value = expression::text_of(text);
    if (is_number(type)) value = sdk::detail::read_number(text);
    if (value.is(expression::node::none)) value = expression::text_of(text);
    return sdk::column_default("literal", std::move(value));
  }
  if (is_now(text, type)) return sdk::column_default("now");
  if (sdk::lower_case(text) == "uuid()") return sdk::column_default("random_uuid");
  expression value = read_catalog_condition(text, table, flavour);
  const bool clock = value.is(expression::node::call) && value.text == "now";  // less precise than its column
  if (clock) value = expression::sql_of(flavour.dialect(), text);
  return sdk::column_default(value.is_literal() ? "literal" : "expression", std::move(value));
}

std::string without_database(std::string text, const std::string &database) {
  const std::string prefix = backticked(database) + ".";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

std::string without_definer(const std::string &create) {
  const std::vector<sql_token> tokens = sdk::read_sql_tokens(create, words);
  // CREATE DEFINER = `a` @ `b` KIND
  if (tokens.size() < 7 || !sdk::is_word(tokens[1], "definer")) return create;
  return "CREATE " + create.substr(tokens[6].begin);
}

std::string backticked(std::string_view name) {
  return doubled(name, '`');
}

}  // namespace tenantry::mysql
