// T-12: waiting is bounded in tries and in time, and a stop ends it.
#include "core/engine/backoff.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

// A clock that only sleeping moves.
class sleeping_clock final : public tenantry::clock {
 public:
  monotonic::time_point now() const override { return monotonic::time_point(slept_); }
  std::int64_t unix_milliseconds() const override { return slept_.count(); }
  void sleep_for(milliseconds duration, const std::stop_token &) const override { slept_ += duration; }
  mutable milliseconds slept_{0};
};

}  // namespace

TEST_CASE("T-12: a backoff gives up after its tries") {
  const sleeping_clock time;
  backoff::limits limits;
  limits.tries = 3;
  backoff tries(limits, time);
  CHECK(tries.wait({}));
  CHECK(tries.wait({}));
  CHECK_FALSE(tries.wait({}));
  CHECK(tries.tries() == 3);
}

TEST_CASE("T-12: a backoff never waits longer than its time in all") {
  const sleeping_clock time;
  backoff::limits limits;
  limits.total = milliseconds(10000);
  backoff tries(limits, time);
  unsigned waits = 0;
  while (tries.wait({})) ++waits;
  CHECK(waits > 5);
  CHECK(tries.spent() >= milliseconds(9000));
  CHECK(tries.spent() <= milliseconds(10000));
}

TEST_CASE("T-09: a stop ends the waiting") {
  const sleeping_clock time;
  backoff tries({}, time);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(tries.wait(stop.get_token()));
  CHECK(time.slept_.count() == 0);
}
