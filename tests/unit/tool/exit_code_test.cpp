#include "tools/tenantry/exit_code.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("nothing that happened is exit code 0") {
  CHECK(exit_code(run_facts{}) == 0);
}

TEST_CASE("each fact alone has its code") {
  run_facts facts;
  SECTION("interrupted") {
    facts.interrupted = true;
    CHECK(exit_code(facts) == 130);
  }
  SECTION("usage") {
    facts.usage = true;
    CHECK(exit_code(facts) == 2);
  }
  SECTION("master") {
    facts.master = true;
    CHECK(exit_code(facts) == 3);
  }
  SECTION("budget") {
    facts.budget_used_up = true;
    CHECK(exit_code(facts) == 6);
  }
  SECTION("some failed") {
    facts.failed = true;
    CHECK(exit_code(facts) == 5);
  }
  SECTION("the one failed") {
    facts.failed = facts.one_database = true;
    CHECK(exit_code(facts) == 4);
  }
  SECTION("the one was locked") {
    facts.failed = facts.one_database = facts.lock_not_obtained = true;
    CHECK(exit_code(facts) == 7);
  }
  SECTION("refused as unsafe") {
    facts.unsafe_refused = true;
    CHECK(exit_code(facts) == 8);
  }
  SECTION("findings") {
    facts.findings = true;
    CHECK(exit_code(facts) == 1);
  }
}

TEST_CASE("where several codes apply the order is 130, 2, 3, 6, 5 or 4, 7, 8, 1") {
  run_facts facts;
  facts.findings = true;
  CHECK(exit_code(facts) == 1);
  facts.unsafe_refused = true;
  CHECK(exit_code(facts) == 8);
  facts.lock_not_obtained = true;
  CHECK(exit_code(facts) == 7);
  facts.failed = true;
  CHECK(exit_code(facts) == 5);
  facts.budget_used_up = true;
  CHECK(exit_code(facts) == 6);
  facts.master = true;
  CHECK(exit_code(facts) == 3);
  facts.usage = true;
  CHECK(exit_code(facts) == 2);
  facts.interrupted = true;
  CHECK(exit_code(facts) == 130);
}

TEST_CASE("of two runs the failing one decides whether it was one database") {
  run_facts master, fleet;
  master.one_database = true;
  fleet.failed = true;
  CHECK(exit_code(master | fleet) == 5);
  master.failed = true;
  fleet.failed = false;
  CHECK(exit_code(master | fleet) == 4);
}

TEST_CASE("an error that refuses a command is 2, or 3 where the master did not answer") {
  CHECK(exit_code(make_error(category::usage, "x")) == 2);
  CHECK(exit_code(make_error(category::folder, "x")) == 2);
  CHECK(exit_code(make_error(category::bad_config, "x")) == 2);
  CHECK(exit_code(make_error(category::unreachable, "x")) == 3);
  CHECK(exit_code(make_error(category::auth, "x")) == 3);
  CHECK(exit_code(make_error(category::sql, "x")) == 3);
  CHECK(exit_code(make_error(category::cancelled, "x")) == 130);
}
