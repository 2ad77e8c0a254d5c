/// @file
/// sdk::call is one blocking call of the host: how long it may take, whether to give up, and where details
/// go. Part of adapter.hpp.  Borrowed: never keep it beyond the function that was given it.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <poll.h>

#include <chrono>
#include <climits>
#include <ctime>

namespace tenantry::sdk {

/// One blocking call of the host. [handle]
class call {
 public:
  /// Borrows the host's struct, which may be older and shorter than ours.
  explicit call(const tnt_call *raw) noexcept : raw_(raw) {}

  /// CLOCK_MONOTONIC; INT64_MAX for none.
  [[nodiscard]] std::int64_t deadline_ns() const noexcept {
    return raw_ != nullptr && TNT_HAS(raw_, deadline_ns) ? raw_->deadline_ns : INT64_MAX;
  }
  /// Is there one at all?
  [[nodiscard]] bool has_deadline() const noexcept { return deadline_ns() != INT64_MAX; }

  /// Never below zero; nanoseconds::max() without a deadline.
  [[nodiscard]] std::chrono::nanoseconds remaining() const noexcept {
    if (!has_deadline()) return std::chrono::nanoseconds::max();
    return std::chrono::nanoseconds(std::max<std::int64_t>(0, deadline_ns() - now_ns()));
  }
  /// Has it passed?
  [[nodiscard]] bool expired() const noexcept { return has_deadline() && now_ns() >= deadline_ns(); }

  /// For poll(2): -1 without a deadline, else rounded up so that a wait never ends just before it.
  [[nodiscard]] int poll_timeout_ms() const noexcept {
    if (!has_deadline()) return -1;
    const std::int64_t left = remaining().count();
    return static_cast<int>(std::min<std::int64_t>(left / 1'000'000 + (left % 1'000'000 != 0), INT_MAX));
  }

  /// Is the run being cancelled? For loops; a poll takes stop_fd().  Either way alone is enough: the function
  /// says so, or the descriptor is readable. [any]
  [[nodiscard]] bool stop_requested() const noexcept {
    if (raw_ != nullptr && TNT_HAS(raw_, stop) && raw_->stop != nullptr && raw_->stop(raw_) != 0) return true;
    pollfd descriptor{stop_fd(), POLLIN, 0};
    return descriptor.fd >= 0 && ::poll(&descriptor, 1, 0) > 0;
  }
  /// Readable means: give up now.  -1 if there is none.
  [[nodiscard]] int stop_fd() const noexcept {
    return raw_ != nullptr && TNT_HAS(raw_, stop_fd) ? raw_->stop_fd : -1;
  }

  /// Throws TNT_CANCELLED or TNT_TIMEOUT where it is time to give up.  `known` says what the caller knows of
  /// the statement that it gives up: nothing was sent yet is effect::none.
  void check(std::string_view doing, effect known = effect::unknown) const {
    if (stop_requested()) throw failure(TNT_CANCELLED, std::string(doing) + " was stopped").effect(known);
    if (expired()) throw failure(TNT_TIMEOUT, std::string(doing) + " took longer than allowed").effect(known);
  }

  /// Keys: detail hint where constraint schema table column diagnostic notice.
  void detail(std::string_view key, std::string_view value) const noexcept {
    if (raw_ == nullptr || !TNT_HAS(raw_, detail) || raw_->detail == nullptr || value.empty()) return;
    raw_->detail(raw_, text(key), text(value));
  }

  /// For functions of the host that ask for the call.
  [[nodiscard]] const tnt_call *raw() const noexcept { return raw_; }

  /// The clock that deadlines are told in.
  static std::int64_t now_ns() noexcept {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }

 private:
  const tnt_call *raw_;  ///< the host's own: its functions get this very pointer back
};

}  // namespace tenantry::sdk
