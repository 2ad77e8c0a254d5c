#pragma once
// A stop that both kinds of waiting understand: code that asks a std::stop_token, and adapters that wait in
// poll() on a descriptor.  One for a run; every call's limits borrow from it, so it must outlive them.
#include <optional>
#include <stop_token>

#include "core/adapter/types.hpp"

namespace tenantry {

class stop_source {
 public:
  stop_source();  // throws std::system_error when the process has no descriptor left
  ~stop_source();
  stop_source(const stop_source &) = delete;
  stop_source &operator=(const stop_source &) = delete;

  // Any thread, any number of times; not from a signal handler.
  void request_stop() noexcept;
  [[nodiscard]] bool stop_requested() const noexcept { return source_.stop_requested(); }
  [[nodiscard]] std::stop_token token() const noexcept { return source_.get_token(); }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }  // readable once stop is requested
  [[nodiscard]] call_limits limits(std::optional<monotonic::time_point> deadline = std::nullopt) const;

 private:
  std::stop_source source_;
  int descriptor_;
};

}  // namespace tenantry
