#pragma once
// The heartbeat of a lease that we hold: one thread with a connection of its own, so that a statement which
// takes long does not let the lease expire (T-07).  It connects at the first beat; a run that is shorter
// costs nothing. Owner: one migrate call.  Threads: all functions from the owner's thread.
#include <atomic>
#include <thread>

#include "core/adapter/session.hpp"
#include "core/engine/lease.hpp"

namespace tenantry {

class lease_keeper {
 public:
  // All that is given by reference outlives the keeper.
  lease_keeper(const adapter &a, const session_config &connect, const lease_table &table, std::int64_t fence,
               milliseconds ttl);
  ~lease_keeper();
  lease_keeper(const lease_keeper &) = delete;
  lease_keeper &operator=(const lease_keeper &) = delete;

  [[nodiscard]] std::int64_t fence() const { return fence_; }
  // The lease is another's, or no heartbeat came through for so long that it may be.
  [[nodiscard]] bool lost() const { return lost_; }

 private:
  void keep(const std::stop_token &stop);
  bool beat(std::optional<session> &on, const std::stop_token &stop);

  const adapter &adapter_;
  const session_config &connect_;
  const lease_table &table_;
  const std::int64_t fence_;
  const milliseconds ttl_;
  std::atomic<bool> lost_{false};
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace tenantry
