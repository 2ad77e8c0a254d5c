// pgbouncer in transaction mode between tenantry and the tenant.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

std::string advisory_locks(const postgres_database &database) {
  return database.value(
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database "
      "WHERE datname = current_database())");
}

}  // namespace

TEST_CASE(
    "T-18, T-19: transactional migrations go through a pooler and leave no lock and no setting behind") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  test_fleet fleet;
  fleet.add_usual_migrations();
  std::vector<std::unique_ptr<postgres_database>> databases;
  for (int i = 0; i < 5; ++i) {
    databases.push_back(std::make_unique<postgres_database>(server, "pool"));
    fleet.add_tenant({"t" + std::to_string(i),
                      "POSTGRESQL",
                      url_with_database(pooler, databases.back()->name()),
                      "ACTIVE",
                      {}});
  }
  for (int round = 0; round < 3; ++round) {
    const auto run = fleet.migrate();
    INFO(run.told());
    CHECK(run.program.exit_code == 0);
    CHECK(run.summary()[round == 0 ? "migrated" : "up_to_date"] == 5);
  }
  for (const auto &database : databases) {
    CHECK(done_counts(*database) == once_each(fleet.tags()));
    CHECK(advisory_locks(*database) == "0");
    CHECK(postgres_connection(url_with_database(pooler, database->name())).value("SHOW lock_timeout") == "0");
  }
}

TEST_CASE("T-18: two runners through a pooler apply each migration once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  const postgres_database database(server, "pool");
  test_fleet fleet;
  fleet.add_migration(
      "0000_base",
      "CREATE TABLE counter (n integer);--> statement-breakpoint\nINSERT INTO counter VALUES (1);");
  fleet.add_migration("0001_slow",
                      "SELECT pg_sleep(0.3);--> statement-breakpoint\nUPDATE counter SET n = n + 1;");
  fleet.add_tenant({"t0", "POSTGRESQL", url_with_database(pooler, database.name()), "ACTIVE", {}});
  running_program one(fleet.call({"migrate", "tenant", "--json"})),
      other(fleet.call({"migrate", "tenant", "--json"}));
  const auto first = read_run(one.wait()), second = read_run(other.wait());
  INFO(first.told() << second.told());
  CHECK(first.program.exit_code == 0);
  CHECK(second.program.exit_code == 0);
  CHECK(database.value("SELECT n FROM counter") == "2");
  CHECK(done_counts(database) == once_each(fleet.tags()));
}

TEST_CASE("T-18: a statement outside a transaction needs the direct connection, and says so") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  const postgres_database database(server, "pool");
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_migration("0003_index", "CREATE INDEX CONCURRENTLY wells_operator_idx ON wells (operator);",
                      "SELECT 1;");
  fleet.add_tenant({"t0", "POSTGRESQL", url_with_database(pooler, database.name()), "ACTIVE", {}});

  const auto refused = fleet.migrate({"--tenant", "t0"});
  INFO(refused.told());
  CHECK(refused.program.exit_code == 4);
  CHECK(refused.outcome("t0") == "failed");
  CHECK(refused.tenant("t0")["error"].dump().find("migration_url") != std::string::npos);
  CHECK(advisory_locks(database) == "0");

  fleet.master_sql("ALTER TABLE tenants ADD COLUMN migration_url TEXT; UPDATE tenants SET migration_url = '" +
                   database.url() + "'");
  const auto direct = fleet.migrate({"--tenant", "t0"});
  INFO(direct.told());
  CHECK(direct.program.exit_code == 0);
  CHECK(done_counts(database) == once_each(fleet.tags()));
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'wells_operator_idx'::regclass") ==
        "t");
}
