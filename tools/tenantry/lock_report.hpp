#pragma once
// What `tenantry lock` says, as functions from data to text.  Pure.
#include <string>

#include "core/rollout/rollout.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {

struct lock_summary {
  std::uint64_t databases = 0, locks = 0, leases = 0, released = 0, refused = 0, skipped = 0, failed = 0;
  std::int64_t ms = 0;
  int exit_code = 0;
};

// "session lock, held by session 42 of deploy on host-a since …", and why it may or may not be released.
std::string lock_text(const held_lock &lock);
// One database: its locks, or what became of its lease.  "" where there is nothing to tell.
std::string locks_line(const tenant_outcome &outcome, const palette &colors, bool releasing);
std::string lock_summary_text(const lock_summary &summary, bool releasing);

std::string_view to_string(life of_owner);

}  // namespace tenantry
