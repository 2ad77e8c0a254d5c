// What a batch is: what it does to a transaction, and what must be known before and after it runs.  Read from
// the words of its statements; Transact-SQL needs no semicolons between them.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenantry::sqlserver {

struct classified {
  std::uint32_t flags = 0;    // TNT_PIECE_…
  bool one_statement = true;  // an error leaves nothing of it behind; of several the first may stand
  bool sets_options = false;  // SET …: the session's own are restored when the piece is over
  bool begins_transaction = false, ends_transaction = false;
  bool changes_database = false;  // USE
};

[[nodiscard]] classified classify(std::string_view batch);

}  // namespace tenantry::sqlserver
