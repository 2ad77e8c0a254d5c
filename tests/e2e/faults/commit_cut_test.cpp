// The connection is lost during COMMIT: nobody but the history knows whether it took effect.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace tenantry::testing;

namespace {

void check_cut(const std::string &server, cut_when when, int cuts) {
  const postgres_database database(server, "cut");
  const tcp_proxy proxy(port_of(server), when, "COMMIT", cuts);
  test_fleet fleet;
  const std::string next = "--> statement-breakpoint\n";
  fleet.add_migration("0000_base",
                      "CREATE TABLE counter (n integer);" + next + "INSERT INTO counter VALUES (1);");
  fleet.add_migration("0001_count", "UPDATE counter SET n = n + 1;");
  fleet.add_migration("0002_count", "UPDATE counter SET n = n + 1;");
  fleet.add_tenant({"t0",
                    "POSTGRESQL",
                    url_with_parameter(url_with_port(database.url(), proxy.port()), "sslmode=disable"),
                    "ACTIVE",
                    {}});
  const auto run = fleet.migrate({"--tenant", "t0"});
  INFO((when == cut_when::before_server ? "before" : "after") << " the server saw it, " << cuts << " cuts\n"
                                                              << run.told());
  CHECK(proxy.cuts_made() == cuts);
  CHECK(run.program.exit_code == 0);
  CHECK(run.outcome("t0") == "migrated");
  CHECK(database.value("SELECT n FROM counter") == "3");
  CHECK(done_counts(database) == once_each(fleet.tags()));
}

}  // namespace

TEST_CASE("T-05: a connection cut during COMMIT is settled by reading the history again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (const int cuts : {1, 2})
    for (const auto when : {cut_when::before_server, cut_when::after_server}) check_cut(server, when, cuts);
}

TEST_CASE("T-55: a connection that is cut in the middle of a migration leaves nothing and is tried again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server, "cut");
  test_fleet fleet;
  fleet.add_migration("0000_slow",
                      "CREATE TABLE one (id integer);--> statement-breakpoint\nSELECT pg_sleep(1.5);"
                      "--> statement-breakpoint\nCREATE TABLE two (id integer);");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  running_program program(fleet.call({"migrate", "tenant", "--json"}));
  postgres_connection admin(server);
  const std::string sleeping = "datname = '" + database.name() + "' AND wait_event = 'PgSleep'";
  while (program.running() && admin.value("SELECT count(*) FROM pg_stat_activity WHERE " + sleeping) == "0")
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  admin.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + sleeping);
  const auto run = read_run(program.wait());
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(database.value("SELECT count(*) FROM pg_tables WHERE tablename IN ('one', 'two')") == "2");
  CHECK(done_counts(database) == "0000_slow=1 ");
}
