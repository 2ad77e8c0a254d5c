// What a statement is, from its words: what it does to a transaction, and whether its success must be looked
// up.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenantry::oracle {

// A stored program, whose compile errors the server tells as a mere warning.
struct program {
  std::string owner;  // "" : the session's schema
  std::string name;
  std::string type;       // as ALL_ERRORS has it: PACKAGE BODY
  std::size_t begin = 0;  // the byte of the word that ALL_ERRORS calls line 1
};

struct classified {
  std::uint32_t flags = 0;         // TNT_PIECE_…
  bool ends_transaction = false;   // also where nothing tells from outside
  bool block = false;              // an anonymous block or CALL
  bool may_commit_inside = false;  // an error does not say what is left
  std::optional<program> compiles = std::nullopt;
};

[[nodiscard]] classified classify(std::string_view statement);

// Does a statement with a body begin here: one that ends at a / alone in its line?  Reads no further than its
// head.
[[nodiscard]] bool begins_program(std::string_view text);
// DECLARE …, BEGIN …, <<label>> …
[[nodiscard]] bool is_block(std::string_view text);

}  // namespace tenantry::oracle
