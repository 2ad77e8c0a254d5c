// What generate writes, refuses and prints.
#include <catch2/catch.hpp>

#include <map>

#include "tests/e2e/author/declared_fleet.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const std::string wells = "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL);\n";

std::map<std::string, std::string> contents(const fs::path &folder) {
  std::map<std::string, std::string> all;
  if (!fs::exists(folder)) return all;
  for (const auto &entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      all[entry.path().lexically_relative(folder).string()] = read_text(entry.path());
  return all;
}

// Refused with these words, and the folder is as it was.
void expect_refusal(const declared_fleet &team, const std::string &sql, const std::vector<std::string> &words,
                    std::vector<std::string> flags = {}, int code = 2) {
  INFO(sql);
  team.declare(sql);
  const auto before = contents(team.fleet().migrations());
  const auto run = team.generate(std::move(flags), code);
  for (const std::string &word : words) CHECK_THAT(run.program.err, Contains(word));
  CHECK(contents(team.fleet().migrations()) == before);
}

}  // namespace

TEST_CASE("generate writes SQL, its reverse, snapshot, seal and journal, and then finds nothing more to do") {
  const declared_fleet team("");
  team.declare(wells);
  const auto made = team.generate({"--name", "begin"});
  CHECK(made.lines.back()["tag"] == "0000_begin");
  CHECK(made.lines.back()["dialects"] == nlohmann::json{"postgresql", "sqlite"});
  for (const char *file :
       {"0000_begin.sql", "0000_begin.down.sql", "sqlite/0000_begin.sql", "sqlite/0000_begin.down.sql",
        "meta/0000_snapshot.json", "meta/_journal.json", "meta/_tenantry.json"})
    CHECK(team.has_file(file));
  const auto before = contents(team.fleet().migrations());
  const auto again = team.generate({"--name", "again"});
  CHECK(again.lines.back()["tag"].is_null());
  CHECK(again.lines.back()["changes"] == 0);
  const auto text = run_program(team.fleet().call({"generate", "tenant"}));
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Contains("no change"));
  CHECK(contents(team.fleet().migrations()) == before);
}

TEST_CASE("a dry run shows the SQL and writes nothing") {
  const declared_fleet team("");
  team.declare(wells);
  const auto shown = team.generate({"--name", "begin", "--dry-run"});
  CHECK_THAT(told(shown, "drafted", "sql"), Contains("CREATE TABLE \"wells\""));
  CHECK(contents(team.fleet().migrations()).empty());
}

TEST_CASE("a custom migration has an empty file for each dialect and the schema as it was") {
  const declared_fleet team("");
  team.declare(wells);
  (void)team.generate({"--name", "begin"});
  (void)team.generate({"--custom", "--name", "by_hand"});
  CHECK(team.has_file("0001_by_hand.sql"));
  CHECK(team.has_file("sqlite/0001_by_hand.sql"));
  // What is written into it is what somebody will review: until then the seal does not know it.
  CHECK_THAT(team.file("meta/_tenantry.json"), Contains("0000_begin.sql") && !Contains("0001_by_hand.sql"));
  CHECK(team.generate({}).lines.back()["changes"] == 0);
}

TEST_CASE("what cannot be is refused with its place, and nothing is written") {
  const declared_fleet team("");
  team.declare(wells);
  (void)team.generate({"--name", "begin"});
  expect_refusal(team, wells + "CREATE TABEL x (id integer);\n", {"tenant.sql:2:8", "syntax error"});
  expect_refusal(team, wells + wells, {"tenant.sql:2", "wells"});
  expect_refusal(team, wells + "CREATE TABLE x (id integer REFERENCES nothing (id));\n",
                 {"tenant.sql:2", "nothing"});
  expect_refusal(team, wells + "SELECT 1;\n", {"tenant.sql:2"});
  const std::string longest(63, 'n');
  expect_refusal(team,
                 wells + "CREATE TABLE x (\"" + longest + "1\" integer, \"" + longest + "2\" integer);\n",
                 {"tenant.sql:2", "twice"});
  expect_refusal(team, wells + "CREATE TABLE x (a integer, \"A\" integer);\n", {"have one name on sqlite"});
}

TEST_CASE("flags that fit nothing are refused") {
  const declared_fleet team("");
  team.declare(wells);
  (void)team.generate({"--name", "begin"});
  const std::string more =
      "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, a text NOT "
      "NULL);\n";
  expect_refusal(team, more, {"fits nothing"}, {"--rename", "wells.x=wells.a"});
  expect_refusal(team, more, {"fits nothing"}, {"--backfill", "wells.b='x'"});
  expect_refusal(team, more, {"no column \"active\"", "--backfill \"wells.a='active'\""},
                 {"--backfill", "wells.a=ACTIVE"});
  expect_refusal(team, more, {"syntax error"}, {"--backfill", "wells.a='x' +"});
  expect_refusal(team, more, {"subquery"}, {"--backfill", "wells.a=(SELECT 'x')"});
  expect_refusal(team, more, {"--backfill \"wells.a="}, {}, 8);
  expect_refusal(team, more, {"part of a migration's name"}, {"--backfill", "wells.a='x'", "--name", "a/b"});
}

TEST_CASE(
    "M001: what a dialect cannot express is told with its tenants, and they are skipped until it is "
    "written") {
  const declared_fleet team("");
  team.fleet().add_sqlite_tenants(2);
  team.declare(wells + "CREATE TABLE x (id integer PRIMARY KEY, tags text[]);\n");
  const auto made = team.generate({"--name", "begin"});
  bool gap = false;
  for (const auto &line : made.lines) {
    if (line["event"] != "gap") continue;
    gap = true;
    CHECK(line["dialect"] == "sqlite");
    CHECK(line["tenants"] == 3);
  }
  CHECK(gap);
  CHECK_FALSE(team.has_file("sqlite/0000_begin.sql"));
  CHECK_THAT(team.file("sqlite/0000_begin.sql.draft"), Contains("CREATE TABLE \"wells\""));
  const auto run = team.fleet().migrate();
  INFO(run.told());
  CHECK(run.outcome("small") == "skipped:no_rendition");
  fs::rename(team.fleet().migrations() / "sqlite" / "0000_begin.sql.draft",
             team.fleet().migrations() / "sqlite" / "0000_begin.sql");
  write_text(team.fleet().migrations() / "sqlite" / "0000_begin.sql", "CREATE TABLE wells (id integer);");
  CHECK(team.fleet().migrate().outcome("small") == "migrated");
}

TEST_CASE("with a Drizzle history on, indexes are plain and that is said") {
  const declared_fleet team("", "[history]\ndrizzle = \"on\"\n");
  team.declare(wells);
  (void)team.generate({"--name", "begin"});
  team.declare(wells + "CREATE INDEX titles ON wells (title);\n");
  const auto made = team.generate({"--name", "titles"});
  CHECK_THAT(team.file("0001_titles.sql"), !Contains("CONCURRENTLY"));
  CHECK_THAT(told(made, "note", "message"), Contains("--plain none"));
  CHECK_THAT(told(made, "unsafe", "rule"), Contains("I001"));
}

TEST_CASE("each safe form can be switched off") {
  const declared_fleet team("");
  const auto declared = [](const std::string &title) {
    return "CREATE TABLE fields (id integer PRIMARY KEY);\nCREATE TABLE wells (id integer PRIMARY KEY, "
           "field_id "
           "integer" +
           title;
  };
  team.declare(declared(");\n"));
  (void)team.generate({"--name", "begin"});
  team.declare(declared(" NOT NULL REFERENCES fields (id));\nCREATE INDEX i ON wells (field_id);\n"));
  const auto safe = told(team.generate({"--dry-run"}), "drafted", "sql");
  CHECK_THAT(safe, Contains("NOT VALID") && Contains("CONCURRENTLY") && Contains("_not_null"));
  CHECK_THAT(told(team.generate({"--dry-run", "--plain", "indexes"}), "drafted", "sql"),
             !Contains("CONCURRENTLY") && Contains("NOT VALID"));
  CHECK_THAT(told(team.generate({"--dry-run", "--plain", "constraints"}), "drafted", "sql"),
             Contains("_not_null") && !Contains("require"));
  CHECK_THAT(told(team.generate({"--dry-run", "--plain", "all"}), "drafted", "sql"),
             !Contains("CONCURRENTLY") && !Contains("NOT VALID") && !Contains("_not_null"));
}

TEST_CASE("a dialect without a version is written for the oldest that its adapter names") {
  const std::string sql = "CREATE TABLE wells (id integer PRIMARY KEY, plugged boolean NOT NULL);\n";
  for (const auto &[dialect, type] : std::map<std::string, std::string>{
           {"oracle", "NUMBER(1"}, {"oracle>=19", "NUMBER(1"}, {"oracle>=23", "BOOLEAN"}}) {
    INFO(dialect);
    const declared_fleet team("", "dialects = [\"" + dialect + "\"]\n");
    team.declare(sql);
    (void)team.generate({"--name", "begin"});
    CHECK_THAT(read_text(team.fleet().migrations() / "oracle" / "0000_begin.sql"),
               Contains("\"plugged\" " + type));
  }
}
