// How many at once, on which server, and when to stop.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

using databases = std::vector<std::unique_ptr<postgres_database>>;

databases add_postgres_tenants(test_fleet &fleet, const std::string &server, unsigned count) {
  databases all;
  for (unsigned i = 0; i < count; ++i) {
    all.push_back(std::make_unique<postgres_database>(server, "p" + std::to_string(i)));
    fleet.add_tenant({"p" + std::to_string(i), "POSTGRESQL", all.back()->url(), "ACTIVE", {}});
  }
  return all;
}

}  // namespace

TEST_CASE("the limit of --per-server holds for each server, however many may run in all") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  test_fleet fleet;
  fleet.add_migration("0000_slow", "SELECT pg_sleep(0.4); CREATE TABLE slow (id integer);");
  const auto tenants = add_postgres_tenants(fleet, server, 8);

  running_program program(
      fleet.call({"migrate", "tenant", "--json", "--parallel", "8", "--per-server", "2"}));
  postgres_connection watcher(server);
  int most = 0;
  while (program.running()) {
    const auto busy = watcher.value(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(0.4)%'"
        " AND pid <> pg_backend_pid() AND datname LIKE 'tenantry_p%'");
    most = std::max(most, std::stoi(busy));
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
  }
  const auto run = read_run(program.wait());
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(run.summary()["migrated"] == 8);
  CHECK(most == 2);
}

TEST_CASE("T-60: too many connections is waited out and fails no tenant") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const std::string role = "few_" + std::to_string(getpid());
  postgres_connection admin(server);
  admin.run("CREATE ROLE " + role + " LOGIN CONNECTION LIMIT 2");
  {
    test_fleet fleet;
    fleet.add_migration("0000_slow", "SELECT pg_sleep(0.1); CREATE TABLE slow (id integer);");
    databases tenants;
    for (unsigned i = 0; i < 10; ++i) {
      tenants.push_back(std::make_unique<postgres_database>(server));
      admin.run("ALTER DATABASE " + tenants.back()->name() + " OWNER TO " + role);
      std::string url = tenants.back()->url();
      url.replace(url.find("postgres@"), 8, role);
      fleet.add_tenant({"t" + std::to_string(i), "POSTGRESQL", url, "ACTIVE", {}});
    }
    const auto run = fleet.migrate({"--parallel", "8"});
    INFO(run.told());
    CHECK(run.program.exit_code == 0);
    CHECK(run.summary()["migrated"] == 10);
  }
  admin.run("DROP ROLE " + role);
}

TEST_CASE("once the failure budget is used up nothing new starts") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(12);
  for (int i = 0; i < 12; ++i)
    sqlite_run(fleet.folder() / ("t" + std::to_string(i) + ".db"), "CREATE TABLE wells (x)");

  const auto strict = fleet.migrate({"--parallel", "1"});
  INFO(strict.told());
  CHECK(strict.program.exit_code == 6);
  CHECK(strict.summary()["failed"] == 1);
  CHECK(strict.summary()["not_run"] == 11);

  const auto some = fleet.migrate({"--parallel", "1", "--max-failures", "3"});
  CHECK(some.program.exit_code == 6);
  CHECK(some.summary()["failed"] == 4);

  const auto share = fleet.migrate({"--parallel", "1", "--max-failures", "50%"});
  CHECK(share.summary()["failed"] == 7);

  const auto none = fleet.migrate({"--max-failures", "none"});
  CHECK(none.program.exit_code == 5);
  CHECK(none.summary()["failed"] == 12);
}

TEST_CASE("ten tenants out of a hundred that are down do not spend the budget nor hold up the rest") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(90);
  // Port 1 of loopback: refused at once.
  for (int i = 0; i < 10; ++i)
    fleet.add_tenant({"down" + std::to_string(i),
                      "POSTGRESQL",
                      "postgresql://u@127.0.0.1:1/db" + std::to_string(i),
                      "ACTIVE",
                      {}});
  const auto run = fleet.migrate({"--parallel", "4"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK(run.summary()["migrated"] == 90);
  CHECK(run.summary()["failed"] == 10);
  CHECK(run.summary()["not_run"] == 0);
  CHECK(run.tenant("down3")["error"]["category"] == "unreachable");
}
