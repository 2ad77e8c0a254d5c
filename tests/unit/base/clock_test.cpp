#include "core/base/clock.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace tenantry;

TEST_CASE("a moment is written as RFC 3339 in UTC with milliseconds") {
  CHECK(to_rfc3339(0) == "1970-01-01T00:00:00.000Z");
  CHECK(to_rfc3339(1'795'417'013'123) == "2026-11-23T06:56:53.123Z");
  CHECK(to_rfc3339(951'782'400'007) == "2000-02-29T00:00:00.007Z");
}

TEST_CASE("a sleep lasts its time unless a stop ends it") {
  const auto begun = monotonic::now();
  system_clock().sleep_for(milliseconds(20), std::stop_token());
  CHECK(monotonic::now() - begun >= milliseconds(20));

  std::stop_source stop;
  const auto slept = monotonic::now();
  {
    const std::jthread other([&] { stop.request_stop(); });
    system_clock().sleep_for(std::chrono::seconds(30), stop.get_token());
  }
  CHECK(monotonic::now() - slept < std::chrono::seconds(15));
}
