#include "lexer.hpp"

namespace tenantry::postgresql {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool is_name_start(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) {
  return is_name_start(c) || is_digit(c) || c == '$';
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char &c : out) c = lower(c);
  return out;
}

bool same_word(std::string_view text, std::string_view lower_case_word) {
  if (text.size() != lower_case_word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower_case_word[i]) return false;
  }
  return true;
}

std::string name_of(token_kind kind, std::string_view text) {
  if (kind != token_kind::quoted_name || text.size() < 2) return folded(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"') ++i;
  }
  return out;
}

lexer::lexer(std::string_view text, std::size_t from) : text_(text), at_(from) {
  if (from == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
}

bool lexer::fail(std::size_t offset, const char *what) {
  fault_ = lex_fault{offset, what};
  at_ = text_.size();
  return false;
}

bool lexer::finish(token &out, token_kind kind, std::size_t end) {
  out = token{kind, at_, end};
  at_ = end;
  return true;
}

bool lexer::skip_block_comment() {
  const std::size_t begin = at_;
  std::size_t depth = 1;
  at_ += 2;
  while (depth != 0) {
    at_ = text_.find_first_of("*/", at_);
    if (at_ == std::string_view::npos) return fail(begin, "comment");
    const char other = text_[at_] == '*' ? '/' : '*';
    if (at(at_ + 1) != other) {
      ++at_;
      continue;
    }
    depth = other == '/' ? depth - 1 : depth + 1;
    at_ += 2;
  }
  return true;
}

// Also finds out whether a string literal that follows continues the E'…' before it: the standard joins
// literals with a line end between them, and the second half is then read with escapes too.
bool lexer::skip_blanks() {
  bool line_end = false;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_blank(c)) {
      line_end = line_end || c == '\n' || c == '\r';
      ++at_;
    } else if (c == '-' && at(at_ + 1) == '-') {
      const std::size_t end = text_.find_first_of("\r\n", at_);
      at_ = end == std::string_view::npos ? text_.size() : end;
    } else if (c == '/' && at(at_ + 1) == '*') {
      continues_escape_ = false;
      if (!skip_block_comment()) return false;
    } else {
      break;
    }
  }
  continues_escape_ = continues_escape_ && line_end && at(at_) == '\'';
  return at_ < text_.size();
}

bool lexer::quoted(token &out, token_kind kind, std::size_t quote_at, const char *what) {
  const char quote = text_[quote_at];
  for (std::size_t i = quote_at + 1;; i += 2) {
    i = text_.find(quote, i);
    if (i == std::string_view::npos) return fail(at_, what);
    if (at(i + 1) != quote || i + 1 >= text_.size()) return finish(out, kind, i + 1);
  }
}

bool lexer::escaped(token &out, std::size_t quote_at) {
  for (std::size_t i = quote_at + 1;; i += 2) {
    i = text_.find_first_of("'\\", i);
    if (i == std::string_view::npos) return fail(at_, "string");
    if (text_[i] == '\\') continue;
    if (at(i + 1) != '\'') {
      continues_escape_ = true;
      return finish(out, token_kind::escape_string, i + 1);
    }
  }
}

bool lexer::dollar(token &out) {
  std::size_t end = at_ + 1;
  if (is_digit(at(end))) {
    while (is_digit(at(end))) ++end;
    return finish(out, token_kind::parameter, end);
  }
  if (is_name_start(at(end))) {
    while (is_name_part(at(end)) && at(end) != '$') ++end;
  }
  if (at(end) != '$') return finish(out, token_kind::other, at_ + 1);
  const std::string_view tag = text_.substr(at_, end + 1 - at_);
  const std::size_t close = text_.find(tag, end + 1);
  if (close == std::string_view::npos) return fail(at_, "dollar-quoted string");
  return finish(out, token_kind::dollar_string, close + tag.size());
}

bool lexer::word(token &out) {
  std::size_t end = at_ + 1;
  while (end < text_.size() && is_name_part(text_[end])) ++end;
  const char letter = lower(text_[at_]);
  if (end == at_ + 1) {
    if (letter == 'e' && at(end) == '\'') return escaped(out, end);
    if ((letter == 'n' || letter == 'b' || letter == 'x') && at(end) == '\'') {
      return quoted(out, token_kind::string, end, "string");
    }
    if (letter == 'u' && at(end) == '&' && at(end + 1) == '\'') {
      return quoted(out, token_kind::string, end + 1, "string");
    }
    if (letter == 'u' && at(end) == '&' && at(end + 1) == '"') {
      return quoted(out, token_kind::unicode_name, end + 1, "quoted name");
    }
  }
  return finish(out, token_kind::word, end);
}

bool lexer::next(token &out) {
  if (fault_ || !skip_blanks()) return false;
  const bool with_escapes = continues_escape_;
  continues_escape_ = false;
  const char c = text_[at_];
  if (is_name_start(c)) return word(out);
  switch (c) {
    case '\'':
      return with_escapes ? escaped(out, at_) : quoted(out, token_kind::string, at_, "string");
    case '"':
      return quoted(out, token_kind::quoted_name, at_, "quoted name");
    case '$':
      return dollar(out);
    case ';':
      return finish(out, token_kind::semicolon, at_ + 1);
    case '(':
      return finish(out, token_kind::open, at_ + 1);
    case ')':
      return finish(out, token_kind::close, at_ + 1);
    case '?':
      return finish(out, token_kind::question, at_ + 1);
    case '\\':
      return finish(out, token_kind::backslash, at_ + 1);
    default:
      break;
  }
  std::size_t end = at_ + 1;
  if (is_digit(c)) {
    while (is_digit(at(end)) || at(end) == '.') ++end;
    return finish(out, token_kind::number, end);
  }
  return finish(out, token_kind::other, end);
}

}  // namespace tenantry::postgresql
