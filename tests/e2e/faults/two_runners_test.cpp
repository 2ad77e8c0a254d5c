// Two runners over one fleet at the same moment.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/counts.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

void check_two_at_once(const std::string &server) {
  test_fleet fleet;
  const std::string next = "--> statement-breakpoint\n";
  fleet.add_migration("0000_base",
                      "CREATE TABLE counter (n integer);" + next + "INSERT INTO counter VALUES (1);");
  fleet.add_migration("0001_count", "UPDATE counter SET n = n + 1;");
  fleet.add_migration("0002_count", "CREATE INDEX CONCURRENTLY counter_n ON counter (n);",
                      "CREATE INDEX counter_n ON counter (n);");
  fleet.add_migration("0003_count", "UPDATE counter SET n = n + 1;");
  std::vector<std::unique_ptr<postgres_database>> databases;
  for (int i = 0; i < 8; ++i) {
    databases.push_back(std::make_unique<postgres_database>(server, "two"));
    fleet.add_tenant({"p" + std::to_string(i), "POSTGRESQL", databases.back()->url(), "ACTIVE", {}});
  }
  fleet.add_sqlite_tenants(8);

  const std::vector<std::string> command{"migrate", "tenant", "--json"};
  running_program one(fleet.call(command)), other(fleet.call(command));
  const auto first = read_run(one.wait());
  const auto second = read_run(other.wait());
  INFO("first " << first.told() << "\nsecond " << second.told());
  CHECK(first.program.exit_code == 0);
  CHECK(second.program.exit_code == 0);
  for (int i = 0; i < 8; ++i) {
    const auto &database = *databases[static_cast<std::size_t>(i)];
    const auto file = fleet.folder() / ("t" + std::to_string(i) + ".db");
    CHECK(database.value("SELECT n FROM counter") == "3");
    CHECK(done_counts(database) == once_each(fleet.tags()));
    CHECK(sqlite_value(file, "SELECT n FROM counter") == "3");
    CHECK(done_counts(file) == once_each(fleet.tags()));
  }
}

}  // namespace

TEST_CASE("T-08, T-23: two runners at once apply each migration once and both succeed") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (unsigned i = 0; i < rounds(4, 40); ++i) check_two_at_once(server);
}

TEST_CASE(
    "T-16: two runners that both meet a concurrent index build do not deadlock on PostgreSQL 18 either") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG18);
  for (unsigned i = 0; i < rounds(2, 20); ++i) check_two_at_once(server);
}

TEST_CASE(
    "T-14: --wait-lock limits the wait for another runner, which is exit code 7 for the one selected "
    "database") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  test_fleet fleet;
  fleet.add_migration("0000_slow",
                      "SELECT pg_sleep(4);--> statement-breakpoint\nCREATE TABLE slow (id integer);");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  running_program first(fleet.call({"migrate", "tenant", "--json"}));
  postgres_connection watcher(server);
  while (first.running() && watcher.value("SELECT count(*) FROM pg_stat_activity WHERE datname = '" +
                                          database.name() + "' AND wait_event = 'PgSleep'") == "0")
    std::this_thread::sleep_for(std::chrono::milliseconds(10));

  const auto second = fleet.migrate({"--tenant", "t0", "--wait-lock", "300ms"});
  INFO(second.told());
  CHECK(second.program.exit_code == 7);
  CHECK(second.program.took < std::chrono::seconds(3));
  const auto end = read_run(first.wait());
  INFO(end.told());
  CHECK(end.program.exit_code == 0);
  CHECK(done_counts(database) == "0000_slow=1 ");
}
