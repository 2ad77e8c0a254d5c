#pragma once
// The history of one track in one database: an append-only list of events, and its fold into a state per
// migration. Pure data: reading and writing it is core/engine's.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

enum class event_kind { start, step, done, fail, mark, unmark, undo };
std::string_view to_string(event_kind k);
std::optional<event_kind> event_kind_of(std::string_view name);

// One row of tenantry.history.
struct history_event {
  std::int64_t seq = 0;  // from 1, without holes
  event_kind kind = event_kind::start;
  std::string tag;
  std::string checksum;      // of the file that ran; "" for unmark
  std::int64_t when = 0;     // Drizzle's stamp
  std::string drizzle_hash;  // raw SHA-256 of the base file, "" where there is none
  std::uint32_t step = 0;  // k; start: the statement about to run outside a transaction, 0 for the whole file
  std::uint32_t steps = 0;  // n
  std::string prefix;       // statement::prefix at k
  std::string at;           // database time, as the server gives it; "" when not read
  std::string actor, version, run, message;
};

// What the events say about one migration.
struct migration_state {
  enum class kind { pending, applied, half_applied };
  kind is = kind::pending;
  std::string checksum;  // of the file that was applied, or that is half applied
  std::int64_t when = 0;
  std::string applied_at;
  std::uint32_t steps_done = 0;  // half_applied: statements 1..steps_done are committed
  std::uint32_t steps_total = 0;
  std::string prefix;  // over the committed statements
  std::uint32_t attempted =
      0;  // a statement outside a transaction was begun and its fate is not recorded; 0: none
  std::vector<std::string>
      attempted_prefixes;    // prefixes named by unfinished starts: which tries were our own
  std::string last_failure;  // message of the last fail event after the last start
  bool interrupted = false;  // half_applied: no event tells how the last try ended
  bool marked = false;       // by `resolve` or `baseline`: nothing ran
};

struct history_state {
  std::int64_t last_seq = 0;
  std::map<std::string, migration_state, std::less<>> migrations;  // by tag
};

// Errors: history, when seq has a hole or repeats, or an event contradicts what came before it.
result<history_state> fold(const std::vector<history_event> &events);

// A row of Drizzle's own table.
struct drizzle_row {
  std::int64_t id = 0;
  std::string hash;
  std::optional<std::int64_t> created_at;  // NULL is an error state
  std::optional<std::string> name;         // v1 tables
};
struct drizzle_history {
  bool exists = false;
  bool v1 = false;  // has a column "name"
  std::vector<drizzle_row> rows;
};

}  // namespace tenantry
