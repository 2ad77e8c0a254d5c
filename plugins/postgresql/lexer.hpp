// Cuts PostgreSQL's SQL into tokens: just fine enough to tell code from strings, names and comments.  Blanks
// and comments are passed over.  One pass, no copies, linear in time; strings are read with
// standard_conforming_strings on, the server's default since 9.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenantry::postgresql {

enum class token_kind : std::uint8_t {
  word,           // a key word or a name without quotes
  quoted_name,    // "name"
  unicode_name,   // U&"name"
  string,         // '…', also behind N, B, X, U&
  escape_string,  // E'…'
  dollar_string,  // $tag$…$tag$
  number,
  parameter,  // $1
  question,
  semicolon,
  open,
  close,
  backslash,  // no SQL: a command of psql begins here
  other
};

struct token {
  token_kind kind = token_kind::other;
  std::size_t begin = 0, end = 0;
};

struct lex_fault {
  std::size_t offset;  // 0-based byte where the construct without an end begins
  const char *what;
};

class lexer {
 public:
  explicit lexer(std::string_view text, std::size_t from = 0);

  // False at the end of the text or at a fault.
  [[nodiscard]] bool next(token &out);
  [[nodiscard]] const std::optional<lex_fault> &fault() const { return fault_; }
  [[nodiscard]] std::string_view text(const token &of) const {
    return text_.substr(of.begin, of.end - of.begin);
  }

 private:
  bool skip_blanks();
  bool skip_block_comment();
  bool finish(token &out, token_kind kind, std::size_t end);
  bool quoted(token &out, token_kind kind, std::size_t quote_at, const char *what);
  bool escaped(token &out, std::size_t quote_at);
  bool dollar(token &out);
  bool word(token &out);
  bool fail(std::size_t offset, const char *what);
  [[nodiscard]] char at(std::size_t where) const { return where < text_.size() ? text_[where] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  bool continues_escape_ = false;  // the string before was E'…' and only blanks with a line end lie between
  std::optional<lex_fault> fault_;
};

// ASCII letters alone fold, as the server's own scanner does for UTF-8.
[[nodiscard]] std::string folded(std::string_view text);
[[nodiscard]] bool same_word(std::string_view text, std::string_view lower_case_word);

// The name that a word or quoted_name token stands for: folded, or with its quotes taken off.
[[nodiscard]] std::string name_of(token_kind kind, std::string_view text);

[[nodiscard]] bool is_name_start(char c);
[[nodiscard]] bool is_name_part(char c);

}  // namespace tenantry::postgresql
