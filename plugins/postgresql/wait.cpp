#include "wait.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace tenantry::postgresql {
namespace {

// A host that gives a stop function but no descriptor is asked this often.
constexpr int slice_ms = 50;

int next_timeout_ms(const sdk::call &call) {
  const int left = call.poll_timeout_ms();
  if (call.stop_fd() >= 0) return left;
  return left < 0 ? slice_ms : std::min(left, slice_ms);
}

}  // namespace

wake wait_for_socket(int socket, short events, const sdk::call &call) {
  for (;;) {
    if (call.stop_requested()) return wake::stopped;
    pollfd watched[] = {{socket, events, 0}, {call.stop_fd(), POLLIN, 0}};
    const int ready = ::poll(watched, 2, next_timeout_ms(call));
    if (ready < 0 && errno != EINTR) return wake::ready;
    if (ready > 0 && watched[1].revents != 0) return wake::stopped;
    if (ready > 0 && watched[0].revents != 0) return wake::ready;
    if (call.expired()) return wake::deadline;
  }
}

}  // namespace tenantry::postgresql
