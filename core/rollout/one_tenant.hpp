#pragma once
// The work on one tenant: the engine's verb on its database, told as an outcome.  Any worker; private to this
// folder.
#include <cstdint>
#include <unordered_set>

#include "core/base/mutex.hpp"
#include "core/rollout/job.hpp"

namespace tenantry {

// Which databases a run has met, 8 bytes for each.
class database_claims {
 public:
  bool claim(std::uint64_t key);  // false: somebody was here before

 private:
  mutex mutex_;
  std::unordered_set<std::uint64_t> seen_ TENANTRY_GUARDED_BY(mutex_);
};

tenant_outcome work_on(job &one, const rollout_options &options, database_claims &claims,
                       const call_limits &limits);

// "another row of the registry names this database"
tenant_outcome as_duplicate(tenant_outcome out);

}  // namespace tenantry
