// Where a statement with a body in it ends: a stored program or BEGIN NOT ATOMIC … END has semicolons of its
// own.  Fed with the tokens of one statement, it says whether a semicolon here would be inside the body.
// A body that it misreads stands between DELIMITER lines.
#pragma once
#include <vector>

#include "lexer.hpp"

namespace tenantry::mysql {

class compound {
 public:
  void see(token_kind kind, std::string_view text);
  [[nodiscard]] bool inside() const { return !open_.empty(); }

 private:
  enum class block { statements, case_statement, case_expression, branch, loop };
  enum class phase { head, header, body, plain };

  void see_head(std::string_view word);
  void see_program_word(std::string_view word);
  bool opens(std::string_view word, bool at_start);

  phase phase_ = phase::head;
  std::vector<block> open_;
  int words_ = 0;                // of the head
  int parentheses_ = 0;          // of the header
  bool block_possible_ = false;  // the statement's first word is BEGIN
  bool start_ = false;           // the next token begins a statement of the body
  bool after_end_ = false, after_dot_ = false;
};

}  // namespace tenantry::mysql
