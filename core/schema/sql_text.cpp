#include "core/schema/sql_text.hpp"

#include <algorithm>
#include <string>

namespace tenantry {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
char to_lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t skip_quoted(std::string_view text, std::size_t at, char quote, bool backslashes) {
  for (++at; at < text.size(); ++at) {
    if (backslashes && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return text.size();
}

// $tag$ … $tag$; a single "$" where it is none.
std::size_t skip_dollars(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != '$' && in_word(text[end])) ++end;
  if (end >= text.size() || text[end] != '$' || (text[at + 1] >= '0' && text[at + 1] <= '9')) return at + 1;
  const std::string_view tag = text.substr(at, end - at + 1);
  const std::size_t close = text.find(tag, end + 1);
  return close == std::string_view::npos ? text.size() : close + tag.size();
}

std::size_t skip_block_comment(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    if (text.substr(at, 2) == "/*") {
      ++depth;
      at += 2;
    } else if (text.substr(at, 2) == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return text.size();
}

bool begins_comment(std::string_view text, std::size_t at) {
  return text.substr(at, 2) == "--" || text.substr(at, 2) == "/*";
}

}  // namespace

std::size_t skip_sql_item(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  const char c = text[at];
  if (c == '\'' || c == '"') return skip_quoted(text, at, c, false);
  if (c == '$') return skip_dollars(text, at);
  if (text.substr(at, 2) == "--") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") return skip_block_comment(text, at);
  if (!in_word(c)) return at + 1;
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  const bool escapes = end == at + 1 && (c == 'e' || c == 'E') && end < text.size() && text[end] == '\'';
  return escapes ? skip_quoted(text, end, '\'', true) : end;
}

std::size_t skip_sql_group(std::string_view text, std::size_t at) {
  int depth = 0;
  do {
    if (at >= text.size()) return text.size();
    if (text[at] == '(' || text[at] == '[') ++depth;
    if (text[at] == ')' || text[at] == ']') --depth;
    at = skip_sql_item(text, at);
  } while (depth > 0);
  return at;
}

std::size_t find_sql_word(std::string_view text, std::size_t from, std::string_view word) {
  for (std::size_t at = from; at < text.size();) {
    const std::size_t end = skip_sql_group(text, at);
    if (end - at == word.size() &&
        std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                   [](char a, char b) { return a == to_lower_char(b); }))
      return at;
    at = end;
  }
  return std::string_view::npos;
}

std::size_t find_sql_sign(std::string_view text, std::size_t from, char sign) {
  for (std::size_t at = from; at < text.size(); at = skip_sql_group(text, at))
    if (text[at] == sign) return at;
  return std::string_view::npos;
}

std::string_view inside_brackets(std::string_view text, std::size_t from) {
  const std::size_t open = find_sql_sign(text, from, '(');
  if (open == std::string_view::npos) return {};
  const std::size_t close = skip_sql_group(text, open);
  return close > open + 2 ? text.substr(open + 1, close - open - 2) : std::string_view();
}

std::string_view bare_sql(std::string_view text) {
  for (;;) {
    while (!text.empty() && (is_blank(text.front()) || begins_comment(text, 0)))
      text.remove_prefix(is_blank(text.front()) ? 1 : skip_sql_item(text, 0));
    std::size_t last = 0;  // behind the last item that is neither blank nor comment
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = skip_sql_item(text, at);
      if (!is_blank(text[at]) && !begins_comment(text, at)) last = end;
      at = end;
    }
    text = text.substr(0, last);
    if (text.size() < 2 || text.front() != '(' || text.back() != ')' ||
        skip_sql_group(text, 0) != text.size())
      return text;
    text = text.substr(1, text.size() - 2);
  }
}

}  // namespace tenantry
