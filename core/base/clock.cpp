#include "core/base/clock.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <ctime>
#include <mutex>

namespace tenantry {
namespace {

class real_clock final : public clock {
 public:
  monotonic::time_point now() const override { return monotonic::now(); }
  std::int64_t unix_milliseconds() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(since).count();
  }
  void sleep_for(milliseconds duration, const std::stop_token &stop) const override {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, duration, [] { return false; });
  }
};

}  // namespace

const clock &system_clock() {
  static const real_clock instance;
  return instance;
}

std::string to_rfc3339(std::int64_t unix_milliseconds) {
  const auto seconds = static_cast<std::time_t>(unix_milliseconds / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, unix_milliseconds % 1000);
}

}  // namespace tenantry
