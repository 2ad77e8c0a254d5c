// The master as a track of its own, on SQLite and on PostgreSQL, and both tracks in one command.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

void add_master_track(const test_fleet &fleet) {
  write_text(fleet.folder() / "master" / "meta" / "_journal.json",
             R"({"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1700000000000,"tag":"0000_billing","breakpoints":true}]})");
  write_text(fleet.folder() / "master" / "0000_billing.sql",
             "CREATE TABLE billing (id integer PRIMARY KEY);");
  write_text(fleet.folder() / "master" / "sqlite" / "0000_billing.sql",
             "CREATE TABLE billing (id integer PRIMARY KEY);");
}

std::string configuration(const std::string &url) {
  return "[master]\nurl = \"" + url + "\"\nmigrations = \"master\"\n[tenant]\nmigrations = \"migrations\"\n";
}

}  // namespace

TEST_CASE("migrate all takes the master first and then the tenants") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(2);
  add_master_track(fleet);
  write_text(fleet.folder() / "tenantry.toml", configuration("sqlite:master.db"));

  const auto run = fleet.run({"migrate", "all"});
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(run.outcome("master") == "migrated");
  CHECK(run.outcome("t0") == "migrated");
  CHECK(run.outcome("t1") == "migrated");
  CHECK(run.lines.front()["id"] == "master");
  CHECK(sqlite_rows(fleet.master_file(), "SELECT 1 FROM sqlite_master WHERE name = 'billing'").size() == 1);
  const auto again = fleet.run({"migrate", "all"});
  INFO(again.told());
  CHECK(again.outcome("master") == "up_to_date");
  CHECK(again.outcome("t1") == "up_to_date");
}

TEST_CASE("a master on PostgreSQL serves tenants on PostgreSQL and SQLite together") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(newer, TENANTRY_TEST_PG18);
  const postgres_database master(server, "master");
  const postgres_database old_tenant(server), new_tenant(newer);
  test_fleet fleet(master.url());
  fleet.add_usual_migrations();
  add_master_track(fleet);
  write_text(fleet.folder() / "tenantry.toml", configuration(master.url()));
  fleet.add_tenant({"pg15", "POSTGRESQL", old_tenant.url(), "ACTIVE", {}});
  fleet.add_tenant({"pg18", "postgresql", new_tenant.url(), "ACTIVE", {}});
  const auto file = fleet.add_sqlite_tenant("embedded");

  const auto run = fleet.run({"migrate", "all"});
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  for (const char *id : {"master", "pg15", "pg18", "embedded"}) CHECK(run.outcome(id) == "migrated");
  CHECK(old_tenant.value("SELECT count(*) FROM equipment") == "1");
  CHECK(done_counts(old_tenant) == once_each(fleet.tags()));
  CHECK(done_counts(new_tenant) == once_each(fleet.tags()));
  CHECK(done_counts(file) == once_each(fleet.tags()));
  CHECK(master.value("SELECT count(*) FROM billing") == "0");
  CHECK(fleet.run({"migrate", "all"}).summary()["migrated"] == 0);
}

TEST_CASE("the master's URL may come from the environment and a password with special characters works") {
  TENANTRY_REQUIRE_SERVER(scram, TENANTRY_TEST_PG15_SCRAM);
  const postgres_database master(scram, "master");
  const postgres_database tenant(scram);
  test_fleet fleet(master.url());
  fleet.add_usual_migrations();
  fleet.configure("", "${env:MY_MASTER}");
  fleet.add_tenant(
      {"t0", "POSTGRESQL", url_with_parameter("${env:MY_TENANT}", "sslmode=require"), "ACTIVE", {}});
  auto call = fleet.call({"migrate", "tenant", "--json", "--verbose"});
  call.environment = {{"MY_MASTER", url_with_parameter(master.url(), "sslmode=require")},
                      {"MY_TENANT", tenant.url()}};
  const auto run = read_run(run_program(call));
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(run.outcome("t0") == "migrated");
  for (const char *secret : {"s3:cr@t", "s3%3Acr%40t"})
    CHECK((run.program.out + run.program.err).find(secret) == std::string::npos);
}
