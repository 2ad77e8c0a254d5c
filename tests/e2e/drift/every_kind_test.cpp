// Every way in which people change a database by hand: told in words, and mended by the SQL that drift shows.
#include <catch2/catch.hpp>

#include "tests/e2e/drift/drift_fleet.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using run_sql = std::function<void(const std::string &)>;

namespace {

const std::string schema =
    "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, status varchar(20) DEFAULT "
    "'new' NOT "
    "NULL, depth integer, remark varchar(90), CONSTRAINT deep CHECK (depth >= 0));\n"
    "CREATE INDEX by_status ON wells (status);\n"
    "CREATE TABLE notes (id integer PRIMARY KEY, well integer CONSTRAINT notes_well_fk REFERENCES wells "
    "(id), body "
    "varchar(200));\n";

// What was done by hand, and in which words drift tells it.
struct by_hand {
  std::vector<std::string> sql;
  std::string told;
};

void expect(const drift_fleet &team, const run_sql &run, const by_hand &one) {
  for (const std::string &sql : one.sql) {
    INFO(sql);
    run(sql);
  }
  const auto found = team.drift();
  INFO(found.told());
  const auto event = drift_of(found, "t");
  CHECK(found.program.exit_code == 1);
  CHECK(event["state"] == "drifted");
  CHECK(texts_of(event) == one.told);
  CHECK(event["not_compared"].empty());
  for (const auto &statement : event["mend"]) {
    INFO(statement["sql"].get<std::string>());
    run(statement["sql"].get<std::string>());
  }
  const auto mended = team.drift();
  INFO("mended: " << mended.told());
  CHECK(mended.program.exit_code == 0);
  CHECK(texts_of(drift_of(mended, "t")).empty());
}

void expect_clean(const drift_fleet &team) {
  const auto clean = team.drift();
  INFO(clean.told());
  CHECK(clean.program.exit_code == 0);
  CHECK(drift_of(clean, "t")["state"] == "clean");
  CHECK(drift_of(clean, "t")["not_compared"].empty());
}

// What all databases are changed by with the same words.
const std::vector<by_hand> everywhere = {
    {{"CREATE INDEX ix_hotfix ON wells (title)"}, "extra index ix_hotfix on wells (title)\n"},
    {{"ALTER TABLE notes DROP COLUMN body"}, "missing column notes.body varchar(200)\n"},
    {{"CREATE TABLE bin (id integer NOT NULL, PRIMARY KEY (id))"}, "extra table bin\n"},
    {{"ALTER TABLE wells RENAME COLUMN remark TO comment_text"},
     "extra column wells.comment_text varchar(90)\nmissing column wells.remark varchar(90)\n"},
};

const std::vector<by_hand> by_alter = {
    {{"DROP TABLE notes"}, "missing table notes\n"},
    {{"ALTER TABLE wells ALTER COLUMN status SET DEFAULT 'old'"},
     "column wells.status has the default 'old', declared the default 'new'\n"},
    {{"ALTER TABLE wells DROP CONSTRAINT deep", "ALTER TABLE wells ADD CONSTRAINT deep CHECK (depth >= 5)"},
     "check deep on wells is (depth >= 5), declared (depth >= 0)\n"},
};

void expect_all(const drift_fleet &team, const run_sql &run, const std::vector<by_hand> &all) {
  for (const by_hand &one : all) {
    INFO(one.told);
    expect(team, run, one);
  }
}

void all_on_postgresql(const std::string &url) {
  const postgres_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\"");
  team.fleet.add_tenant({"t", "POSTGRESQL", database.url(), "ACTIVE", {}});
  team.declare(schema, "begin");
  team.migrate();
  expect_clean(team);
  const run_sql run = [&](const std::string &sql) { database.run(sql); };
  expect_all(team, run, everywhere);
  expect_all(team, run, by_alter);
  expect_all(
      team, run,
      {{{"ALTER TABLE wells ALTER COLUMN title TYPE text"},
        "column wells.title is text, declared varchar(40)\n"},
       {{"ALTER TABLE wells ALTER COLUMN title DROP NOT NULL"},
        "column wells.title may be NULL, declared NOT NULL\n"},
       {{"ALTER TABLE notes DROP CONSTRAINT notes_well_fk"},
        "missing foreign key notes_well_fk on notes (well) to wells (id)\n"},
       {{"CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
         "CREATE TRIGGER touched BEFORE UPDATE ON wells FOR EACH ROW EXECUTE FUNCTION touch()"},
        "extra function touch()\nextra trigger touched on wells\n"},
       {{"CREATE VIEW deep_ones AS SELECT id FROM wells WHERE depth > 9"}, "extra view deep_ones\n"},
       {{"CREATE TYPE mood AS ENUM ('calm')", "CREATE SEQUENCE ticket"},
        "extra enum mood\nextra sequence ticket\n"},
       // several at once, on one table
       {{"ALTER TABLE wells DROP CONSTRAINT deep, ALTER COLUMN status TYPE text, ADD COLUMN junk integer",
         "DROP INDEX by_status"},
        "column wells.status is text, declared varchar(20)\nextra column wells.junk integer\nmissing check "
        "deep on "
        "wells (depth >= 0)\nmissing index by_status on wells (status)\n"}});
}

}  // namespace

TEST_CASE("every change by hand on PostgreSQL 15 is told and mended") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  all_on_postgresql(url);
}

TEST_CASE("every change by hand on PostgreSQL 18 is told and mended") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  all_on_postgresql(url);
}

TEST_CASE("every change by hand on MariaDB is told and mended") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mysql_server_database database(url, "drift");
  const drift_fleet team("\"postgresql>=13\", \"mariadb>=10.6\"");
  team.fleet.add_tenant({"t", "MARIADB", database.url(), "ACTIVE", {}});
  team.declare(schema, "begin");
  team.migrate();
  expect_clean(team);
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  const run_sql run = [&](const std::string &sql) { host.run(sql); };
  expect_all(team, run, everywhere);
  expect_all(team, run, by_alter);
  expect(team, run,
         {{"ALTER TABLE wells MODIFY title varchar(60) NOT NULL"},
          "column wells.title is varchar(60), declared varchar(40)\n"});
}

TEST_CASE("every change by hand on SQLite is told and mended") {
  const drift_fleet team("\"postgresql>=13\", \"sqlite\"");
  const auto file = team.fleet.add_sqlite_tenant("t");
  team.declare(schema, "begin");
  team.migrate();
  expect_clean(team);
  const run_sql run = [&](const std::string &sql) { sqlite_run(file, sql); };
  expect_all(team, run, everywhere);
  const auto edit = [](const std::string &was, const std::string &is) {
    return "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '" + was + "', '" + is +
           "') WHERE name = 'wells'; PRAGMA writable_schema = OFF";
  };
  expect_all(
      team, run,
      {{{edit("''new''", "''old''")},
        "column wells.status has the default 'old', declared the default 'new'\n"},
       {{edit(">= 0", ">= 5")}, "check deep on wells is (depth >= 5), declared (depth >= 0)\n"},
       {{edit("VARCHAR(40)", "INTEGER")}, "column wells.title is integer, declared varchar(40)\n"},
       {{"CREATE TRIGGER tr AFTER INSERT ON wells BEGIN SELECT 1; END"}, "extra trigger tr on wells\n"}});
}
