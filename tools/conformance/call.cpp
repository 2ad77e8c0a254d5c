#include "tools/conformance/call.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <ctime>

#include "tools/conformance/value.hpp"

namespace tenantry::conformance {

stop_flag::stop_flag() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

stop_flag::~stop_flag() {
  close(descriptor_);
}

void stop_flag::raise() {
  raised_ = true;
  eventfd_write(descriptor_, 1);
}

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

call::call(const limits &within) : stop_(within.stop) {
  raw_.struct_size = sizeof raw_;
  raw_.stop_fd = stop_ == nullptr ? -1 : stop_->descriptor();
  raw_.deadline_ns =
      within.deadline.count() < 0 ? INT64_MAX : monotonic_ns() + within.deadline.count() * 1'000'000;
  raw_.stop = [](const tnt_call *raw) -> std::int32_t {
    const stop_flag *stop = static_cast<const call *>(raw->host_data)->stop_;
    return stop != nullptr && stop->raised() ? 1 : 0;
  };
  raw_.detail = [](const tnt_call *raw, tnt_text key, tnt_text text) {
    static_cast<call *>(raw->host_data)->details.emplace_back(from_text(key), from_text(text));
  };
  raw_.host_data = this;
}

}  // namespace tenantry::conformance
