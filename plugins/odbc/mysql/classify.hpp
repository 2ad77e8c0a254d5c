// What a statement is, from its first words: what it does to a transaction, and what the driver and the
// adapter must know before they run it.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenantry::mysql {

struct classified {
  std::uint32_t flags = 0;        // TNT_PIECE_…
  bool ends_transaction = false;  // also where nothing tells from outside
  bool begins_transaction = false;
  bool may_commit_inside = false;          // CALL, a block: an error does not say what is left
  bool stops_half_way = false;             // DROP of several: an error at the second leaves the first gone
  bool returns_rows_unexpectedly = false;  // MariaDB's driver does not look for rows there
  bool changes_database = false;           // USE
};

[[nodiscard]] classified classify(std::string_view statement);

// SET NAMES and SET CHARACTER SET: the charset's name; empty for all other statements.
[[nodiscard]] std::string_view connection_charset(std::string_view statement);

}  // namespace tenantry::mysql
