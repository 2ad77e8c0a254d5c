#include "core/adapter/stop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace tenantry {

stop_source::stop_source() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

stop_source::~stop_source() {
  ::close(descriptor_);
}

void stop_source::request_stop() noexcept {
  // The token first: who is woken by the descriptor then finds it set.
  source_.request_stop();
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the descriptor is readable already.
  [[maybe_unused]] const ssize_t wrote = ::write(descriptor_, &one, sizeof one);
}

call_limits stop_source::limits(std::optional<monotonic::time_point> deadline) const {
  return {deadline, token(), descriptor_};
}

}  // namespace tenantry
