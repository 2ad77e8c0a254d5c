// A call of the adapter's own: the host's with a nearer deadline, or one without a host, for a second
// connection that ends something.
#pragma once
#include <tenantry/sdk/call.hpp>

#include <optional>

namespace tenantry::odbc {

class bounded_call {
 public:
  explicit bounded_call(std::chrono::milliseconds limit) : call_(&raw_) {
    raw_.struct_size = sizeof raw_;
    raw_.stop_fd = -1;
    raw_.deadline_ns = sdk::call::now_ns() + std::chrono::nanoseconds(limit).count();
  }
  // Its stop asks the outer call's: the host must get back the very pointer that it gave.
  bounded_call(const sdk::call &outer, std::optional<std::chrono::milliseconds> limit) : call_(&raw_) {
    raw_.struct_size = sizeof raw_;
    raw_.stop_fd = outer.stop_fd();
    raw_.deadline_ns = outer.deadline_ns();
    raw_.host_data = const_cast<sdk::call *>(&outer);
    raw_.stop = [](const tnt_call *self) -> std::int32_t {
      return static_cast<const sdk::call *>(self->host_data)->stop_requested() ? 1 : 0;
    };
    if (limit)
      raw_.deadline_ns =
          std::min(raw_.deadline_ns, sdk::call::now_ns() + std::chrono::nanoseconds(*limit).count());
  }
  bounded_call(const bounded_call &) = delete;
  bounded_call &operator=(const bounded_call &) = delete;

  [[nodiscard]] const sdk::call &get() const { return call_; }

 private:
  tnt_call raw_{};
  sdk::call call_;
};

}  // namespace tenantry::odbc
