#include "pl_sql.hpp"

#include <algorithm>

namespace tenantry::oracle {
namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
char raised(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         c == '#' || static_cast<unsigned char>(c) >= 0x80U;
}
char closing(char open) {
  switch (open) {
    case '[':
      return ']';
    case '{':
      return '}';
    case '(':
      return ')';
    case '<':
      return '>';
    default:
      return open;
  }
}

}  // namespace

void token_reader::never_ends(const char *what, std::size_t from) {
  throw sdk::failure(TNT_SQL, "a " + std::string(what) + " begins here and never ends")
      .sqlstate("42601")
      .offset(from + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

void token_reader::skip_blanks_and_comments() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (ahead("--")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (ahead("/*")) {
      const std::size_t from = at_, end = text_.find("*/", at_ + 2);
      if (end == none) never_ends("comment", from);
      at_ = end + 2;
    } else {
      return;
    }
  }
}

void token_reader::take_quoted(char close, const char *what) {
  const std::size_t from = at_++;
  for (; at_ < text_.size(); ++at_) {
    if (text_[at_] != close) continue;
    ++at_;
    if (close == '"' || at_ == text_.size() || text_[at_] != close) return;
  }
  never_ends(what, from);
}

// q'[it's]', nq'!x!': what stands behind the quote ends the text together with a quote.
bool token_reader::take_alternative_quoted() {
  std::size_t at = at_;
  if (raised(text_[at]) == 'N') ++at;
  if (at >= text_.size() || raised(text_[at]) != 'Q') return false;
  if (at + 2 >= text_.size() || text_[at + 1] != '\'' || is_blank(text_[at + 2])) return false;
  const std::string ending{closing(text_[at + 2]), '\''};
  const std::size_t end = text_.find(ending, at + 3);
  if (end == none) never_ends("string", at_);
  at_ = end + 2;
  return true;
}

bool token_reader::next() {
  skip_blanks_and_comments();
  begin_ = at_;
  if (at_ == text_.size()) return false;
  const char c = text_[at_];
  kind_ = token_kind::symbol;
  if (c == '\'') {
    kind_ = token_kind::text;
    take_quoted('\'', "string");
  } else if (c == '"') {
    kind_ = token_kind::quoted_name;
    take_quoted('"', "quoted identifier");
  } else if (in_word(c)) {
    kind_ = token_kind::text;
    if (take_alternative_quoted()) return true;
    kind_ = token_kind::word;
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
  } else {
    ++at_;
  }
  return true;
}

bool token_reader::first_in_line() const {
  std::size_t at = begin_;
  while (at > 0 && text_[at - 1] != '\n' && is_blank(text_[at - 1])) --at;
  return at == 0 || text_[at - 1] == '\n';
}

bool token_reader::alone_in_line() const {
  std::size_t at = at_;
  while (at < text_.size() && text_[at] != '\n' && is_blank(text_[at])) ++at;
  return first_in_line() && (at == text_.size() || text_[at] == '\n');
}

bool cursor::at_word(std::string_view upper) const {
  return valid_ && same_word(reader_.token(), upper);
}
bool cursor::at_any(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return at_word(word); });
}
bool cursor::take(std::string_view upper) {
  if (!at_word(upper)) return false;
  advance();
  return true;
}
bool cursor::take_any(std::initializer_list<std::string_view> words) {
  if (!at_any(words)) return false;
  advance();
  return true;
}

std::optional<std::string> cursor::take_name() {
  if (!valid_ || (reader_.kind() != token_kind::word && reader_.kind() != token_kind::quoted_name))
    return std::nullopt;
  std::string name(text());
  if (reader_.kind() == token_kind::quoted_name)
    name = name.substr(1, name.size() - 2);
  else
    std::transform(name.begin(), name.end(), name.begin(), raised);
  advance();
  return name;
}

bool same_word(std::string_view token, std::string_view upper) {
  return std::equal(token.begin(), token.end(), upper.begin(), upper.end(),
                    [](char a, char b) { return raised(a) == b; });
}

std::string quote_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::size_t count_placeholders(std::string_view sql) {
  std::size_t count = 0;
  for (cursor at(sql); !at.at_end(); at.advance()) count += at.text() == "?" ? 1 : 0;
  return count;
}

}  // namespace tenantry::oracle
