// What the configuration says of a dialect's types and schemas is no drift, and what differs from it is.
#include <catch2/catch.hpp>

#include "tests/e2e/drift/drift_fleet.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

const std::string schema =
    "CREATE SCHEMA audit;\n"
    "CREATE TYPE mood AS ENUM ('calm', 'wild');\n"
    "CREATE TABLE wells (id integer PRIMARY KEY, code text NOT NULL UNIQUE, tags text[], search tsvector, "
    "mood "
    "mood, area geometry(Point, 4326));\n"
    "CREATE TABLE audit.log (id integer PRIMARY KEY, well integer REFERENCES wells (id), body text, "
    "CONSTRAINT "
    "positive CHECK (id > 0));\n"
    "CREATE INDEX log_well_idx ON audit.log (well);\n";

struct mapped_fleet : drift_fleet {
  mapped_fleet(const std::string &dialect, const std::string &types)
      : drift_fleet("\"postgresql>=13\", \"" + dialect + "\"") {
    fleet.configure("schema = \"schema\"\ndialects = [\"postgresql>=13\", \"" + dialect + "\"]\n[types." +
                    dialect + "]\ntsvector = \"text\"\n\"text[]\" = \"json\"\n" + types + "[schemas." +
                    dialect + "]\naudit = \"audit_\"\n");
  }
};

void expect(const drift_fleet &team, const std::string &told) {
  const auto run = team.drift();
  INFO(run.told());
  CHECK(run.program.exit_code == (told.empty() ? 0 : 1));
  CHECK(texts_of(drift_of(run, "t")) == told);
  CHECK(drift_of(run, "t")["not_compared"].empty());
}

// Each change by hand is told, and mended by the SQL that is shown.
void drift_and_mend(const drift_fleet &team, const std::function<void(const std::string &)> &run,
                    const std::string &sql, const std::string &told) {
  run(sql);
  expect(team, told);
  const auto event = drift_of(team.drift(), "t");
  for (const auto &statement : event["mend"]) run(statement["sql"].get<std::string>());
  expect(team, "");
}

}  // namespace

TEST_CASE(
    "a mapped schema has not drifted on SQLite, and what was changed by hand is told by its name there") {
  const mapped_fleet team("sqlite", "geometry = \"BLOB\"\n");
  const auto file = team.fleet.add_sqlite_tenant("t");
  team.declare(schema, "begin");
  team.migrate();
  expect(team, "");
  const auto run = [&](const std::string &sql) { sqlite_run(file, sql); };
  drift_and_mend(team, run, "CREATE INDEX ix_hotfix ON audit_log (body)",
                 "extra index ix_hotfix on audit_log (body)\n");
  drift_and_mend(team, run, "ALTER TABLE wells DROP COLUMN search", "missing column wells.search text\n");
}

TEST_CASE(
    "a mapped schema has not drifted on MariaDB, and what was changed by hand is told by its name there") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mysql_server_database database(url, "drift");
  const mapped_fleet team("mariadb",
                          "geometry = \"POINT\"\nmood = \"varchar(20)\"\ntext-in-key = \"varchar(191)\"\n");
  team.fleet.add_tenant({"t", "MARIADB", database.url(), "ACTIVE", {}});
  team.declare(schema, "begin");
  team.migrate();
  expect(team, "");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  const auto run = [&](const std::string &sql) { host.run(sql); };
  drift_and_mend(team, run, "CREATE INDEX ix_hotfix ON audit_log (well, id)",
                 "extra index ix_hotfix on audit_log (well, id)\n");
  drift_and_mend(team, run, "ALTER TABLE wells MODIFY code varchar(200) NOT NULL",
                 "column wells.code is varchar(200), declared varchar(191)\n");
}
