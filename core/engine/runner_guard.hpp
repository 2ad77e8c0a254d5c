#pragma once
// The runner's lock for work that is no migration: taken on an open session, kept while the object lives, and
// seen by `migrate` as another runner.  One thread; the session and the options outlive it.
#include <functional>
#include <memory>
#include <optional>

#include "core/engine/engine.hpp"
#include "core/engine/lease_keeper.hpp"

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
  [[nodiscard]] const std::string &transaction_lock() const { return transaction_lock_; }
  // Another runner may have taken the lease over.
  [[nodiscard]] bool lost() const { return keeper_ && keeper_->lost(); }

 private:
  runner_guard(session &on, const session_config &connect, const engine_options &options)
      : on_(on), connect_(connect), options_(options) {}
  status try_take(const call_limits &limits);
  status claim_lease(bool only_if_there, const call_limits &limits);
  void release();

  session &on_;
  const session_config &connect_;
  const engine_options &options_;
  std::string name_, transaction_lock_;
  bool session_lock_ = false;
  std::optional<lease_table> leases_;
  std::optional<lease_owner> me_;
  lease_watch watched_;
  std::unique_ptr<lease_keeper> keeper_;
};

}  // namespace tenantry
