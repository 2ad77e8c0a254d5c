// SIGINT and SIGTERM: the first drains, the second cancels.
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

struct sleepers {
  std::vector<std::unique_ptr<postgres_database>> databases;
  test_fleet fleet;

  sleepers(const std::string &server, const std::string &seconds, int count) {
    fleet.add_migration(
        "0000_slow",
        "CREATE TABLE slow (id integer);--> statement-breakpoint\nSELECT pg_sleep(" + seconds + ");");
    for (int i = 0; i < count; ++i) {
      databases.push_back(std::make_unique<postgres_database>(server, "sig"));
      fleet.add_tenant({"t" + std::to_string(i), "POSTGRESQL", databases.back()->url(), "ACTIVE", {}});
    }
  }

  // Until so many migrations are asleep at once.
  void wait_until_asleep(running_program &program, const std::string &server,
                         const std::string &count) const {
    postgres_connection watcher(server);
    while (program.running() &&
           watcher.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname "
                         "LIKE 'tenantry_sig_" +
                         std::to_string(getpid()) + "_%'") != count)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
};

}  // namespace

TEST_CASE("T-09: the first signal lets running tenants finish and starts no other") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (const int signal : {SIGINT, SIGTERM}) {
    const sleepers all(server, "1.5", 8);
    running_program program(all.fleet.call({"migrate", "tenant", "--json", "--parallel", "2"}));
    all.wait_until_asleep(program, server, "2");
    program.send(signal);
    const auto run = read_run(program.wait());
    INFO(run.told());
    CHECK(run.program.exit_code == 130);
    CHECK(run.summary()["migrated"] == 2);
    CHECK(run.summary()["not_run"] == 6);
    CHECK(run.summary()["failed"] == 0);
    CHECK(run.summary()["exit_code"] == 130);
  }
}

TEST_CASE("T-09: the second signal cancels what runs, and the next run finishes it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  sleepers all(server, "30", 4);
  running_program program(all.fleet.call({"migrate", "tenant", "--json", "--parallel", "2"}));
  all.wait_until_asleep(program, server, "2");
  program.send(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(program.running());
  program.send(SIGINT);
  const auto run = read_run(program.wait());
  INFO(run.told());
  CHECK(run.program.exit_code == 130);
  CHECK(run.program.took < std::chrono::seconds(15));
  CHECK(run.summary()["migrated"] == 0);
  for (const auto &database : all.databases)
    CHECK(database->value("SELECT count(*) FROM pg_tables WHERE tablename = 'slow'") == "0");

  write_text(all.fleet.migrations() / "0000_slow.sql", "CREATE TABLE slow (id integer);");
  const auto again = all.fleet.migrate();
  INFO(again.told());
  CHECK(again.program.exit_code == 0);
  CHECK(again.summary()["migrated"] == 4);
}

TEST_CASE("a signal while the registry is read still ends with exit code 130 or a finished run") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(300);
  for (const int moment : {1, 5, 20, 60}) {
    running_program program(fleet.call({"migrate", "tenant", "--json", "--parallel", "2"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(moment));
    program.send(SIGTERM);
    const auto run = read_run(program.wait());
    INFO("after " << moment << " ms: " << run.told());
    // 143: so early that the program had not yet asked for the signal.
    CHECK((run.program.exit_code == 130 || run.program.exit_code == 0 || run.program.exit_code == 143));
    if (run.program.exit_code != 143) CHECK(run.summary()["failed"] == 0);
  }
  const auto end = fleet.migrate();
  CHECK(end.program.exit_code == 0);
}
