#pragma once
// What keeps other runners away from a database for longer than a transaction: the session's own lock, or a
// lease where none works.  One try at a time; who waits, and for how long, is the caller's.  One thread; the
// adapter, the options and what a session was opened with outlive it.
#include <memory>
#include <optional>
#include <string>

#include "core/engine/engine.hpp"
#include "core/engine/lease_keeper.hpp"

namespace tenantry {

class runner_hold {
 public:
  runner_hold(const adapter &through, const engine_options &options) : through_(through), options_(options) {}
  runner_hold(const runner_hold &) = delete;
  runner_hold &operator=(const runner_hold &) = delete;

  // The session's lock alone.  Errors: locked; unsupported where none works; those of the connection.
  status try_session_lock(session &on, const std::string &name, const call_limits &limits);
  // The session's lock; where none works, a lease if DDL commits by itself, else nothing: there the
  // transaction brings the lock.  Errors: locked; those of the connection.  After one, release().
  status try_take(session &on, const session_config &connect, const std::string &name,
                  const call_limits &limits);

  [[nodiscard]] bool session_locked() const { return !name_.empty(); }
  [[nodiscard]] bool session_locks_work() const { return session_locks_work_; }
  [[nodiscard]] bool leased() const { return keeper_ != nullptr; }
  // Another runner may have taken the lease over.
  [[nodiscard]] bool lost() const { return keeper_ && keeper_->lost(); }
  // For a transaction that may write only while the lease is ours: must change one row.  leased() only.
  [[nodiscard]] const std::string &fence_sql() const { return leases_->fence_sql(); }
  [[nodiscard]] std::vector<cell> fence_parameters() const {
    return leases_->fence_parameters(keeper_->fence());
  }

  // The session is gone, and its lock with it.  A lease stays.
  void session_ended() { name_.clear(); }
  // Gives back what is held, whoever wants to stop.  `on` is null where there is no session left.  An error:
  // the session may still hold its lock.
  status release(session *on, const session_config &connect);

 private:
  status claim_lease(session &on, const session_config &connect, bool only_if_there,
                     const call_limits &limits);
  void release_lease(session *on, const session_config &connect);

  const adapter &through_;
  const engine_options &options_;
  std::string name_;  // of the session's lock while it is held
  bool session_locks_work_ = true;
  std::optional<lease_table> leases_;
  std::optional<lease_owner> me_;  // one for all claims: a claim whose answer was lost is still ours
  lease_watch others_;
  std::unique_ptr<lease_keeper> keeper_;  // while we hold a lease
};

// A cluster, a missing grant, no such thing: the error of a session's lock where none works.
bool has_no_session_locks(const error &e);

}  // namespace tenantry
