// A table that somebody else holds.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

void add_altering_migration(test_fleet &fleet, const postgres_database &database) {
  fleet.add_migration("0000_alter",
                      "CREATE TABLE before_it (id integer);--> statement-breakpoint\n"
                      "ALTER TABLE wells ADD COLUMN operator text;");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  database.run("CREATE TABLE wells (id integer)");
}

}  // namespace

TEST_CASE("T-11, T-13: a table held by a long query ends in a lock timeout that names who holds it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  test_fleet fleet;
  add_altering_migration(fleet, database);
  postgres_connection holder(database.url());
  const std::string pid = holder.value("SELECT pg_backend_pid()");
  holder.run("BEGIN; SELECT count(*) FROM wells");

  const auto run = fleet.migrate({"--tenant", "t0", "--lock-timeout", "600ms"});
  INFO(run.told());
  CHECK_FALSE(run.program.timed_out);
  CHECK(run.program.exit_code == 7);
  REQUIRE(run.outcome("t0") == "failed");
  CHECK(run.tenant("t0")["error"]["sqlstate"] == "55P03");
  CHECK(run.tenant("t0")["error"]["effect"] == "none");
  const auto blockers = run.tenant("t0")["error"]["blockers"];
  REQUIRE(blockers.size() == 1);
  CHECK(blockers[0].get<std::string>().find(pid) != std::string::npos);
  CHECK(blockers[0].get<std::string>().find("SELECT count(*) FROM wells") != std::string::npos);
  CHECK(database.value("SELECT count(*) FROM pg_tables WHERE tablename = 'before_it'") == "0");
}

TEST_CASE("T-12: a lock timeout retries the whole migration, so a holder that goes away costs nothing") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  test_fleet fleet;
  add_altering_migration(fleet, database);
  postgres_connection holder(database.url());
  holder.run("BEGIN; SELECT count(*) FROM wells");
  running_program program(fleet.call({"migrate", "tenant", "--json", "--lock-timeout", "100ms"}));
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  CHECK(program.running());
  holder.run("ROLLBACK");
  const auto run = read_run(program.wait());
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(done_counts(database) == "0000_alter=1 ");
}

TEST_CASE("a deadlock is retried and fails no tenant") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  database.run(
      "CREATE TABLE a (n integer); CREATE TABLE b (n integer); INSERT INTO a VALUES (1); INSERT INTO b "
      "VALUES (1)");
  test_fleet fleet;
  fleet.add_migration("0000_both",
                      "LOCK TABLE a IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint\nSELECT pg_sleep(0.5);"
                      "--> statement-breakpoint\nUPDATE b SET n = n + 1;");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  running_program program(fleet.call({"migrate", "tenant", "--json", "--lock-timeout", "30s"}));
  postgres_connection other(database.url());
  // The other takes b, then wants a, which the migration holds.  Whoever the server picks, the migration must
  // end well.
  other.run("SET deadlock_timeout = '10s'; BEGIN; UPDATE b SET n = n + 10");
  while (program.running() &&
         other.value("SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
                     "WHERE c.relname = 'a' AND mode = 'AccessExclusiveLock' AND granted") == "0")
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::jthread second([&] {
    try {
      other.run("UPDATE a SET n = n + 10; COMMIT");
    } catch (const std::exception &) {
      // It was the one that the server picked; its own transaction is gone, which is all that matters here.
    }
  });
  const auto run = read_run(program.wait());
  second.join();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(database.value("SELECT n % 10 FROM b") == "2");
  CHECK(done_counts(database) == "0000_both=1 ");
}
