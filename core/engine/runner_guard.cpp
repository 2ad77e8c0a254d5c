#include "core/engine/runner_guard.hpp"

#include "core/base/log.hpp"
#include "core/engine/backoff.hpp"
#include "core/engine/bookkeeping.hpp"

namespace tenantry {

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
    auto got = made->hold_.try_take(on, connect, made->name_, limits);
    if (got) return made;
    made->release();
    if (got.error().category != category::locked || on.broken() || !tries.wait(limits.stop)) {
      error e = std::move(got).error();
      if (e.category == category::locked && e.next.empty())
        e.next = "wait for it to finish, or raise --wait-lock";
      return fail(std::move(e));
    }
  }
}

std::string runner_guard::transaction_lock() const {
  return hold_.session_locked() || hold_.leased() ? std::string() : name_;
}

void runner_guard::release() {
  if (auto released = hold_.release(&on_, connect_); !released)
    log_warn("the lock was not released, it ends with the connection: " + released.error().message);
}

runner_guard::~runner_guard() {
  release();
}

}  // namespace tenantry
