#include "core/engine/runner_hold.hpp"

#include <utility>

#include "core/base/log.hpp"

namespace tenantry {
namespace {

constexpr milliseconds release_limit{5000};

call_limits for_release() {
  call_limits limits;
  limits.deadline = monotonic::now() + release_limit;
  return limits;
}

}  // namespace

// 0A000: the server says that it has no such feature.
bool has_no_session_locks(const error &e) {
  return e.category == category::unsupported || e.sqlstate == "0A000";
}

status runner_hold::try_session_lock(session &on, const std::string &name, const call_limits &limits) {
  TENANTRY_TRY_VOID(on.try_lock(name, limits));
  name_ = name;
  return {};
}

status runner_hold::try_take(session &on, const session_config &connect, const std::string &name,
                             const call_limits &limits) {
  if (on.has_lock() && session_locks_work_) {
    auto got = try_session_lock(on, name, limits);
    // Whoever could not lock here made the table of leases, and sees no other lock than those.
    if (got) return claim_lease(on, connect, true, limits);
    if (!has_no_session_locks(got.error())) return got;
    log_info("session locks do not work here: " + got.error().message);
    session_locks_work_ = false;
  }
  return claim_lease(on, connect, false, limits);
}

status runner_hold::claim_lease(session &on, const session_config &connect, bool only_if_there,
                                const call_limits &limits) {
  if (through_.transactional_ddl()) return {};
  if (!leases_) {
    TENANTRY_TRY(leases_, lease_table::make(through_, options_));
  }
  TENANTRY_TRY(const auto there, leases_->read(on, limits));
  if (!there && only_if_there) return {};
  if (!there) TENANTRY_TRY_VOID(leases_->create(on, through_, limits));
  if (!me_) me_ = this_owner(options_.actor, options_.run);
  TENANTRY_TRY(const std::int64_t fence, leases_->claim(on, *me_, options_.lease_ttl, others_, limits));
  keeper_ = std::make_unique<lease_keeper>(through_, connect, *leases_, fence, options_.lease_ttl);
  return {};
}

void runner_hold::release_lease(session *on, const session_config &connect) {
  const std::unique_ptr<lease_keeper> keeper = std::exchange(keeper_, nullptr);
  if (!keeper) return;
  result<bool> released = false;
  if (on != nullptr && !on->broken()) {
    released = leases_->release(*on, keeper->fence(), for_release());
  } else if (auto other = session::open(through_, connect, for_release()); other) {
    released = leases_->release(*other, keeper->fence(), for_release());
  } else {
    released = fail(std::move(other).error());
  }
  if (!released) log_warn("the lease was not released, it will expire: " + released.error().message);
}

// A connection that was lost took the session's lock with it.
status runner_hold::release(session *on, const session_config &connect) {
  release_lease(on, connect);
  const std::string name = std::exchange(name_, {});
  if (name.empty() || on == nullptr || on->broken()) return {};
  return on->unlock(name, for_release());
}

}  // namespace tenantry
