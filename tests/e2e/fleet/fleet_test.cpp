// The everyday runs: fresh, nothing to do, behind, dry.
#include "tests/support/fleet.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::testing;

TEST_CASE("a fresh fleet is migrated and a second run has nothing to do") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(5);

  const auto first = fleet.migrate();
  INFO(first.told());
  REQUIRE(first.program.exit_code == 0);
  for (int i = 0; i < 5; ++i) {
    const auto line = first.tenant("t" + std::to_string(i));
    CHECK(line["outcome"] == "migrated");
    CHECK(line["database_type"] == "SQLITE");
    CHECK(line["from"].is_null());
    CHECK(line["to"] == "0002_equipment");
    CHECK(line["steps"] == 3);
    const auto file = fleet.folder() / ("t" + std::to_string(i) + ".db");
    CHECK(sqlite_value(file, "SELECT count(*) FROM equipment") == "1");
    CHECK(done_counts(file) == once_each(fleet.tags()));
  }
  const auto summary = first.summary();
  CHECK(summary["tenants"] == 5);
  CHECK(summary["migrated"] == 5);
  CHECK(summary["failed"] == 0);
  CHECK(summary["exit_code"] == 0);

  const auto before = read_text(fleet.folder() / "t0.db");
  const auto second = fleet.migrate();
  INFO(second.told());
  CHECK(second.program.exit_code == 0);
  CHECK(second.summary()["up_to_date"] == 5);
  CHECK(second.summary()["migrated"] == 0);
  CHECK(read_text(fleet.folder() / "t0.db") == before);
}

TEST_CASE("tenants that are behind get only what they lack") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto behind = fleet.add_sqlite_tenant("behind");
  const auto fresh = fleet.add_sqlite_tenant("fresh");
  const auto part = fleet.migrate({"--tenant", "behind", "--to", "0000_wells"});
  INFO(part.told());
  REQUIRE(part.program.exit_code == 0);
  CHECK(part.outcome("fresh").empty());
  CHECK(done_counts(behind) == once_each({"0000_wells"}));

  const auto all = fleet.migrate();
  INFO(all.told());
  CHECK(all.program.exit_code == 0);
  CHECK(all.tenant("behind")["from"] == "0000_wells");
  CHECK(all.tenant("behind")["steps"] == 2);
  CHECK(all.tenant("fresh")["steps"] == 3);
  CHECK(sqlite_schema(behind) == sqlite_schema(fresh));
}

TEST_CASE("a dry run, plan and status show what is pending and change nothing") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto file = fleet.add_sqlite_tenant("t0");

  for (const std::vector<std::string> &command : {std::vector<std::string>{"migrate", "tenant", "--dry-run"},
                                                  {"plan", "tenant"},
                                                  {"status", "tenant"}}) {
    const auto run = fleet.run(command);
    INFO(command[0] << "\n" << run.told());
    CHECK(run.program.exit_code == 0);
    CHECK(run.tenant("t0")["pending"].size() == 3);
    CHECK(read_text(file).empty());
  }
  CHECK(fleet.run({"plan", "tenant"}).program.out.find("CREATE UNIQUE INDEX wells_name_idx") !=
        std::string::npos);
  CHECK(fleet.run({"plan", "tenant", "--exit-code"}).program.exit_code == 1);
  CHECK(fleet.run({"status", "tenant", "--exit-code"}).program.exit_code == 1);
  REQUIRE(fleet.migrate().program.exit_code == 0);
  CHECK(fleet.run({"plan", "tenant", "--exit-code"}).program.exit_code == 0);
}

TEST_CASE("a statement that fails leaves the tenant at the edge of the migration before it") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto file = fleet.add_sqlite_tenant("t0");
  fleet.add_migration(
      "0003_broken",
      "CREATE TABLE half (id integer);\n--> statement-breakpoint\n\nINSERT INTO nowhere VALUES (1);");

  const auto run = fleet.migrate({"--tenant", "t0"});
  INFO(run.told());
  CHECK(run.program.exit_code == 4);
  const auto line = run.tenant("t0");
  REQUIRE(line["outcome"] == "failed");
  const auto &error = line["error"];
  CHECK(error["category"] == "sql");
  CHECK(error["message"].get<std::string>().find("nowhere") != std::string::npos);
  CHECK(error["file"].get<std::string>().find("0003_broken.sql") != std::string::npos);
  CHECK(error["line"] == 4);
  CHECK(error["statement"] == 2);
  CHECK(error["effect"] == "none");
  CHECK(sqlite_rows(file, "SELECT 1 FROM sqlite_master WHERE name = 'half'").empty());
  CHECK(done_counts(file) == once_each({"0000_wells", "0001_operator", "0002_equipment"}));

  // Mended, because it was never applied: the same command finishes.
  write_text(fleet.migrations() / "sqlite" / "0003_broken.sql", "CREATE TABLE half (id integer);");
  const auto again = fleet.migrate({"--tenant", "t0"});
  INFO(again.told());
  CHECK(again.program.exit_code == 0);
  CHECK(sqlite_rows(file, "SELECT 1 FROM sqlite_master WHERE name = 'half'").size() == 1);
}

TEST_CASE("T-67: text output counts, groups failures by cause and names the next command") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(4);
  for (int i = 0; i < 3; ++i)
    sqlite_run(fleet.folder() / ("t" + std::to_string(i) + ".db"), "CREATE TABLE wells (x)");

  const auto run = run_program(fleet.call({"migrate", "tenant", "--max-failures", "none"}));
  INFO(run.out << run.err);
  CHECK(run.exit_code == 5);
  CHECK(run.out.find("3 tenants") != std::string::npos);
  CHECK(run.out.find("table wells already exists") != std::string::npos);
  CHECK(run.out.find("0000_wells") != std::string::npos);
  CHECK(run.out.find("tenantry ") != std::string::npos);
}
