#include "splitter.hpp"

#include "classify.hpp"
#include "lexer.hpp"

namespace tenantry::postgresql {
namespace {

// What a semicolon means depends on where it stands: inside the body of BEGIN ATOMIC … END and inside the
// parentheses of CREATE RULE it ends nothing.
class nesting {
 public:
  void see(const token &t, std::string_view text) {
    if (t.kind == token_kind::open) {
      if (parentheses_++ == 0) opened_at_ = t.begin;
    } else if (t.kind == token_kind::close) {
      if (parentheses_ != 0) --parentheses_;
    } else if (t.kind == token_kind::word) {
      if (words_ < 4) see_head(text);
      // A label may be called "end" or "case": behind AS or behind a dot it is one.
      if (routine_ && parentheses_ == 0 && !label_follows_) see_block_word(text);
    }
    label_follows_ = (t.kind == token_kind::word && same_word(text, "as")) || text == ".";
    previous_begin_ = t.kind == token_kind::word && same_word(text, "begin");
    if (previous_begin_) begin_at_ = t.begin;
  }

  [[nodiscard]] bool terminates() const { return blocks_ == 0 && !(rule_ && parentheses_ != 0); }

  // What is still open at the end of the script.
  [[nodiscard]] std::optional<split_fault> open_end() const {
    if (blocks_ != 0) return split_fault{block_at_, "this BEGIN ATOMIC has no END"};
    if (rule_ && parentheses_ != 0) return split_fault{opened_at_, "this parenthesis is never closed"};
    return std::nullopt;
  }

 private:
  void see_head(std::string_view text) {
    ++words_;
    if (words_ == 1) {
      create_ = same_word(text, "create");
    } else if (create_ && (words_ == 2 || words_ == 4)) {
      if (words_ == 4 && !or_replace_) return;
      routine_ = same_word(text, "function") || same_word(text, "procedure");
      rule_ = same_word(text, "rule");
      or_replace_ = same_word(text, "or");
    } else if (words_ == 3) {
      or_replace_ = or_replace_ && same_word(text, "replace");
    }
  }

  void see_block_word(std::string_view text) {
    if (blocks_ == 0) {
      if (previous_begin_ && same_word(text, "atomic")) {
        blocks_ = 1;
        block_at_ = begin_at_;
      }
    } else if (same_word(text, "case")) {
      ++blocks_;
    } else if (same_word(text, "end")) {
      --blocks_;
    }
  }

  std::size_t parentheses_ = 0, blocks_ = 0, opened_at_ = 0, begin_at_ = 0, block_at_ = 0;
  int words_ = 0;
  bool create_ = false, or_replace_ = false, routine_ = false, rule_ = false;
  bool previous_begin_ = false, label_follows_ = false;
};

split_fault never_ends(const lex_fault &fault) {
  return {fault.offset, std::string("this ") + fault.what + " never ends"};
}

split_fault meta_command(std::string_view script, std::size_t at) {
  std::size_t end = at + 1;
  while (end < script.size() && is_name_start(script[end]) && end - at < 30) ++end;
  return {at, "\"" + std::string(script.substr(at, end - at)) +
                  "\" is a command of psql, not SQL; take it out of the script"};
}

split_fault copy_from_stdin(std::size_t at) {
  return {at,
          "COPY … FROM STDIN carries its rows behind the statement, which psql alone understands; write "
          "INSERT instead"};
}

}  // namespace

std::optional<split_fault> split_script(std::string_view script, const piece_sink &sink) {
  lexer lex(script);
  script_piece piece;
  bool empty = true;
  nesting depth;

  const auto finish = [&]() -> std::optional<split_fault> {
    const classified what = classify(script.substr(piece.begin, piece.end - piece.begin));
    if (what.copies_from_stdin) return copy_from_stdin(piece.begin);
    piece.flags = what.flags;
    piece.used_as = what.used_as;
    empty = true;
    depth = nesting();
    return std::nullopt;
  };

  token t;
  while (lex.next(t)) {
    if (t.kind == token_kind::backslash) return meta_command(script, t.begin);
    if (t.kind == token_kind::semicolon && depth.terminates()) {
      if (empty) continue;
      if (auto fault = finish()) return fault;
      if (!sink(piece)) return std::nullopt;
      continue;
    }
    if (empty) piece.begin = t.begin;
    empty = false;
    piece.end = t.end;
    depth.see(t, lex.text(t));
  }
  if (lex.fault()) return never_ends(*lex.fault());
  if (auto fault = depth.open_end()) return fault;
  if (empty) return std::nullopt;
  if (auto fault = finish()) return fault;
  sink(piece);
  return std::nullopt;
}

}  // namespace tenantry::postgresql
