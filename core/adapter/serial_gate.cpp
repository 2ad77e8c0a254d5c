#include "core/adapter/serial_gate.hpp"

#include "core/adapter/call.hpp"

namespace tenantry {

result<serial_gate::pass> serial_gate::enter(const call_limits &limits) {
  if (!closed_) return pass(nullptr);
  std::unique_lock lock(mutex_);
  const auto is_free = [this] { return !busy_; };
  const auto deadline = limits.deadline.value_or(monotonic::time_point::max());
  // A wait until the end of time overflows in the library's arithmetic: without a deadline wait without one.
  const bool entered = limits.deadline ? left_.wait_until(lock, limits.stop, deadline, is_free)
                                       : left_.wait(lock, limits.stop, is_free);
  if (!entered) {
    lock.unlock();
    error e = check_limits(limits).value_or(make_error(category::timeout, "the call's deadline has passed"));
    return fail(while_doing(std::move(e), "waiting for an adapter that runs one call at a time"));
  }
  busy_ = true;
  return pass(this);
}

serial_gate::pass serial_gate::enter() {
  if (!closed_) return pass(nullptr);
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return !busy_; });
  busy_ = true;
  return pass(this);
}

void serial_gate::leave() {
  {
    const std::lock_guard lock(mutex_);
    busy_ = false;
  }
  left_.notify_one();
}

}  // namespace tenantry
