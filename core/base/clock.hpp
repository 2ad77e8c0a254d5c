#pragma once
// Time.  Deadlines and durations are monotonic; what people read is UTC.  Tests give their own clock.
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

namespace tenantry {

using monotonic = std::chrono::steady_clock;  // CLOCK_MONOTONIC with libstdc++: the contract's deadlines
using milliseconds = std::chrono::milliseconds;

class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual monotonic::time_point now() const = 0;
  [[nodiscard]] virtual std::int64_t unix_milliseconds() const = 0;
  // Returns early when the stop is requested.
  virtual void sleep_for(milliseconds duration, const std::stop_token &stop) const = 0;
};

const clock &system_clock();

// 2026-11-23T06:56:53.123Z
std::string to_rfc3339(std::int64_t unix_milliseconds);

}  // namespace tenantry
