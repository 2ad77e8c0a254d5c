// Failures with one cause are one group, in bounded memory.
#include <catch2/catch.hpp>

#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;

namespace {

tenant_outcome failure(std::size_t n, const std::string &message, const char *state = "23505",
                       std::uint32_t statement = 3) {
  error e = make_error(category::sql, message);
  e.sqlstate = state;
  e.statement = statement;
  tenant_outcome out = fakes::failed(fakes::a_job(n, "a:1"), e);
  out.failed_tag = "0017_x";
  return out;
}

}  // namespace

TEST_CASE("T-67: failures that differ in numbers, names and paths only are one group") {
  failure_groups all;
  all.add(failure(1, "could not create unique index \"users_1_key\" of 12 rows: 'a' is there twice"));
  all.add(failure(2, "could not create unique index \"users_key\" of 7 rows: 'x7' is there twice"));
  all.add(failure(3, "could not open /srv/acme/tenant.db at 550e8400-e29b-41d4-a716-446655440000"));
  all.add(failure(4, "could not open /srv/globex/tenant.db at 660e8400-e29b-41d4-a716-446655440001"));
  all.add(
      failure(5, "could not create unique index \"users_key\" of 7 rows: 'x7' is there twice", "23505", 4));
  const auto groups = all.groups();
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].tenants == 2);
  CHECK(groups[1].tenants == 2);
  CHECK(groups[2].tenants == 1);
  bool found = false;
  for (const failure_group &group : groups) {
    if (group.first != std::vector<std::string>{"t1", "t2"}) continue;
    found = true;
    CHECK(group.shape ==
          "23505 at statement 3 of 0017_x: could not create unique index \"…\" of N rows: \"…\" is "
          "there twice");
    CHECK(group.example.message.find("users_1_key") != std::string::npos);
    CHECK(group.tag == "0017_x");
  }
  CHECK(found);
}

TEST_CASE("an apostrophe inside a word is no quote, and a quote that never closes hides nothing") {
  failure_groups all;
  all.add(failure(1, "the server can't say \"why"));
  CHECK(all.groups().front().shape == "23505 at statement 3 of 0017_x: the server can't say \"why");
}

TEST_CASE("the signs of a comment are no path") {
  failure_groups all;
  all.add(failure(1, "remove the /* and */ in it"));
  CHECK(all.groups().front().shape == "23505 at statement 3 of 0017_x: remove the /* and */ in it");
}

TEST_CASE("held tenants have groups of their own, other outcomes none") {
  failure_groups all;
  tenant_outcome held = failure(1, "unclear");
  held.is = tenant_outcome::kind::held;
  all.add(held);
  all.add(failure(2, "unclear"));
  all.add(fakes::ended(fakes::a_job(3, "a:1"), tenant_outcome::kind::migrated));
  REQUIRE(all.groups().size() == 2);
}

TEST_CASE("T-61: groups and their examples stay few however many tenants fail") {
  failure_groups all;
  for (std::size_t n = 0; n < 5000; ++n) {
    std::string cause;
    for (std::size_t rest = n; rest != 0; rest /= 20) cause.push_back(static_cast<char>('g' + rest % 20));
    all.add(failure(n, "cause " + cause));
    all.add(failure(n, "one cause for " + std::to_string(n)));
  }
  const auto groups = all.groups();
  CHECK(groups.size() <= 101);
  CHECK(groups.front().tenants >= 4900);
  std::uint64_t sum = 0;
  for (const failure_group &group : groups) {
    CHECK(group.first.size() <= 10);
    sum += group.tenants;
  }
  CHECK(sum == 10000);
}
