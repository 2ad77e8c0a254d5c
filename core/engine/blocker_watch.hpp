#pragma once
// Finds out who blocks a session while it still waits (T-13): one thread, asleep until it is armed, that
// opens a second connection when a call takes long and asks the adapter.  Owner: one migrate call.  Threads:
// arm, disarm and found from the owner's thread.
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/base/mutex.hpp"

namespace tenantry {

class blocker_watch {
 public:
  // connect: how to open the second connection; victim: the session's name from identify, "" turns the watch
  // off.
  blocker_watch(const adapter &a, const session_config &connect, std::string victim);
  ~blocker_watch();
  blocker_watch(const blocker_watch &) = delete;
  blocker_watch &operator=(const blocker_watch &) = delete;

  void arm(milliseconds after);   // asks once, if disarm does not come before
  std::vector<blocker> disarm();  // what was found since arm; waits for a question under way

 private:
  void watch(const std::stop_token &stop);
  [[nodiscard]] std::vector<blocker> ask(const std::stop_token &stop) const;

  const adapter &adapter_;
  const session_config &connect_;
  const std::string victim_;
  mutex mutex_;
  condition_variable changed_;
  std::optional<monotonic::time_point> due_ TENANTRY_GUARDED_BY(mutex_);
  // The thread looks again at this time whatever happens: to arm for later need not wake it.
  monotonic::time_point asleep_until_ TENANTRY_GUARDED_BY(mutex_) = monotonic::time_point::min();
  bool asking_ TENANTRY_GUARDED_BY(mutex_) = false;
  std::vector<blocker> found_ TENANTRY_GUARDED_BY(mutex_);
  std::jthread thread_;  // started at the first arm
};

}  // namespace tenantry
