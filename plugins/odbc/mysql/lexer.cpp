#include "lexer.hpp"

#include <tenantry/sdk/error.hpp>

#include <algorithm>

namespace tenantry::mysql {
namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

}  // namespace

void lexer::never_ends(const char *what, std::size_t from) {
  throw sdk::failure(TNT_SQL, "a " + std::string(what) + " begins here and never ends")
      .sqlstate("42601")
      .offset(from + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

// "--" is a comment only before a blank, a control character or the end: a--1 is a difference.
bool lexer::begins_line_comment() const {
  if (ahead("#")) return true;
  return ahead("--") && (at_ + 2 == text_.size() || static_cast<unsigned char>(text_[at_ + 2]) <= 0x20U);
}

void lexer::skip_comment() {
  const std::size_t from = at_, end = text_.find("*/", at_ + 2);
  if (end == none) never_ends("comment", from);
  at_ = end + 2;
}

void lexer::skip_blanks_and_comments() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_]))
      ++at_;
    else if (begins_line_comment())
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (ahead("/*") && !ahead("/*!") && !ahead("/*M!"))
      skip_comment();
    else
      return;
  }
}

void lexer::take_word() {
  while (at_ < text_.size() && in_word(text_[at_]) && !ahead(delimiter_)) ++at_;
}

void lexer::take_quoted(char quote, bool backslash, const char *what) {
  const std::size_t from = at_++;
  for (; at_ < text_.size(); ++at_) {
    if (backslash && text_[at_] == '\\') {
      ++at_;
    } else if (text_[at_] == quote) {
      ++at_;
      if (at_ == text_.size() || text_[at_] != quote) return;
    }
  }
  never_ends(what, from);
}

// "/*!", "/*!50003", "/*M!100100", and the "*/" that ends such a comment.
bool lexer::take_code_mark(token &t) {
  if (in_code_comment() && ahead("*/")) {
    at_ += 2;
    code_begin_ = none;
    t.kind = token_kind::code_end;
    return true;
  }
  if (!ahead("/*!") && !ahead("/*M!")) return false;
  code_begin_ = at_;
  at_ += ahead("/*!") ? 3 : 4;
  for (int digits = 0; digits < 6 && at_ < text_.size() && is_digit(text_[at_]); ++digits) ++at_;
  t.kind = token_kind::code_begin;
  return true;
}

bool lexer::next(token &t) {
  skip_blanks_and_comments();
  t.begin = at_;
  if (at_ == text_.size()) {
    if (in_code_comment()) never_ends("comment", code_begin_);
    return false;
  }
  const char c = text_[at_];
  if (ahead(delimiter_) && !in_code_comment()) {
    t.kind = token_kind::delimiter;
    at_ += delimiter_.size();
  } else if (take_code_mark(t)) {
  } else if (c == '\'' || c == '"') {
    t.kind = token_kind::string;
    take_quoted(c, true, "string");
  } else if (c == '`') {
    t.kind = token_kind::quoted_name;
    take_quoted(c, false, "quoted identifier");
  } else if (in_word(c)) {
    t.kind = token_kind::word;
    take_word();
  } else {
    t.kind = c == '?' ? token_kind::question : token_kind::symbol;
    ++at_;
  }
  t.end = at_;
  return true;
}

bool lexer::begins_line(const token &t) const {
  std::size_t at = t.begin;
  while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
  return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
}

std::string_view lexer::rest_of_line(const token &t) const {
  std::string_view rest = text_.substr(t.end, text_.find_first_of("\r\n", t.end) - t.end);
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  return rest;
}

bool lexer::is_delimiter_line(const token &t, bool inside) const {
  if (t.kind != token_kind::word || !same_word(text(t), "DELIMITER") || !begins_line(t)) return false;
  if (!inside || t.end == text_.size()) return !inside;
  return delimiter_ != ";" && is_blank(text_[t.end]) && rest_of_line(t) == ";";
}

void lexer::take_delimiter(const token &word) {
  std::string_view rest = rest_of_line(word);
  rest = rest.substr(0, std::min(rest.find_first_of(" \t"), rest.size()));
  if (rest.empty() || rest.find('\\') != none)
    throw sdk::failure(TNT_SQL, "DELIMITER must be followed by the new delimiter, without a backslash")
        .sqlstate("42601")
        .offset(word.begin + 1)
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  delimiter_ = rest;
  at_ = std::min(text_.find_first_of("\r\n", word.end), text_.size());
}

bool same_word(std::string_view token, std::string_view upper) {
  const auto raise = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
  return std::equal(token.begin(), token.end(), upper.begin(), upper.end(),
                    [&](char a, char b) { return raise(a) == b; });
}

std::size_t count_placeholders(std::string_view sql) {
  lexer lex(sql);
  token t;
  std::size_t count = 0;
  while (lex.next(t)) count += t.kind == token_kind::question ? 1 : 0;
  return count;
}

}  // namespace tenantry::mysql
