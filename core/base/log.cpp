#include "core/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>

namespace tenantry {
namespace {

std::atomic<log_interlude> interlude{nullptr};

spdlog::level::level_enum to_spdlog(log_level level) {
  switch (level) {
    case log_level::trace:
      return spdlog::level::trace;
    case log_level::debug:
      return spdlog::level::debug;
    case log_level::info:
      return spdlog::level::info;
    case log_level::warn:
      return spdlog::level::warn;
    case log_level::error:
      return spdlog::level::err;
    case log_level::off:
      break;
  }
  return spdlog::level::off;
}

spdlog::logger &logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("tenantry", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l: %v", spdlog::pattern_time_type::utc);
    made.set_level(spdlog::level::warn);
    return made;
  }();
  return instance;
}

}  // namespace

void set_log_level(log_level level) {
  logger().set_level(to_spdlog(level));
}
bool log_wants(log_level level) {
  return logger().should_log(to_spdlog(level));
}
void set_log_interlude(log_interlude callback) {
  interlude = callback;
}

void log(log_level level, std::string_view message) {
  if (!log_wants(level)) return;
  const log_interlude callback = interlude;
  if (callback != nullptr) callback(true);
  logger().log(to_spdlog(level), message);
  if (callback != nullptr) callback(false);
}

}  // namespace tenantry
