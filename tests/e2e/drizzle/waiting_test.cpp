// Both at once on one database.  Drizzle has no lock of its own: what keeps it off is tenantry's lock on
// Drizzle's table.
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

// A table that Drizzle made, and then migrations whose double run would be seen.
struct race {
  explicit race(const std::string &server) : team(server) {
    team.add("seen", "CREATE TABLE seen (n integer)");
    REQUIRE(team.drizzle("v0").exit_code == 0);
    team.add("one", "INSERT INTO seen VALUES (1);--> statement-breakpoint\nSELECT pg_sleep(1.5);");
  }

  // Starts tenantry, then Drizzle as soon as tenantry holds Drizzle's table; waits for both.
  void run() {
    running_program first(team.tenantry_call({"migrate", "tenant"}));
    wait_until(team.tenant(),
               "EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'drizzle.__drizzle_migrations'::regclass AND "
               "mode = 'AccessExclusiveLock' AND granted)");
    running_program second(team.drizzle_call("v0"));
    wait_until(team.tenant(),
               "EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'drizzle' AND datname = "
               "current_database() AND wait_event_type = 'Lock')");
    tenantry = first.wait();
    drizzle = second.wait();
  }

  [[nodiscard]] std::string seen() const {
    return team.tenant().value("SELECT string_agg(n::text, ',' ORDER BY n) FROM seen");
  }

  project team;
  finished_program tenantry, drizzle;
};

void wait_and_do_nothing_twice(const std::string &server) {
  race both(server);
  both.team.add("two", "INSERT INTO seen VALUES (2);");
  both.team.add("three", "INSERT INTO seen VALUES (3);");
  both.run();
  INFO(both.tenantry.out << both.tenantry.err << both.drizzle.err);
  CHECK(both.tenantry.exit_code == 0);
  CHECK(both.drizzle.exit_code == 0);
  CHECK(both.seen() == "1,2,3");
  CHECK(both.team.history().size() == 4);
}

}  // namespace

TEST_CASE("a Drizzle run that starts while tenantry works waits and does nothing twice") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  wait_and_do_nothing_twice(server);
}

TEST_CASE("PostgreSQL 18: a Drizzle run that starts while tenantry works waits and does nothing twice") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG18);
  wait_and_do_nothing_twice(server);
}

// The commit before a concurrent index would let the waiting Drizzle read the mark between two files.
// tenantry sees it wait, gives way, and Drizzle fails at the index, which it cannot run: nothing of its work
// stays.
TEST_CASE(
    "a Drizzle run that waits before a concurrent index goes first, fails by itself, and leaves nothing "
    "twice") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  race both(server);
  both.team.add("index", "CREATE INDEX CONCURRENTLY seen_n ON seen (n);");
  both.team.add("two", "INSERT INTO seen VALUES (2);");
  both.run();
  INFO(both.tenantry.out << both.tenantry.err << both.drizzle.err);
  CHECK(both.tenantry.exit_code == 0);
  CHECK(both.drizzle.exit_code == 1);
  CHECK(both.drizzle.err.find("25001") != std::string::npos);
  CHECK(both.seen() == "1,2");
  CHECK(both.team.history().size() == 4);
  CHECK(both.team.drizzle("v0").exit_code == 0);
  CHECK(both.seen() == "1,2");
}

// Where Drizzle can run everything, it has done so when tenantry looks again.
TEST_CASE("a Drizzle run that waits before a break that it can pass itself does the work, once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  race both(server);
  both.team.add("two", "-- tenantry: transaction none\nINSERT INTO seen VALUES (2);");
  both.run();
  INFO(both.tenantry.out << both.tenantry.err << both.drizzle.err);
  CHECK(both.tenantry.exit_code == 0);
  CHECK(both.drizzle.exit_code == 0);
  CHECK(both.seen() == "1,2");
  CHECK(both.team.history().size() == 3);
}

TEST_CASE("two tenantry runs beside each other on a Drizzle database apply each migration once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  race both(server);
  both.team.add("two", "INSERT INTO seen VALUES (2);");
  running_program first(both.team.tenantry_call({"migrate", "tenant"}));
  running_program second(both.team.tenantry_call({"migrate", "tenant"}));
  const finished_program a = first.wait(), b = second.wait();
  INFO(a.out << a.err << b.out << b.err);
  CHECK(a.exit_code == 0);
  CHECK(b.exit_code == 0);
  CHECK(both.seen() == "1,2");
  CHECK(both.team.history().size() == 3);
}
