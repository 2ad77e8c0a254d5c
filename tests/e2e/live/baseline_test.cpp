// pull --baseline: the folder begins with what a database has, which is told that it has it.
#include <catch2/catch.hpp>

#include "tests/e2e/live/live_project.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const char *const tables =
    "CREATE TABLE fields (id integer NOT NULL PRIMARY KEY, name varchar(40) NOT NULL);"
    "CREATE TABLE wells (id integer NOT NULL PRIMARY KEY, field_id integer, CONSTRAINT of_field FOREIGN KEY "
    "(field_id) "
    "REFERENCES fields (id)); CREATE INDEX wells_field_idx ON wells (field_id);";

// The tenant "old" is up to date without anything having run, and "new" is made of the baseline.
void expect_a_beginning(const live_project &team) {
  const auto made = team.run({"pull", "tenant", "--tenant", "old", "--baseline"});
  CHECK(last(made, "pulled", "tag") == "0000_baseline");
  CHECK(last(made, "pulled", "marked") == true);
  CHECK(last(team.run({"generate", "tenant"}), "generated", "changes") == 0);
  CHECK(team.text({"check", "tenant"}).find("FAIL") == std::string::npos);
  const auto run = team.run({"migrate", "tenant"});
  CHECK(run.outcome("old") == "up_to_date");
  CHECK(run.outcome("new") == "migrated");
  CHECK_THAT(team.text({"pull", "tenant", "--tenant", "old", "--baseline"}, 2), Contains("has migrations"));
}

}  // namespace

TEST_CASE("a baseline of a PostgreSQL database makes the next tenant like it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database old(server, "old"), fresh(server, "new");
  old.run(tables);
  team.add("old", "POSTGRESQL", old.url());
  team.add("new", "POSTGRESQL", fresh.url());
  expect_a_beginning(team);
  CHECK(fresh.schema() == old.schema());
}

TEST_CASE("a baseline of a SQLite file makes the next tenant like it") {
  const live_project team;
  const fs::path old = team.add_sqlite("old", tables), fresh = team.add_sqlite("new", "");
  expect_a_beginning(team);
  CHECK(sqlite_rows(fresh, "SELECT name, type, \"notnull\", pk FROM pragma_table_info('wells')") ==
        sqlite_rows(old, "SELECT name, type, \"notnull\", pk FROM pragma_table_info('wells')"));
  CHECK(sqlite_value(fresh, "SELECT count(*) FROM sqlite_master WHERE name = 'wells_field_idx'") == "1");
}

TEST_CASE("a baseline of a MariaDB database makes the next tenant like it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team;
  const mysql_server_database old(server, "old"), fresh(server, "new");
  dialect_host host(mysql_table(), {{"url", old.url()}}, "mariadb", "10.11");
  host.run(
      "CREATE TABLE fields (id integer NOT NULL PRIMARY KEY, name varchar(40) NOT NULL) COLLATE utf8mb4_bin");
  host.run(
      "CREATE TABLE wells (id integer NOT NULL PRIMARY KEY, field_id integer, CONSTRAINT of_field FOREIGN "
      "KEY "
      "(field_id) REFERENCES fields (id))");
  team.add("old", "MARIADB", old.url());
  team.add("new", "MARIADB", fresh.url());
  expect_a_beginning(team);
  dialect_host made(mysql_table(), {{"url", fresh.url()}}, "mariadb", "10.11");
  CHECK(made.introspect()["schema"] == host.introspect()["schema"]);
}

TEST_CASE("enums in columns of MariaDB are pulled by name, and neither push nor drift finds a difference") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team;
  const mysql_server_database old(server, "old"), fresh(server, "new");
  dialect_host host(mysql_table(), {{"url", old.url()}}, "mariadb", "10.11");
  host.run(
      "CREATE TABLE wells (id integer NOT NULL PRIMARY KEY, mood enum('calm','it''s \\\\ \"x\"') NOT NULL "
      "DEFAULT "
      "'calm', size enum('1','2') DEFAULT '1') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  host.run(
      "CREATE TABLE runs (id integer NOT NULL PRIMARY KEY, mood enum('calm','it''s \\\\ \"x\"'), size "
      "enum('1')) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  team.add("old", "MARIADB", old.url());
  team.add("new", "MARIADB", fresh.url());
  expect_a_beginning(team);
  CHECK_THAT(team.schema_text(), Contains("\"mood_enum\" AS ENUM('calm', 'it''s \\ \"x\"')") &&
                                     Contains("\"wells_size_enum\" AS ENUM('1', '2')") &&
                                     Contains("\"runs_size_enum\" AS ENUM('1')"));
  CHECK(last(team.run({"push", "tenant", "--tenant", "old", "--yes"}), "pushed", "statements") == 0);
  CHECK_THAT(team.text({"drift", "tenant", "--tenant", "old"}), !Contains("differ"));
  dialect_host made(mysql_table(), {{"url", fresh.url()}}, "mariadb", "10.11");
  CHECK(made.introspect()["schema"] == host.introspect()["schema"]);
}

TEST_CASE("a baseline that would say less than the database has wants --yes, and nothing is written before") {
  const live_project team;
  team.add_sqlite("old", std::string(tables) + "CREATE VIEW v AS SELECT id FROM wells;");
  const std::string refused = team.text({"pull", "tenant", "--baseline"}, 8);
  CHECK_THAT(refused, Contains("view \"v\"") && Contains("--yes"));
  CHECK_FALSE(fs::exists(team.schema_file()));
  CHECK_FALSE(fs::exists(team.fleet().migrations()));
  CHECK(last(team.run({"pull", "tenant", "--baseline", "--yes"}, 1), "pulled", "marked") == true);
}

TEST_CASE("a database that has a history is no place where a folder begins") {
  const live_project team;
  team.add_sqlite("old", tables);
  (void)team.run({"pull", "tenant", "--baseline"});
  fs::remove_all(team.fleet().migrations());
  CHECK_THAT(team.text({"pull", "tenant", "--baseline"}, 2), Contains("has a history"));
}
