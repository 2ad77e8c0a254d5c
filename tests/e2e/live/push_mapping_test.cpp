// push where the configuration says what stands for a type or a schema that the dialect lacks.
#include <catch2/catch.hpp>

#include "tests/e2e/live/live_project.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const std::string mapping = R"toml(
[types.sqlite]
tsvector = "text"
"text[]" = "json"
geometry = "BLOB"
[types.mysql]
tsvector = "LONGTEXT"
"text[]" = "json"
geometry = "POINT"
mood = "varchar(20)"
text-in-key = "varchar(191)"
[schemas.sqlite]
audit = "audit_"
[schemas.mysql]
audit = "log_of_"
)toml";

std::string schema(const std::string &of_wells, const std::string &of_log) {
  return "CREATE SCHEMA audit;\n"
         "CREATE TYPE mood AS ENUM ('calm', 'wild');\n"
         "CREATE TABLE wells (id integer PRIMARY KEY, code text NOT NULL UNIQUE, tags text[], search "
         "tsvector, "
         "mood mood, area geometry(Point, 4326)" +
         of_wells +
         ");\n"
         "CREATE TABLE audit.log (id integer PRIMARY KEY, well integer REFERENCES wells (id), " +
         of_log +
         ", CONSTRAINT positive CHECK (id > 0));\n"
         "CREATE INDEX log_well_idx ON audit.log (well);\n";
}

fleet_run push(const live_project &team, std::vector<std::string> flags = {}, int code = 0) {
  flags.insert(flags.begin(), {"push", "tenant"});
  return team.run(std::move(flags), code);
}

void expect_settled(const live_project &team) {
  const auto again = push(team);
  INFO(again.told());
  CHECK(last(again, "pushed", "statements") == 0);
  CHECK_THAT(team.text({"push", "tenant"}), Contains("nothing to do"));
}

// Makes, changes, renames by the declared names; and each time there is nothing to do afterwards.
void push_through(const live_project &team) {
  team.declare(schema("", "body text"));
  const auto made = push(team);
  CHECK(last(made, "pushed", "ran") == last(made, "pushed", "statements"));
  CHECK(last(made, "pushed", "ran") != 0);
  expect_settled(team);
  team.declare(schema(", words tsvector", "body text, kind varchar(9) NOT NULL"));
  CHECK_THAT(push(team, {}, 8).program.err, Contains("--backfill"));
  const auto changed = push(team, {"--backfill", "audit.log.kind='x'"});
  CHECK_THAT(last(changed, "push_plan", "statements").dump(), Contains("words") && Contains("kind"));
  expect_settled(team);
  team.declare(schema(", words tsvector", "remark text, kind varchar(9) NOT NULL"));
  (void)push(team, {"--rename", "audit.log.body=audit.log.remark"});
  expect_settled(team);
}

}  // namespace

TEST_CASE("push gives SQLite what the configuration says of it, and finds nothing to do then") {
  const live_project team(mapping);
  const fs::path file = team.add_sqlite("dev", "");
  push_through(team);
  sqlite_run(file,
             "INSERT INTO wells (id, code, search, words) VALUES (1, 'a', 'b', 'w');"
             "INSERT INTO audit_log (id, well, remark, kind) VALUES (1, 1, 'c', 'd')");
  team.declare(schema(", words tsvector NOT NULL DEFAULT ''", "remark text, kind varchar(20) NOT NULL"));
  (void)push(team, {"--yes"});
  expect_settled(team);
  CHECK(sqlite_value(file, "SELECT search || remark FROM wells JOIN audit_log ON well = wells.id") == "bc");
}

TEST_CASE("push gives MariaDB what the configuration says of MySQL, and finds nothing to do then") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team(mapping);
  const mysql_server_database database(server, "mapped");
  team.add("dev", "MARIADB", database.url());
  push_through(team);
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  CHECK(host.value("SELECT count(remark) FROM log_of_log") == "0");
}

TEST_CASE("a mapping for a dialect that nobody has is refused before push looks at a database") {
  const live_project team("[types.sqlit]\ntsvector = \"text\"\n");
  (void)team.add_sqlite("dev", "");
  team.declare("CREATE TABLE wells (id integer PRIMARY KEY);\n");
  CHECK_THAT(team.text({"push", "tenant"}, 2), Contains("Did you mean \"sqlite\""));
}
