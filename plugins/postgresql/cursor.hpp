// Reads a statement token by token with one token of look-ahead: the base of classify and probe, which know
// the heads of a few statements and no grammar.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "lexer.hpp"

namespace tenantry::postgresql {

class cursor {
 public:
  explicit cursor(std::string_view statement) : lex_(statement) { advance(); }

  [[nodiscard]] bool at_end() const { return !valid_; }
  [[nodiscard]] const token &peek() const { return current_; }
  [[nodiscard]] std::string_view text() const { return valid_ ? lex_.text(current_) : std::string_view(); }

  void advance() { valid_ = lex_.next(current_); }

  [[nodiscard]] bool at_word(std::string_view word) const {
    return valid_ && current_.kind == token_kind::word && same_word(lex_.text(current_), word);
  }

  // Takes the word if it is next.
  bool take(std::string_view word) {
    if (!at_word(word)) return false;
    advance();
    return true;
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

  bool take_kind(token_kind kind) {
    if (!valid_ || current_.kind != kind) return false;
    advance();
    return true;
  }

  bool take_symbol(char symbol) {
    if (!valid_ || current_.end - current_.begin != 1 || text()[0] != symbol) return false;
    advance();
    return true;
  }

  // Passes over a name, qualified or not.
  bool take_name() {
    do {
      if (!valid_ || (current_.kind != token_kind::word && current_.kind != token_kind::quoted_name &&
                      current_.kind != token_kind::unicode_name)) {
        return false;
      }
      advance();
    } while (take_symbol('.'));
    return true;
  }

  // Passes over the words up to this one and takes it too.
  bool skip_past(std::string_view word) {
    while (!at_end()) {
      if (take(word)) return true;
      advance();
    }
    return false;
  }

 private:
  lexer lex_;
  token current_;
  bool valid_ = false;
};

}  // namespace tenantry::postgresql
