#pragma once
// Pending migrations as units of work: one transaction, or one statement that cannot run in one.
#include <cstddef>
#include <vector>

#include "core/migration/pending.hpp"

namespace tenantry {

// A run of statements of one migration inside a unit.
struct unit_part {
  const rendition *of = nullptr;
  std::size_t first = 0, count = 0;  // statements by index; count 0: a migration without statements
  bool begins = false;    // first work on this migration in this run, and nothing of it was done before
  bool finishes = false;  // the migration is applied when the unit is committed
};

struct unit {
  bool transactional = true;
  bool rebuild = false;
  std::vector<unit_part> parts;
};

// shared: consecutive transactional migrations share one transaction where they can (--transaction all, and
// wherever Drizzle's history counts, because a Drizzle run waiting for its table reads the mark at the first
// commit).
std::vector<unit> make_units(const std::vector<pending_migration> &pending, bool shared);

}  // namespace tenantry
