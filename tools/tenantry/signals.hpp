#pragma once
// SIGINT and SIGTERM: the first lets running tenants finish, the second ends their statements, the third
// leaves at once.
#include <atomic>
#include <thread>

#include "core/rollout/rollout.hpp"

namespace tenantry {

// While it lives the two signals are blocked in this thread and in those it starts, and read by a thread of
// its own. Make it before any other thread.
class signal_watch {
 public:
  explicit signal_watch(rollout_stops &stops);
  ~signal_watch();
  signal_watch(const signal_watch &) = delete;
  signal_watch &operator=(const signal_watch &) = delete;

 private:
  void watch();
  void received();

  rollout_stops &stops_;
  int signals_ = -1, end_ = -1;
  int count_ = 0;  // only the watching thread
  std::jthread thread_;
};

}  // namespace tenantry
