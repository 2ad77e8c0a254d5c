#include "core/adapter/stop.hpp"

#include <poll.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace tenantry;

namespace {

bool readable(int descriptor) {
  pollfd waited{descriptor, POLLIN, 0};
  return ::poll(&waited, 1, 0) == 1;
}

}  // namespace

TEST_CASE("a stop is seen through the token and the descriptor and stays") {
  stop_source stop;
  CHECK_FALSE(stop.stop_requested());
  CHECK_FALSE(readable(stop.descriptor()));
  const call_limits limits = stop.limits();
  stop.request_stop();
  stop.request_stop();
  CHECK(stop.stop_requested());
  CHECK(limits.stop.stop_requested());
  CHECK(readable(limits.stop_fd));
  CHECK(readable(limits.stop_fd));
}

TEST_CASE("who sleeps on the descriptor is woken and then finds the token set") {
  stop_source stop;
  bool token_was_set = false;
  {
    const std::jthread sleeper([&] {
      pollfd waited{stop.descriptor(), POLLIN, 0};
      if (::poll(&waited, 1, 10000) == 1) token_was_set = stop.token().stop_requested();
    });
    stop.request_stop();
  }
  CHECK(token_was_set);
}
