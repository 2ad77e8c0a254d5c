#include "core/schema/sql_parser.hpp"

#include <fmt/format.h>
#include <pg_query.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/text.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

// A statement larger than this is refused: the parser's memory grows with it.
constexpr std::size_t largest_statement = 16U << 20U;

// Lines of psql's own, outside quotes.  Returns how many became blanks.
std::size_t blank_psql_lines(std::string &text) {
  std::size_t lines = 0;
  bool at_line_start = true;
  for (std::size_t at = 0; at < text.size();) {
    if (at_line_start && text[at] == '\\') {
      for (; at < text.size() && text[at] != '\n'; ++at) text[at] = ' ';
      ++lines;
      continue;
    }
    at_line_start = text[at] == '\n';
    at = skip_sql_item(text, at);
  }
  return lines;
}

// The parser gives a cursor in characters; places are kept in bytes.
std::size_t byte_of(std::string_view text, int cursor) {
  int left = std::max(cursor - 1, 0);
  std::size_t at = 0;
  while (at < text.size() && left > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --left;
  }
  return at;
}

// The scanner forgets what stands at the end with an open bracket: the parser shall say what is wrong with
// it.
void add_rest(split_sql &split) {
  std::size_t begin = split.statements.empty() ? 0 : split.statements.back().end;
  while (begin < split.text.size() && split.text[begin] == ';') ++begin;
  if (!bare_sql(std::string_view(split.text).substr(begin)).empty())
    split.statements.push_back({begin, split.text.size()});
}

error syntax_error(const PgQueryError &from, std::string_view text, std::size_t begin, std::string_view whole,
                   const std::string &file) {
  const std::string words = from.message != nullptr ? from.message : "unknown error";
  error e = make_error(category::sql, fmt::format("the SQL does not parse: {}", words),
                       "mend it; the parser knows PostgreSQL 15, newer syntax is not read");
  const std::size_t at = begin + byte_of(text, from.cursorpos);
  e.where = place_in(whole, at, file);
  e.sql = excerpt(whole.substr(std::min(at, whole.size())));
  return e;
}

}  // namespace

position place_in(std::string_view whole, std::size_t offset, const std::string &file) {
  const line_column at = locate(whole, std::min(offset, whole.size()));
  return {file, at.line, at.column};
}

result<split_sql> split_postgresql(std::string_view text, const std::string &file) {
  const auto refuse = [&](std::string message, std::size_t at) {
    error e = make_error(category::sql, std::move(message), "save the file as UTF-8 text");
    e.where = place_in(text, at, file);
    return fail(std::move(e));
  };
  if (const auto bad = find_invalid_utf8(text)) return refuse("the file is not UTF-8", *bad);
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)
    return refuse("the file holds a zero byte", zero);
  split_sql made;
  made.text = text;
  if (made.text.starts_with("\xEF\xBB\xBF")) made.text.replace(0, 3, "   ");
  made.psql_lines = blank_psql_lines(made.text);
  PgQuerySplitResult found = pg_query_split_with_scanner(made.text.c_str());
  std::optional<error> trouble;
  if (found.error != nullptr) trouble = syntax_error(*found.error, made.text, 0, made.text, file);
  for (int at = 0; !trouble && at < found.n_stmts; ++at) {
    const auto begin = static_cast<std::size_t>(found.stmts[at]->stmt_location);
    const auto length = static_cast<std::size_t>(found.stmts[at]->stmt_len);
    made.statements.push_back({begin, std::min(begin + length, made.text.size())});
  }
  pg_query_free_split_result(found);
  if (trouble) return fail(*std::move(trouble));
  add_rest(made);
  return made;
}

result<nlohmann::json> parse_postgresql(std::string_view whole, sql_statement one, const std::string &file) {
  const std::string text(whole.substr(one.begin, one.end - one.begin));
  if (text.size() > largest_statement) {
    error e = make_error(category::sql, "the statement is larger than 16 MiB", "split it");
    e.where = place_in(whole, one.begin, file);
    return fail(std::move(e));
  }
  PgQueryParseResult parsed = pg_query_parse(text.c_str());
  if (parsed.error != nullptr) {
    error e = syntax_error(*parsed.error, text, one.begin, whole, file);
    pg_query_free_parse_result(parsed);
    return fail(std::move(e));
  }
  nlohmann::json tree = nlohmann::json::parse(parsed.parse_tree, nullptr, false);
  pg_query_free_parse_result(parsed);
  const auto list = tree.is_object() ? tree.find("stmts") : tree.end();
  if (tree.is_discarded() || list == tree.end() || list->size() != 1 || !list->front().contains("stmt")) {
    error e = make_error(category::sql, "the parser's answer to this statement cannot be read");
    e.where = place_in(whole, one.begin, file);
    return fail(std::move(e));
  }
  return std::move(list->front()["stmt"]);
}

std::string parse_type_tree(std::string_view type) {
  const std::string text = fmt::format("CREATE TABLE t (c {})", type);
  PgQueryParseResult parsed = pg_query_parse(text.c_str());
  std::string tree = parsed.error == nullptr ? parsed.parse_tree : "";
  pg_query_free_parse_result(parsed);
  return tree;
}

}  // namespace tenantry
