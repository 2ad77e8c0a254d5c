// drift over a fleet: versions, groups, failures, exit codes, and that nothing is written.
#include <catch2/catch.hpp>

#include "tests/e2e/drift/drift_fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string wells = "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL);\n";
const std::string users = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(90));\n";

// Tenants at both versions: "old" has the first migration alone.
struct two_versions : drift_fleet {
  two_versions() : drift_fleet("\"postgresql>=13\", \"sqlite\"") {
    (void)fleet.add_sqlite_tenant("old");
    declare(wells, "wells");
    migrate();
    for (const char *id : {"a", "b", "c"}) (void)fleet.add_sqlite_tenant(id);
    declare(wells + users, "users");
    migrate({"--exclude", "old"});
  }
};

void hot_fix(const drift_fleet &team, const std::string &id) {
  sqlite_run(team.fleet.folder() / (id + ".db"), "CREATE INDEX ix_hotfix ON wells (title)");
}

}  // namespace

TEST_CASE("each tenant is compared with the schema at its own version") {
  const two_versions team;
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(drift_of(run, "old")["tag"] == "0000_wells");
  CHECK(drift_of(run, "a")["tag"] == "0001_users");
  CHECK(drift_of(run)["clean"] == 4);
  CHECK(drift_of(run)["next"].is_null());
}

TEST_CASE("identical drifts are one group, told with its tenants, its SQL and the next command") {
  const two_versions team;
  for (const char *id : {"a", "b", "old"}) hot_fix(team, id);
  sqlite_run(team.fleet.folder() / "c.db", "DROP TABLE users");
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 1);
  const auto summary = drift_of(run);
  CHECK(summary["drifted"] == 4);
  REQUIRE(summary["groups"].size() == 2);
  CHECK(summary["groups"][0]["text"] == "extra index ix_hotfix on wells (title)");
  CHECK(summary["groups"][0]["tenants"] == 3);
  CHECK(summary["groups"][0]["mend"][0]["sql"] == "DROP INDEX \"ix_hotfix\"");
  const auto text = team.shown();
  CHECK(text.exit_code == 1);
  CHECK_THAT(text.out, Contains("3 tenants share the extra index ix_hotfix on wells (title)"));
  CHECK_THAT(text.out, Contains("DROP INDEX \"ix_hotfix\";"));
  CHECK_THAT(text.out, Contains("1 tenant: missing table users"));
  CHECK_THAT(text.out, Contains("next: tenantry drift tenant --tenant "));
}

TEST_CASE("one named tenant is shown with all of its SQL in order") {
  const two_versions team;
  hot_fix(team, "a");
  hot_fix(team, "b");
  const auto text = team.shown({"--tenant", "b"});
  INFO(text.out << text.err);
  CHECK(text.exit_code == 1);
  CHECK_THAT(text.out, Contains("drifted"));
  CHECK_THAT(text.out, Contains("mends all of it, in this order:"));
  CHECK_THAT(text.out, !Contains("2 tenants"));
  CHECK(team.shown({"--tenant", "c"}).exit_code == 0);
}

TEST_CASE("an ignored object is no drift, by flag and by configuration") {
  const two_versions team;
  sqlite_run(team.fleet.folder() / "a.db", "CREATE TABLE tmp_import (id integer PRIMARY KEY)");
  CHECK(team.drift().program.exit_code == 1);
  CHECK(team.drift({"--ignore", "tmp_*"}).program.exit_code == 0);
  team.fleet.configure("schema = \"schema\"\n[drift]\nignore = [\"tmp_import\"]\n");
  CHECK(team.drift().program.exit_code == 0);
}

TEST_CASE("a tenant that fails is its own failure, and the others are looked at") {
  const two_versions team;
  write_text(team.fleet.folder() / "b.db",
             "this is no database, and long enough to be seen as none at all .....");
  hot_fix(team, "a");
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK(drift_of(run, "b")["state"] == "failed");
  CHECK(drift_of(run, "b")["error"]["message"].get<std::string>().size() > 5);
  CHECK(drift_of(run, "a")["state"] == "drifted");
  CHECK(drift_of(run, "c")["state"] == "clean");
  CHECK_THAT(drift_of(run)["next"].get<std::string>(), Contains("--tenant b"));
  CHECK(team.drift({"--tenant", "b"}).program.exit_code == 4);
}

TEST_CASE("T-57: a tenant without a database is skipped and told") {
  const two_versions team;
  std::filesystem::remove(team.fleet.folder() / "b.db");
  const auto run = team.drift();
  CHECK(run.program.exit_code == 1);
  CHECK(drift_of(run, "b")["state"] == "skipped");
  CHECK(drift_of(run, "b")["reason"] == "database_missing");
}

TEST_CASE("T-58: two rows for one database are compared once") {
  const two_versions team;
  team.fleet.add_tenant({"twin", "SQLITE", "sqlite:a.db", "ACTIVE", {}});
  const auto run = team.drift();
  INFO(run.told());
  CHECK(drift_of(run)["skips"]["duplicate_database"] == 1);
}

TEST_CASE("a tenant that was never migrated has nothing to be compared with") {
  const two_versions team;
  (void)team.fleet.add_sqlite_tenant("fresh");
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(drift_of(run, "fresh")["state"] == "not_migrated");
  CHECK(drift_of(run)["next"] == "tenantry migrate tenant");
  CHECK(team.drift({"--tenant", "fresh"}).program.exit_code == 1);  // asked for, and not compared
}

TEST_CASE("T-42: a history that names what the folder lacks is of no known version") {
  const two_versions team;
  sqlite_run(team.fleet.folder() / "a.db",
             "UPDATE tenantry_history SET tag = '0009_elsewhere' WHERE tag = '0001_users'");
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 1);
  CHECK(drift_of(run, "a")["state"] == "unknown");
  CHECK_THAT(drift_of(run, "a")["why"].get<std::string>(), Contains("0009_elsewhere"));
  CHECK(drift_of(run, "a")["differences"].empty());
}

TEST_CASE("nothing is written: not on SQLite, and no scratch schema stays on PostgreSQL") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(
      "CREATE TYPE mood AS ENUM ('calm', 'wild');\n"
      "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, mood mood DEFAULT 'calm', at "
      "timestamptz DEFAULT now() - interval '1 day', code text CONSTRAINT coded CHECK (code ~ '^[A-Z]+$'));\n"
      "CREATE INDEX words ON wells USING gin (to_tsvector('english', title));\n"
      "CREATE VIEW calm AS SELECT id FROM wells WHERE mood = 'calm';\n",
      "begin");
  team.migrate();
  const std::string schemas = "SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace";
  const std::string before = database.schema() + database.value(schemas);
  SECTION("what the server writes anew is compared in its own form") {
    const auto run = team.drift();
    INFO(run.told());
    CHECK(run.program.exit_code == 0);
    CHECK(drift_of(run, "t")["not_compared"].empty());
  }
  SECTION("without a scratch schema it is named and not compared") {
    const auto run = team.drift({"--no-scratch"});
    INFO(run.told());
    CHECK(run.program.exit_code == 0);
    CHECK(drift_of(run, "t")["not_compared"].size() == 4);
  }
  CHECK(database.schema() + database.value(schemas) == before);
}

TEST_CASE("changed texts that only the server can read are told on PostgreSQL") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(
      "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40), at timestamptz DEFAULT now() - "
      "interval '1 "
      "day', code text CONSTRAINT coded CHECK (code ~ '^[A-Z]+$'));\n"
      "CREATE INDEX words ON wells USING gin (to_tsvector('english', title));\n"
      "CREATE VIEW named AS SELECT id FROM wells WHERE title IS NOT NULL;\n",
      "begin");
  team.migrate();
  database.run(
      "ALTER TABLE wells ALTER COLUMN at SET DEFAULT now() - interval '2 days'; ALTER TABLE wells DROP "
      "CONSTRAINT "
      "coded; ALTER TABLE wells ADD CONSTRAINT coded CHECK (code ~ '^[a-z]+$'); DROP INDEX words; CREATE "
      "INDEX words "
      "ON wells USING gin (to_tsvector('simple', title)); CREATE OR REPLACE VIEW named AS SELECT id FROM "
      "wells WHERE "
      "title IS NULL");
  const auto run = team.drift();
  INFO(run.told());
  const std::string texts = texts_of(drift_of(run, "t"));
  CHECK_THAT(texts, Contains("column wells.at has the default") && Contains("check coded on wells is") &&
                        Contains("index words on wells is") && Contains("view named has another query"));
  CHECK(drift_of(run, "t")["differences"].size() == 4);
  const auto event = drift_of(run, "t");
  for (const auto &statement : event["mend"]) database.run(statement["sql"].get<std::string>());
  CHECK(team.drift().program.exit_code == 0);
}

TEST_CASE("T-43: an index that is not valid is a difference, and is made again") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(wells + "CREATE UNIQUE INDEX once ON wells (title);\n", "begin");
  team.migrate();
  database.run("DROP INDEX once");
  database.run("INSERT INTO wells VALUES (1, 'a'), (2, 'a')");
  CHECK_THROWS(database.run("CREATE UNIQUE INDEX CONCURRENTLY once ON wells (title)"));
  const auto run = team.drift();
  INFO(run.told());
  CHECK_THAT(texts_of(drift_of(run, "t")), Contains("index once on wells is") && Contains("not valid"));
  database.run("DELETE FROM wells WHERE id = 2");
  const auto event = drift_of(run, "t");
  for (const auto &statement : event["mend"]) database.run(statement["sql"].get<std::string>());
  CHECK(team.drift().program.exit_code == 0);
}

TEST_CASE("what a migration makes in SQL of its own is no drift, and is named") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(wells, "begin");
  const auto custom = team.fleet.run({"generate", "tenant", "--custom", "--name", "by_hand"});
  REQUIRE(custom.program.exit_code == 0);
  write_text(team.fleet.migrations() / "0001_by_hand.sql", "CREATE INDEX by_hand_idx ON wells (title);");
  REQUIRE(run_program(team.fleet.call({"check", "tenant", "--seal"})).exit_code == 0);
  team.migrate();
  auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  REQUIRE(drift_of(run, "t")["not_compared"].size() == 1);
  CHECK_THAT(drift_of(run, "t")["not_compared"][0]["why"].get<std::string>(), Contains("0001_by_hand"));
  database.run("CREATE INDEX ix_hotfix ON wells (title)");
  run = team.drift();
  CHECK(texts_of(drift_of(run, "t")) == "extra index ix_hotfix on wells (title)\n");
}

namespace {

// A folder that Drizzle Kit wrote, migrated whole, on that server.
void expect_no_drift_of_drizzle(const std::string &url) {
  const postgres_database database(url, "drift");
  const test_fleet fleet;
  std::filesystem::remove_all(fleet.migrations());
  std::filesystem::copy(std::string(TENANTRY_SOURCE_DIR) + "/tests/data/drizzle/v0/tenant",
                        fleet.migrations(), std::filesystem::copy_options::recursive);
  fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  const auto migrated = fleet.migrate();
  INFO(migrated.told());
  REQUIRE(migrated.program.exit_code == 0);
  const auto run = fleet.run({"drift", "tenant"});
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(drift_of(run, "t")["applied"] == 14);
  CHECK(drift_of(run, "t")["state"] == "clean");
}

}  // namespace

TEST_CASE("the fourteen migrations of a Drizzle project leave no drift on PostgreSQL 15") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  expect_no_drift_of_drizzle(url);
}

TEST_CASE("the fourteen migrations of a Drizzle project leave no drift on PostgreSQL 18") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  expect_no_drift_of_drizzle(url);
}

TEST_CASE("T-40: a hole in what is applied is told, and what it would make is missing") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(wells, "wells");
  team.declare(wells + users, "users");
  team.declare(wells + users + "CREATE TABLE bin (id integer PRIMARY KEY);\n", "bin");
  team.migrate();
  database.run("DROP TABLE users");
  const auto resolved =
      team.fleet.run({"resolve", "tenant", "--pending", "0001_users", "--tenant", "t", "--yes"});
  INFO(resolved.told());
  REQUIRE(resolved.program.exit_code == 0);
  const auto run = team.drift();
  INFO(run.told());
  CHECK(drift_of(run, "t")["tag"] == "0002_bin");
  REQUIRE(drift_of(run, "t")["notes"].size() == 1);
  CHECK_THAT(drift_of(run, "t")["notes"][0].get<std::string>(), Contains("0001_users is not applied here"));
  CHECK(texts_of(drift_of(run, "t")) == "missing table users\n");
}

TEST_CASE("the example fleet has not drifted once it is migrated") {
  const test_fleet fleet;
  std::filesystem::remove_all(fleet.migrations());
  std::filesystem::create_directories(fleet.folder() / "migrations");
  for (const char *track : {"master", "tenant"})
    std::filesystem::copy(std::string(TENANTRY_SOURCE_DIR) + "/migrations/" + track,
                          fleet.folder() / "migrations" / track, std::filesystem::copy_options::recursive);
  sqlite_run(fleet.master_file(), "DROP TABLE tenants");
  write_text(fleet.folder() / "tenantry.toml", "[master]\nurl = \"sqlite:master.db\"\n");
  auto run = fleet.run({"migrate", "master"});
  INFO(run.told());
  REQUIRE(run.program.exit_code == 0);
  for (const char *id : {"a", "b"}) {
    write_text(fleet.folder() / (std::string(id) + ".db"), "");
    fleet.master_sql("INSERT INTO tenants (id, slug, name, database_type, database_url, status) VALUES ('" +
                     std::string(id) + "', '" + id + "', 'T', 'SQLITE', 'sqlite:" + id + ".db', 'ACTIVE')");
  }
  REQUIRE(fleet.migrate().program.exit_code == 0);
  run = fleet.run({"drift"});
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(drift_of(run, "master")["state"] == "clean");
  CHECK(drift_of(run, "a")["state"] == "clean");
}
