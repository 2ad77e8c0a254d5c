#pragma once
// The runner's lock for work that is no migration: taken on an open session, kept while the object lives, and
// seen by `migrate` as another runner.  One thread; the session and the options outlive it.
#include <memory>
#include <string>

#include "core/engine/runner_hold.hpp"

namespace tenantry {

class runner_guard {
 public:
  // Waits as long as --wait-lock allows.  `connect` is what the session was opened with.  Errors: locked,
  // with the holder; those of the connection.
  static result<std::unique_ptr<runner_guard>> take(session &on, const session_config &connect,
                                                    const engine_options &options, const call_limits &limits);
  ~runner_guard();
  runner_guard(const runner_guard &) = delete;
  runner_guard &operator=(const runner_guard &) = delete;

  // What a transaction must take with it; "" where the lock is held around it.
  [[nodiscard]] std::string transaction_lock() const;
  [[nodiscard]] bool lost() const { return hold_.lost(); }

 private:
  runner_guard(session &on, const session_config &connect, const engine_options &options)
      : on_(on), connect_(connect), hold_(on.through(), options) {}
  void release();

  session &on_;
  const session_config &connect_;
  std::string name_;
  runner_hold hold_;
};

}  // namespace tenantry
