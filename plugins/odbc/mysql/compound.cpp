#include "compound.hpp"

#include <initializer_list>

namespace tenantry::mysql {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  for (const std::string_view one : all)
    if (same_word(word, one)) return true;
  return false;
}

constexpr int longest_head = 24;  // CREATE OR REPLACE DEFINER = a@b AGGREGATE … before the kind of object

}  // namespace

// Is this a statement with a body at all?  The first kind of object that is named decides.
void compound::see_head(std::string_view word) {
  if (++words_ == 1) {
    block_possible_ = same_word(word, "BEGIN");
    if (!block_possible_ && !one_of(word, {"CREATE", "ALTER"})) phase_ = phase::plain;
    return;
  }
  if (block_possible_) {  // BEGIN NOT ATOMIC; a plain BEGIN begins a transaction
    phase_ = same_word(word, "NOT") ? phase::body : phase::plain;
    if (phase_ == phase::body) open_.push_back(block::statements);
    return;
  }
  if (one_of(word, {"PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE"})) {
    phase_ = phase::header;
  } else if (words_ > longest_head || one_of(word, {"TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER",
                                                    "ROLE", "SEQUENCE", "SERVER", "TABLESPACE", "UNIQUE",
                                                    "FULLTEXT", "SPATIAL", "TEMPORARY", "LOGFILE"})) {
    phase_ = phase::plain;
  }
}

// Pushes what the word opens.
bool compound::opens(std::string_view word, bool at_start) {
  if (same_word(word, "BEGIN")) {
    open_.push_back(block::statements);
  } else if (same_word(word, "CASE")) {
    open_.push_back(at_start ? block::case_statement : block::case_expression);
  } else if (at_start && same_word(word, "IF")) {
    open_.push_back(block::branch);
  } else if (at_start && one_of(word, {"LOOP", "WHILE", "REPEAT", "FOR"})) {
    open_.push_back(block::loop);
  } else {
    return false;
  }
  phase_ = phase::body;
  return true;
}

void compound::see_program_word(std::string_view word) {
  const bool at_start = start_, header = phase_ == phase::header;
  const bool closes = after_end_ && one_of(word, {"IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"});
  after_end_ = false;
  start_ = false;
  if (closes || after_dot_) return;
  if (same_word(word, "END") && !open_.empty()) {
    open_.pop_back();
    after_end_ = true;
    return;
  }
  const bool in_expression = !open_.empty() && open_.back() == block::case_expression;
  if (opens(word, at_start)) {
    start_ = one_of(word, {"BEGIN", "LOOP", "REPEAT"});
    return;
  }
  if (one_of(word, {"THEN", "ELSE"})) start_ = !in_expression && !header;
  if (one_of(word, {"DO", "ROW"})) start_ = !at_start;
  // The body may follow what describes the program; IF NOT EXISTS does not.
  if (header && one_of(word, {"DETERMINISTIC", "SQL", "DATA", "DEFINER", "INVOKER"})) start_ = true;
}

void compound::see(token_kind kind, std::string_view text) {
  if (phase_ == phase::plain || kind == token_kind::code_begin || kind == token_kind::code_end) return;
  if (phase_ == phase::head) {
    if (kind == token_kind::word) see_head(text);
    return;
  }
  if (kind == token_kind::word) {
    see_program_word(text);
  } else {
    after_end_ = false;
    start_ = kind == token_kind::delimiter || text == ":";
    if (phase_ == phase::header) {
      parentheses_ += text == "(" ? 1 : text == ")" ? -1 : 0;
      if (parentheses_ == 0) start_ = start_ || text == ")" || kind == token_kind::string;
    }
  }
  after_dot_ = text == ".";
}

}  // namespace tenantry::mysql
