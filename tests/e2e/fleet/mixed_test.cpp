// The example of a mixed fleet, migrations/mixed, over servers of each kind.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
TEST_CASE("HSQLDB t4: one command migrates tenants on PostgreSQL, MariaDB, SQLite and Oracle's SQL") {
  TENANTRY_REQUIRE_SERVER(postgresql, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(newer, TENANTRY_TEST_PG18);
  TENANTRY_REQUIRE_SERVER(mariadb, TENANTRY_TEST_MARIADB);
  TENANTRY_REQUIRE_SERVER(hsqldb, TENANTRY_TEST_HSQLDB);
  const postgres_database master(postgresql, "master"), old_tenant(postgresql), new_tenant(newer);
  const mysql_database on_mariadb(mariadb), like_oracle(mariadb, "oracle");
  const test_fleet fleet(master.url());
  write_text(fleet.folder() / "tenantry.toml", "[master]\nurl = \"" + master.url() +
                                                   "\"\n\n[tenant]\nmigrations = \"" TENANTRY_SOURCE_DIR
                                                   "/migrations/mixed/tenant\"\n");
  fleet.add_tenant({"pg15", "POSTGRESQL", old_tenant.url(), "ACTIVE", {}});
  fleet.add_tenant({"pg18", "POSTGRESQL", new_tenant.url(), "ACTIVE", {}});
  fleet.add_tenant({"maria", "MARIADB", on_mariadb.url(), "ACTIVE", {}});
  // The adapter of Oracle puts such a server into Oracle's mode.
  fleet.add_tenant({"like-oracle", "ORACLE", like_oracle.connection_string(), "ACTIVE", {}});
  fleet.add_tenant({"hsqldb", "ORACLE", hsqldb + "t4", "ACTIVE", {}});
  fleet.add_tenant({"elsewhere", "DB2", "db2://db.example/wells", "ACTIVE", {}});
  const auto file = fleet.add_sqlite_tenant("embedded");
  const std::vector<std::string> tenants = {"pg15", "pg18", "maria", "like-oracle", "hsqldb", "embedded"};

  // HSQLDB's databases outlive a test: where one ran before, there is nothing to do in it.
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  for (const std::string &id : tenants)
    CHECK((run.outcome(id) == "migrated" || (id == "hsqldb" && run.outcome(id) == "up_to_date")));
  CHECK(run.outcome("elsewhere") == "skipped:no_adapter");
  const std::string once = once_each({"0000_wells", "0001_production", "0002_field"});
  CHECK(done_counts(old_tenant) == once);
  CHECK(done_counts(new_tenant) == once);
  CHECK(done_counts(file) == once);
  for (const mysql_database *one : {&on_mariadb, &like_oracle})
    CHECK(one->value("SELECT COUNT(*) FROM production") == "0");

  const auto again = fleet.migrate();
  INFO(again.told());
  for (const std::string &id : tenants) CHECK(again.outcome(id) == "up_to_date");
}
