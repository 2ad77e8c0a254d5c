// Statements that cannot run in a transaction, from an ordinary Drizzle folder.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE(
    "T-43: the invalid index of a failed concurrent build is built again, and a foreign one is left alone") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  database.run("CREATE TABLE wells (name text); INSERT INTO wells VALUES ('twice'), ('twice')");
  test_fleet fleet;
  fleet.add_migration("0000_unique", "CREATE UNIQUE INDEX CONCURRENTLY wells_name_idx ON wells (name);");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  const std::string valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'wells_name_idx'::regclass";

  const auto failed = fleet.migrate({"--tenant", "t0"});
  INFO(failed.told());
  CHECK(failed.program.exit_code == 4);
  CHECK(failed.tenant("t0")["error"]["sqlstate"] == "23505");

  database.run("DELETE FROM wells WHERE ctid = (SELECT min(ctid) FROM wells)");
  const auto again = fleet.migrate({"--tenant", "t0"});
  INFO(again.told());
  CHECK(again.program.exit_code == 0);
  CHECK(database.value(valid) == "t");
  CHECK(done_counts(database) == "0000_unique=1 ");
}

TEST_CASE("T-43: IF NOT EXISTS does not take an invalid index for success") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  database.run("CREATE TABLE wells (name text); INSERT INTO wells VALUES ('twice'), ('twice')");
  // Somebody's own failed build, not tenantry's.
  CHECK_THROWS(database.run("CREATE UNIQUE INDEX CONCURRENTLY wells_name_idx ON wells (name)"));
  test_fleet fleet;
  fleet.add_migration("0000_unique",
                      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS wells_name_idx ON wells (name);");
  fleet.add_tenant({"t0", "POSTGRESQL", database.url(), "ACTIVE", {}});
  const auto run = fleet.migrate({"--tenant", "t0"});
  INFO(run.told());
  CHECK(run.program.exit_code == 4);
  CHECK(run.tenant("t0").dump().find("wells_name_idx") != std::string::npos);
}

TEST_CASE("T-30: VACUUM, a concurrent index and an enum value used at once work from one folder") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(newer, TENANTRY_TEST_PG18);
  const postgres_database old_one(server), new_one(newer);
  test_fleet fleet;
  const std::string next = "--> statement-breakpoint\n";
  fleet.add_migration("0000_base", "CREATE TYPE status AS ENUM ('a');" + next +
                                       "CREATE TABLE wells (id integer, status status);");
  fleet.add_migration("0001_enum",
                      "ALTER TYPE status ADD VALUE 'b';" + next + "INSERT INTO wells VALUES (1, 'b');");
  fleet.add_migration("0002_mixed", "INSERT INTO wells VALUES (2, 'a');" + next +
                                        "CREATE INDEX CONCURRENTLY wells_id_idx ON wells (id);" + next +
                                        "INSERT INTO wells VALUES (3, 'a');");
  fleet.add_migration("0003_vacuum", "VACUUM ANALYZE wells;");
  fleet.add_tenant({"old", "POSTGRESQL", old_one.url(), "ACTIVE", {}});
  fleet.add_tenant({"new", "POSTGRESQL", new_one.url(), "ACTIVE", {}});
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  for (const auto *database : {&old_one, &new_one}) {
    CHECK(database->value("SELECT string_agg(id || status::text, ',' ORDER BY id) FROM wells") == "1b,2a,3a");
    CHECK(done_counts(*database) == once_each(fleet.tags()));
  }
}
