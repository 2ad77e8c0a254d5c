#include "core/engine/runner_guard.hpp"

#include <fmt/format.h>

#include "core/base/log.hpp"
#include "core/engine/backoff.hpp"
#include "core/engine/bookkeeping.hpp"

namespace tenantry {
namespace {

constexpr milliseconds release_limit{5000};

bool has_no_session_locks(const error &e) {
  return e.category == category::unsupported || e.sqlstate == "0A000";
}

// Whoever wants to stop, what is held is given back.
call_limits for_release() {
  call_limits limits;
  limits.deadline = monotonic::now() + release_limit;
  return limits;
}

}  // namespace

result<std::unique_ptr<runner_guard>> runner_guard::take(session &on, const session_config &connect,
                                                         const engine_options &options,
                                                         const call_limits &limits) {
  std::unique_ptr<runner_guard> made(new runner_guard(on, connect, options));
  TENANTRY_TRY(const bookkeeping own, bookkeeping::make(on.through(), options));
  made->name_ = own.lock_name();
  backoff::limits patience;
  patience.most = milliseconds(1000);
  patience.total = options.wait_lock;
  backoff tries(patience, system_clock());
  for (;;) {
    auto got = made->try_take(limits);
    if (got) return made;
    if (got.error().category != category::locked || on.broken() || !tries.wait(limits.stop)) {
      error e = std::move(got).error();
      if (e.category == category::locked && e.next.empty())
        e.next = "wait for it to finish, or raise --wait-lock";
      return fail(std::move(e));
    }
  }
}

// As `migrate` does it: a session lock where there is one; a lease where there is none and DDL commits by
// itself; else the transaction's own lock.
status runner_guard::try_take(const call_limits &limits) {
  if (on_.has_lock()) {
    auto got = on_.try_lock(name_, limits);
    if (got) {
      session_lock_ = true;
      auto claimed = claim_lease(true, limits);
      if (!claimed) release();
      return claimed;
    }
    if (!has_no_session_locks(got.error())) return got;
  }
  if (!on_.through().transactional_ddl()) return claim_lease(false, limits);
  transaction_lock_ = name_;
  return {};
}

// Whoever could not lock here made the table of leases, and sees no other lock than those.
status runner_guard::claim_lease(bool only_if_there, const call_limits &limits) {
  if (only_if_there && on_.through().transactional_ddl()) return {};
  if (!leases_) {
    TENANTRY_TRY(leases_, lease_table::make(on_.through(), options_));
  }
  TENANTRY_TRY(const auto there, leases_->read(on_, limits));
  if (!there && only_if_there) return {};
  if (!there) TENANTRY_TRY_VOID(leases_->create(on_, on_.through(), limits));
  if (!me_) me_ = this_owner(options_.actor, options_.run);
  TENANTRY_TRY(const std::int64_t fence, leases_->claim(on_, *me_, options_.lease_ttl, watched_, limits));
  keeper_ = std::make_unique<lease_keeper>(on_.through(), connect_, *leases_, fence, options_.lease_ttl);
  return {};
}

void runner_guard::release() {
  if (const auto keeper = std::exchange(keeper_, nullptr); keeper && !on_.broken())
    if (auto released = leases_->release(on_, keeper->fence(), for_release()); !released)
      log_warn("the lease was not released, it will expire: " + released.error().message);
  if (std::exchange(session_lock_, false) && !on_.broken())
    if (auto released = on_.unlock(name_, for_release()); !released)
      log_warn("the lock was not released, it ends with the connection: " + released.error().message);
}

runner_guard::~runner_guard() {
  release();
}

}  // namespace tenantry
