// Who starts next, and how a server without room gets fewer.
#include "core/rollout/start_order.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;
using fakes::a_job;

namespace {

const monotonic::time_point now{};

std::string next(start_order &order, monotonic::time_point at = now) {
  auto one = order.take(at);
  return one ? one->who.id : "";
}

}  // namespace

TEST_CASE("tenants start in the registry's order as far as their servers have room") {
  start_order order(2);
  for (std::size_t n = 0; n < 4; ++n) order.add(a_job(n, "a:1"));
  order.add(a_job(4, "b:1"));
  CHECK(next(order) == "0");
  CHECK(next(order) == "1");
  CHECK(next(order) == "4");
  CHECK(next(order).empty());
  order.leave("a:1", start_order::how::finished);
  CHECK(next(order) == "2");
  CHECK(order.size() == 1);
}

TEST_CASE("databases in files are not limited by a server") {
  start_order order(1);
  for (std::size_t n = 0; n < 9; ++n) order.add(a_job(n, "file"));
  for (std::size_t n = 0; n < 9; ++n) CHECK(next(order) == std::to_string(n));
}

TEST_CASE("T-60: a server without room gets fewer tenants at once and more again as they succeed") {
  start_order order(8);
  for (std::size_t n = 0; n < 100; ++n) order.add(a_job(n, "a:1"));
  for (int i = 0; i < 8; ++i) REQUIRE_FALSE(next(order).empty());
  order.leave("a:1", start_order::how::no_room);
  CHECK(order.limit_of("a:1") == 4);
  order.leave("a:1", start_order::how::no_room);
  CHECK(order.limit_of("a:1") == 2);
  for (int i = 0; i < 6; ++i) order.leave("a:1", start_order::how::finished);
  REQUIRE_FALSE(next(order).empty());
  REQUIRE_FALSE(next(order).empty());
  CHECK(next(order).empty());
  order.leave("a:1", start_order::how::finished);
  order.leave("a:1", start_order::how::finished);
  CHECK(order.limit_of("a:1") == 3);
}

TEST_CASE("who is put back comes first again, but not before its time") {
  start_order order(8);
  order.add(a_job(0, "a:1"));
  order.add(a_job(1, "a:1"));
  auto first = order.take(now);
  REQUIRE(first.has_value());
  order.leave("a:1", start_order::how::no_room);
  first->ready_at = now + milliseconds(100);
  order.put_back(std::move(*first));
  CHECK(next(order) == "1");
  order.leave("a:1", start_order::how::finished);
  CHECK(next(order).empty());
  CHECK(next(order, now + milliseconds(100)) == "0");
}

TEST_CASE("no server ever runs more than its limit and everybody starts once") {
  REQUIRE(rc::check("a random fleet", [] {
    const unsigned limit = *rc::gen::inRange(1U, 4U);
    const auto servers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
    start_order order(limit);
    for (std::size_t n = 0; n < servers.size(); ++n)
      order.add(a_job(n, "s" + std::to_string(servers[n]) + ":1"));
    std::vector<std::string> running;
    std::vector<int> started(servers.size());
    std::map<std::string, unsigned> on;
    while (order.size() != 0 || !running.empty()) {
      auto one = order.take(now);
      if (one) {
        RC_ASSERT(++on[one->way.server_key] <= limit);
        ++started[std::stoul(one->who.id)];
        running.push_back(one->way.server_key);
      }
      const bool end = !one || *rc::gen::arbitrary<bool>();
      if (!end || running.empty()) continue;
      const auto which = *rc::gen::inRange<std::size_t>(0, running.size());
      --on[running[which]];
      order.leave(running[which], *rc::gen::element(start_order::how::finished, start_order::how::no_room));
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(which));
    }
    for (const int times : started) RC_ASSERT(times == 1);
  }));
}
