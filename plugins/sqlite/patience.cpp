#include "patience.hpp"

#include <poll.h>

namespace tenantry::sqlite {

void patience::attach(sqlite3 *db) noexcept {
  constexpr int steps_between_questions = 4000;  // some tens of microseconds
  sqlite3_busy_handler(db, on_busy, this);
  sqlite3_progress_handler(db, steps_between_questions, on_progress, this);
}

patience::turn::turn(patience &of, const sdk::call &call, bool wait_for_locks) noexcept : of_(of) {
  of.call_ = &call;
  of.wait_for_locks_ = wait_for_locks;
  of.reason_ = gave_up::no;
  const std::int64_t timeout = of.limits_.statement_timeout.count();
  of.statement_deadline_ns_ = timeout > 0 ? sdk::call::now_ns() + timeout : INT64_MAX;
}

patience::turn::~turn() {
  of_.call_ = nullptr;
  of_.statement_deadline_ns_ = INT64_MAX;
}

bool patience::out_of_time() noexcept {
  if (call_ == nullptr) return false;
  if (call_->stop_requested())
    reason_ = gave_up::stopped;
  else if (call_->expired())
    reason_ = gave_up::deadline;
  else if (statement_deadline_ns_ != INT64_MAX && sdk::call::now_ns() >= statement_deadline_ns_)
    reason_ = gave_up::statement_timeout;
  return reason_ != gave_up::no;
}

int patience::on_progress(void *self) noexcept {
  return static_cast<patience *>(self)->out_of_time() ? 1 : 0;
}

int patience::on_busy(void *self, int times) noexcept {
  return static_cast<patience *>(self)->wait_for_lock(times) ? 1 : 0;
}

bool patience::wait_for_lock(int times) noexcept {
  if (call_ == nullptr) return false;
  const std::int64_t now = sdk::call::now_ns();
  if (times == 0) waiting_since_ns_ = now;
  if (out_of_time()) return false;

  const std::int64_t asked = limits_.lock_timeout.count();
  const std::int64_t allowed = asked != 0 ? asked : std::chrono::nanoseconds(own_lock_timeout_).count();
  const std::int64_t left = allowed < 0 ? INT64_MAX : allowed - (now - waiting_since_ns_);
  if (!wait_for_locks_ || left <= 0) {
    reason_ = gave_up::lock_timeout;
    return false;
  }
  // Short naps first: most writers are gone in a moment.  A raised stop ends the nap.
  const std::int64_t nap_ms = std::min<std::int64_t>(times < 5 ? times + 1 : 5 * (times - 3), 100);
  const std::int64_t until_deadline = call_->remaining().count();
  const std::int64_t wait_ns = std::min({nap_ms * 1'000'000, left, until_deadline});
  pollfd stop{call_->stop_fd(), POLLIN, 0};
  const timespec nap{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
  ppoll(&stop, stop.fd < 0 ? 0 : 1, &nap, nullptr);
  return !out_of_time();
}

}  // namespace tenantry::sqlite
