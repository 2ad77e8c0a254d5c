// What the configuration says of a dialect that lacks something: [types.DIALECT], [schemas.DIALECT].
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"
#include "tests/support/mapped_schema.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string dialects =
    "dialects = [\"postgresql>=15\", \"sqlite\", \"mysql>=8.0\", \"mariadb>=10.11\"]\n";
const std::string schema = mapped_schema(", body text", "body text");
// What MariaDB is not told it takes from MySQL, its fallback.
const std::string mapping = mapping_lines + "[types.mariadb]\ngeometry = \"longblob\"\n";

// The SQL that a dry run shows for that dialect.
std::string drafted(const fleet_run &run, const std::string &dialect) {
  for (const auto &line : run.lines)
    if (line.value("event", "") == "drafted" && line["dialect"] == dialect && line["down"] == false)
      return line["sql"].get<std::string>();
  return {};
}

// The configuration is refused with these words, and nothing is written.
void expect_refusal(const std::string &lines, const std::vector<std::string> &words) {
  INFO(lines);
  const declared_fleet team("", dialects + lines);
  team.declare("CREATE TABLE wells (id integer PRIMARY KEY);\n");
  const auto run = team.generate({}, 2);
  CHECK_THAT(run.program.err, Contains("tenantry.toml:"));
  for (const std::string &word : words) CHECK_THAT(run.program.err, Contains(word));
  CHECK_FALSE(std::filesystem::exists(team.fleet().migrations()));
}

}  // namespace

TEST_CASE("a gap names the lines of the configuration that would close it") {
  const declared_fleet team("", dialects);
  team.declare(schema);
  const std::string ways = told(team.generate({"--dry-run"}), "gap", "mapping");
  CHECK_THAT(ways, Contains("[types.sqlite] 'text[]' = \"…\""));
  CHECK_THAT(ways, Contains("[types.mysql] tsvector = \"…\""));
  CHECK_THAT(ways, Contains("[types.mariadb] 'geometry(point,4326)' = \"…\""));
  CHECK_THAT(ways, Contains("[schemas.sqlite] audit = \"audit_\""));
  const auto text = run_program(team.fleet().call({"generate", "tenant", "--dry-run"}));
  CHECK_THAT(text.out, Contains("in tenantry.toml: [schemas.mysql] audit = \"audit_\""));
}

TEST_CASE("types, schemas and the length of a text in a key are what the configuration says") {
  const declared_fleet team("", dialects + mapping);
  team.declare(schema);
  const auto made = team.generate({"--dry-run"});
  CHECK(told(made, "gap", "why").empty());
  CHECK_THAT(drafted(made, "postgresql"), Contains("\"search\" tsvector") && Contains("\"audit\".\"log\""));
  const std::string sqlite = drafted(made, "sqlite");
  CHECK_THAT(sqlite, Contains("\"area\" BLOB") && Contains("CREATE TABLE \"audit_log\"") &&
                         Contains("\"audit_positive\"") &&
                         Contains("\"audit_log_well_idx\" ON \"audit_log\"") &&
                         Contains("REFERENCES \"wells\""));
  const std::string mysql = drafted(made, "mysql");
  CHECK_THAT(mysql, Contains("`code` varchar(191)") && Contains("`search` LONGTEXT") &&
                        Contains("`area` POINT") && Contains("`mood` varchar(20)") &&
                        Contains("`body` longtext") && Contains("CREATE TABLE `log_of_log`"));
  CHECK_THAT(mysql, !Contains("audit"));
  CHECK_THAT(drafted(made, "mariadb"), Contains("`area` longblob") && Contains("`search` LONGTEXT"));
}

TEST_CASE("a mapped schema is migrated, changed and undone") {
  const declared_fleet team("", dialects + mapping);
  team.declare(schema);
  (void)team.carry_out({"--name", "begin"});
  CHECK(sqlite_value(team.small(), "SELECT count(*) FROM audit_log") == "0");
  team.declare(mapped_schema(", body text", "body text, at date DEFAULT CURRENT_DATE, words tsvector") +
               "CREATE INDEX log_body_idx ON audit.log (body);\n");
  (void)team.carry_out({"--name", "more"});
  CHECK(sqlite_value(team.small(), "SELECT count(words) FROM audit_log") == "0");
  CHECK(team.file("mysql/0001_more.sql").find("`body` varchar(191)") != std::string::npos);
  CHECK(team.generate({}).lines.back()["changes"] == 0);
}

TEST_CASE("T-48: two names that a mapping makes one are refused") {
  const declared_fleet team("", dialects + mapping);
  team.declare(schema + "CREATE TABLE audit_log (id integer PRIMARY KEY);\n");
  const auto run = team.generate({}, 2);
  CHECK_THAT(run.program.err, Contains("audit_log") && Contains("have one name on sqlite"));
  CHECK_FALSE(std::filesystem::exists(team.fleet().migrations()));
}

TEST_CASE("a mapping that cannot be is refused with its place") {
  expect_refusal("[types.mysql]\ntsvector = \"\"\n", {"types.mysql.tsvector", "not the text of one type"});
  expect_refusal("[types.mysql]\n\"no type, here\" = \"text\"\n", {"no type of PostgreSQL"});
  expect_refusal("[types.mysql]\ntext-in-key = \"longtext\"\n", {"varchar(191)"});
  expect_refusal("[types.mysql]\ntsvector = 5\n", {"must be a text in quotes"});
  expect_refusal("[types]\nmysql = \"text\"\n", {"must be a table"});
  expect_refusal("[types.mysqk]\ntsvector = \"text\"\n", {"Did you mean \"mysql\""});
  expect_refusal("[types.postgresql]\ntsvector = \"text\"\n", {"change the declared schema"});
  expect_refusal("[schemas.sqlite]\npublic = \"p_\"\n", {"default schema"});
}
