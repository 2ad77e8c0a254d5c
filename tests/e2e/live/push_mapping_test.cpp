// push where the configuration says what stands for a type or a schema that the dialect lacks.
#include <catch2/catch.hpp>

#include "tests/e2e/live/live_project.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/mapped_schema.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

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
  team.declare(mapped_schema("", "body text"));
  const auto made = push(team);
  CHECK(last(made, "pushed", "ran") == last(made, "pushed", "statements"));
  CHECK(last(made, "pushed", "ran") != 0);
  expect_settled(team);
  team.declare(mapped_schema(", words tsvector", "body text, kind varchar(9) NOT NULL"));
  CHECK_THAT(push(team, {}, 8).program.err, Contains("--backfill"));
  const auto changed = push(team, {"--backfill", "audit.log.kind='x'"});
  CHECK_THAT(last(changed, "push_plan", "statements").dump(), Contains("words") && Contains("kind"));
  expect_settled(team);
  team.declare(mapped_schema(", words tsvector", "remark text, kind varchar(9) NOT NULL"));
  (void)push(team, {"--rename", "audit.log.body=audit.log.remark"});
  expect_settled(team);
}

}  // namespace

TEST_CASE("push gives SQLite what the configuration says of it, and finds nothing to do then") {
  const live_project team(mapping_lines);
  const fs::path file = team.add_sqlite("dev", "");
  push_through(team);
  sqlite_run(file,
             "INSERT INTO wells (id, code, search, words) VALUES (1, 'a', 'b', 'w');"
             "INSERT INTO audit_log (id, well, remark, kind) VALUES (1, 1, 'c', 'd')");
  team.declare(
      mapped_schema(", words tsvector NOT NULL DEFAULT ''", "remark text, kind varchar(20) NOT NULL"));
  (void)push(team, {"--yes"});
  expect_settled(team);
  CHECK(sqlite_value(file, "SELECT search || remark FROM wells JOIN audit_log ON well = wells.id") == "bc");
}

TEST_CASE("push gives MariaDB what the configuration says of MySQL, and finds nothing to do then") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team(mapping_lines);
  const mysql_server_database database(server, "mapped");
  team.add("dev", "MARIADB", database.url());
  push_through(team);
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  CHECK(host.value("SELECT count(remark) FROM log_of_log") == "0");
}

TEST_CASE("push refuses a type that the dialect lacks, with the line that would say what stands for it") {
  const std::string table = "CREATE TABLE wells (id integer PRIMARY KEY, search tsvector, area inet);\n";
  const live_project bare, half("[types.sqlite]\ntsvector = \"text\"\n"),
      told("[types.sqlite]\ntsvector = \"text\"\ninet = \"text\"\n");
  for (const live_project *team : {&bare, &half}) {
    const fs::path file = team->add_sqlite("dev", "CREATE TABLE fields (id integer PRIMARY KEY)");
    team->declare(table);
    const std::string refusal = push(*team, {"--yes"}, 2).program.err;
    CHECK_THAT(refusal, Contains("[types.sqlite] inet = \"…\"") && Contains("column \"") &&
                            Contains("nothing was run"));
    CHECK((refusal.find("[types.sqlite] tsvector = \"…\"") != std::string::npos) == (team == &bare));
    CHECK(sqlite_value(file, "SELECT group_concat(name) FROM sqlite_schema") == "fields");
  }
  const fs::path file = told.add_sqlite("dev", "");
  told.declare(table);
  (void)push(told);
  expect_settled(told);
  CHECK(sqlite_value(file, "SELECT count(search) + count(area) FROM wells") == "0");
}

TEST_CASE("push refuses a schema that the database has no place for, and leaves out what no line helps") {
  const live_project team;
  const fs::path file = team.add_sqlite("dev", "");
  team.declare("CREATE SCHEMA audit;\nCREATE TABLE audit.log (id integer PRIMARY KEY);\n");
  CHECK_THAT(push(team, {"--yes"}, 2).program.err, Contains("[schemas.sqlite] audit = \"audit_\""));
  team.declare("CREATE TABLE log (id integer PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM log;\n");
  CHECK_THAT(all_of(push(team), "note", "message"), Contains("view v"));
  CHECK(sqlite_value(file, "SELECT group_concat(name) FROM sqlite_schema") == "log");
}

TEST_CASE("a mapping for a dialect that nobody has is refused before push looks at a database") {
  const live_project team("[types.sqlit]\ntsvector = \"text\"\n");
  (void)team.add_sqlite("dev", "");
  team.declare("CREATE TABLE wells (id integer PRIMARY KEY);\n");
  CHECK_THAT(team.text({"push", "tenant"}, 2), Contains("Did you mean \"sqlite\""));
}
