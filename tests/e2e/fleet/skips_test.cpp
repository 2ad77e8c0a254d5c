// Who takes part, who does not, and what is said about it.
#include "tests/support/fleet.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::testing;

TEST_CASE("each tenant that is skipped says why, and nobody else is hindered") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenant("good");
  fleet.add_tenant({"suspended", "SQLITE", "sqlite:suspended.db", "SUSPENDED", {}});
  fleet.add_tenant({"frozen", "SQLITE", "sqlite:frozen.db", "FROZEN", {}});
  fleet.add_tenant({"deleted", "SQLITE", "sqlite:deleted.db", "ACTIVE", "2026-01-01"});
  fleet.add_tenant({"deleted-too", "DB2", "db2://h/x", "SUSPENDED", "2026-01-01"});
  fleet.add_tenant({"left-out", "SQLITE", "sqlite:left-out.db", "ACTIVE", {}});
  fleet.add_tenant({"db2", "DB2", "db2://host:50000/wells", "ACTIVE", {}});

  const auto run = fleet.migrate({"--exclude", "left-out"});
  INFO(run.told());
  CHECK(run.outcome("good") == "migrated");
  CHECK(run.outcome("suspended") == "skipped:inactive");
  CHECK(run.outcome("frozen") == "skipped:frozen");
  CHECK(run.outcome("deleted") == "skipped:deleted");
  CHECK(run.outcome("deleted-too") == "skipped:deleted");
  CHECK(run.outcome("left-out") == "skipped:filtered");
  CHECK(run.outcome("db2") == "skipped:no_adapter");
  CHECK(run.summary()["skipped"] == 6);
  CHECK(run.summary()["migrated"] == 1);
  // None of these is a finding: the run is as the person wanted it.
  CHECK(run.program.exit_code == 0);
}

TEST_CASE("T-57: a tenant whose database does not exist is skipped, and that is a finding") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenant("good");
  fleet.add_tenant({"gone", "SQLITE", "sqlite:gone.db", "ACTIVE", {}});
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.outcome("good") == "migrated");
  CHECK(run.outcome("gone") == "skipped:database_missing");
  CHECK(run.program.exit_code == 1);
  CHECK_FALSE(std::filesystem::exists(fleet.folder() / "gone.db"));
}

TEST_CASE("a migration without a rendition for a tenant's dialect skips that tenant, and that is a finding") {
  test_fleet fleet;
  fleet.add_migration("0000_wells", "CREATE TABLE wells (id integer);", "CREATE TABLE wells (id integer);");
  fleet.add_migration("0001_only_postgresql", "CREATE TABLE more (id integer);", "");
  const auto file = fleet.add_sqlite_tenant("t0");
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.outcome("t0") == "skipped:no_rendition");
  CHECK(run.program.exit_code == 1);
  CHECK(read_text(file).empty());
}

TEST_CASE("T-58: two rows for one database are run once and both are told") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto file = fleet.add_sqlite_tenant("a");
  fleet.add_tenant({"b", "SQLITE", "sqlite:./a.db", "ACTIVE", {}});
  const auto run = fleet.migrate({"--parallel", "4"});
  INFO(run.told());
  CHECK(run.outcome("a") == "migrated");
  CHECK(run.outcome("b") == "skipped:duplicate_database");
  CHECK(done_counts(file) == once_each(fleet.tags()));
}

TEST_CASE("T-56: an empty fleet is an error unless it is allowed") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto refused = fleet.migrate();
  INFO(refused.told());
  CHECK(refused.program.exit_code == 2);
  CHECK(refused.program.err.find("--allow-empty") != std::string::npos);
  CHECK(fleet.migrate({"--allow-empty"}).program.exit_code == 0);
}

TEST_CASE("a tenant that was named and then skipped is a finding, an unknown name is refused") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto file = fleet.add_sqlite_tenant("good");
  fleet.add_tenant({"off", "SQLITE", "sqlite:off.db", "SUSPENDED", {}});
  const auto skipped = fleet.migrate({"--tenant", "off"});
  INFO(skipped.told());
  CHECK(skipped.outcome("off") == "skipped:inactive");
  CHECK(skipped.program.exit_code == 1);

  const auto unknown = fleet.migrate({"--tenant", "nobody", "--tenant", "good"});
  INFO(unknown.told());
  CHECK(unknown.program.exit_code == 2);
  CHECK(unknown.program.err.find("\"nobody\"") != std::string::npos);
  CHECK(read_text(file).empty());
}

TEST_CASE("conditions of --where take lists and negation, and a column that is not there is refused") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(4);
  fleet.master_sql(
      "ALTER TABLE tenants ADD COLUMN region TEXT; UPDATE tenants SET region = 'eu' WHERE id IN ('t0','t1');"
      "UPDATE tenants SET region = 'us' WHERE id = 't2'");
  const auto some = fleet.migrate({"--where", "region=eu,us", "--where", "id!=t1"});
  INFO(some.told());
  CHECK(some.outcome("t0") == "migrated");
  CHECK(some.outcome("t1") == "skipped:filtered");
  CHECK(some.outcome("t2") == "migrated");
  CHECK(some.outcome("t3") == "skipped:filtered");
  const auto refused = fleet.migrate({"--where", "planet=mars"});
  INFO(refused.told());
  CHECK(refused.program.exit_code == 2);
  CHECK(refused.program.err.find("planet") != std::string::npos);
}

TEST_CASE("T-59: a registry larger than a page is read whole, each tenant once") {
  test_fleet fleet;
  fleet.add_migration("0000_one", "CREATE TABLE one (id integer);");
  std::string sql = "BEGIN;";
  for (int i = 0; i < 1203; ++i)
    sql += "INSERT INTO tenants VALUES ('x" + std::to_string(i) + "','s" + std::to_string(i) +
           "','n','DB2','db2://h/" + std::to_string(i) + "',NULL,'ACTIVE',NULL);";
  fleet.master_sql(sql + "COMMIT;");
  fleet.add_sqlite_tenant("good");
  const auto run = fleet.migrate();
  CHECK(run.program.exit_code == 0);
  CHECK(run.summary()["tenants"] == 1204);
  CHECK(run.summary()["skipped"] == 1203);
  CHECK(run.summary()["migrated"] == 1);
}
