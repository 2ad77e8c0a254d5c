// --max-failures: what it reads and when it is used up.
#include <catch2/catch.hpp>

#include "core/rollout/totals.hpp"
#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;

TEST_CASE("a failure budget is a number, a percentage or none") {
  CHECK(parse_failure_budget("0")->count == 0U);
  CHECK(parse_failure_budget(" 5 ")->count == 5U);
  CHECK(parse_failure_budget("1%")->percent == Approx(1.0));
  CHECK(parse_failure_budget("0.5 %")->percent == Approx(0.5));
  const auto none = parse_failure_budget("NONE");
  CHECK_FALSE(none->count.has_value());
  CHECK_FALSE(none->percent.has_value());
  for (const char *text : {"", "-1", "5x", "%", "101%", "-1%", "nan%", "1,5%", "many"}) {
    INFO(text);
    const auto budget = parse_failure_budget(text);
    REQUIRE_FALSE(budget.has_value());
    CHECK(budget.error().category == category::usage);
  }
}

TEST_CASE("a budget is used up by one failure more than it allows") {
  CHECK_FALSE(parse_failure_budget("0")->used_up(0, 100));
  CHECK(parse_failure_budget("0")->used_up(1, 100));
  CHECK_FALSE(parse_failure_budget("2")->used_up(2, 100));
  CHECK(parse_failure_budget("2")->used_up(3, 100));
  CHECK_FALSE(parse_failure_budget("1%")->used_up(4, 412));
  CHECK(parse_failure_budget("1%")->used_up(5, 412));
  CHECK(parse_failure_budget("1%")->used_up(1, 50));
  CHECK_FALSE(parse_failure_budget("none")->used_up(1000, 10));
}

TEST_CASE("servers that cannot be reached and files that cannot be read spend nothing, held tenants do") {
  const job one = fakes::a_job(1, "a:1");
  CHECK_FALSE(spends_budget(fakes::failed(one, fakes::server_error(category::unreachable, ""))));
  CHECK_FALSE(spends_budget(fakes::failed(one, fakes::server_error(category::folder, ""))));
  CHECK(spends_budget(fakes::failed(one, fakes::server_error(category::sql, "23505"))));
  CHECK(spends_budget(fakes::failed(one, fakes::server_error(category::auth, "28P01"))));
  CHECK(spends_budget(fakes::ended(one, tenant_outcome::kind::held)));
  CHECK_FALSE(spends_budget(fakes::ended(one, tenant_outcome::kind::skipped)));
}
