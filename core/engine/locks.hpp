#pragma once
// Who keeps runners away from a database, and freeing a lease whose owner is proved dead: `tenantry lock`.
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.hpp"
#include "core/engine/lease.hpp"

namespace tenantry {

struct held_lock {
  enum class kind { session, lease };
  kind is = kind::session;
  std::string session, user, application, host, since;  // as the server tells, or the lease's row
  std::optional<lease_row> lease;
  life owner = life::elsewhere;  // of a lease
  bool releasable = false;
  std::string why;  // one sentence: why it may or may not be released
};

// Asks the server and reads the lease; writes nothing.  Errors: those of the connection.
result<std::vector<held_lock>> find_locks(const database_target &target, const engine_options &options,
                                          const call_limits &limits);

struct release_answer {
  enum class kind { nothing_held, released, refused };
  kind is = kind::nothing_held;
  std::vector<held_lock> locks;  // as they were
  std::string why;
};
// A session lock ends with its session and is never released from outside.  Where nothing but an old
// heartbeat speaks against the owner, it is watched for another beat first.
result<release_answer> release_lease(const database_target &target, const engine_options &options,
                                     const call_limits &limits);

}  // namespace tenantry
