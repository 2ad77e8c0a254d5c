// Reads a statement token by token with one token of look-ahead: the base of classify and probe, which know
// the heads of statements and no grammar.  Comments that are code are read as code.
#pragma once
#include <initializer_list>
#include <optional>

#include "lexer.hpp"

namespace tenantry::mysql {

class cursor {
 public:
  explicit cursor(std::string_view statement) : lex_(statement) { advance(); }

  [[nodiscard]] bool at_end() const { return !valid_; }
  [[nodiscard]] const token &peek() const { return current_; }
  [[nodiscard]] std::string_view text() const { return valid_ ? lex_.text(current_) : std::string_view(); }

  void advance() {
    do valid_ = lex_.next(current_);
    while (valid_ && (current_.kind == token_kind::code_begin || current_.kind == token_kind::code_end));
  }
  [[nodiscard]] bool at_word(std::string_view word) const {
    return valid_ && current_.kind == token_kind::word && same_word(lex_.text(current_), word);
  }
  bool take(std::string_view word) {
    if (!at_word(word)) return false;
    advance();
    return true;
  }
  // Takes one of the words if it is next.
  bool take_any(std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
      if (take(word)) return true;
    return false;
  }
  // Takes the words if all of them are next, in order; else stays where it was.
  bool take_all(std::initializer_list<std::string_view> words) {
    const cursor before = *this;
    for (const std::string_view word : words) {
      if (take(word)) continue;
      *this = before;
      return false;
    }
    return true;
  }
  bool take_symbol(char symbol) {
    if (!valid_ || current_.end - current_.begin != 1 || text()[0] != symbol) return false;
    advance();
    return true;
  }
  // Passes over the tokens up to this word and takes it too.
  bool skip_past(std::string_view word) {
    while (!at_end()) {
      if (take(word)) return true;
      advance();
    }
    return false;
  }
  // A part of a name as the catalog has it.
  std::optional<std::string> take_name() {
    if (!valid_ || (current_.kind != token_kind::word && current_.kind != token_kind::quoted_name))
      return std::nullopt;
    std::string name(text());
    if (current_.kind == token_kind::quoted_name) name = unquoted(name);
    advance();
    return name;
  }

 private:
  static std::string unquoted(std::string_view quoted) {
    std::string plain;
    for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
      plain += quoted[at];
      if (quoted[at] == '`') ++at;
    }
    return plain;
  }

  lexer lex_;
  token current_;
  bool valid_ = false;
};

}  // namespace tenantry::mysql
