// The gate of continuous integration.
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

finished_program check(const declared_fleet &team, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", "tenant"});
  return run_program(team.fleet().call(std::move(more)));
}

const std::string one_table = "CREATE TABLE wells (id integer PRIMARY KEY);\n";

}  // namespace

TEST_CASE("check is content with what generate wrote, and with nothing else") {
  const declared_fleet team("");
  team.declare(one_table);
  const finished_program before = check(team);
  INFO(before.out << before.err);
  CHECK(before.exit_code == 1);
  CHECK_THAT(before.out, Contains("create table") && Contains("tenantry generate tenant --name NAME"));

  (void)team.generate({"--name", "begin"});
  const finished_program content = check(team);
  INFO(content.out << content.err);
  CHECK(content.exit_code == 0);
  CHECK(team.has_file("meta/_tenantry.json"));

  team.declare("CREATE TABLE wells (id integer PRIMARY KEY, depth integer);\n");
  const finished_program behind = check(team, {"--json"});
  INFO(behind.out << behind.err);
  CHECK(behind.exit_code == 1);
  CHECK_THAT(behind.out, Contains("wells.depth") && Contains("tenantry generate tenant --name NAME"));
}

TEST_CASE("check wants a rendition for each dialect that the configuration names") {
  const declared_fleet team("", "dialects = [\"postgresql>=13\", \"sqlite\"]\n");
  team.declare(one_table);
  (void)team.generate({"--name", "begin"});
  REQUIRE(check(team).exit_code == 0);
  std::filesystem::remove(team.fleet().migrations() / "sqlite" / "0000_begin.sql");
  std::filesystem::remove(team.fleet().migrations() / "meta" / "_tenantry.json");
  const finished_program missing = check(team);
  INFO(missing.out << missing.err);
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.out, Contains("has no SQL for sqlite") && Contains("sqlite/0000_begin.sql"));
}

TEST_CASE("check finds two migrations made from one schema, and a snapshot that is missing") {
  const declared_fleet team("");
  team.declare(one_table);
  (void)team.generate({"--name", "begin"});
  team.declare(one_table + "CREATE TABLE a (id integer PRIMARY KEY);\n");
  (void)team.generate({"--name", "a"});
  const auto meta = team.fleet().migrations() / "meta";
  nlohmann::ordered_json second = nlohmann::ordered_json::parse(read_text(meta / "0001_snapshot.json"));
  const auto first = nlohmann::ordered_json::parse(read_text(meta / "0000_snapshot.json"));
  second["prevId"] = first["prevId"];
  write_text(meta / "0001_snapshot.json", second.dump(2));
  const finished_program two = check(team);
  INFO(two.out << two.err);
  CHECK(two.exit_code == 1);
  CHECK_THAT(two.out, Contains("tenantry generate tenant --rebase"));
  const auto refused = team.generate({"--name", "b"}, 2);
  CHECK_THAT(refused.program.err, Contains("--rebase"));

  std::filesystem::remove(meta / "0001_snapshot.json");
  CHECK_THAT(team.generate({"--name", "b"}, 2).program.err, Contains("the chain has a hole"));
}
