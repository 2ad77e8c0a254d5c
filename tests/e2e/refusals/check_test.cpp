// tenantry check: the folder's gate, and its seal.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;

namespace {

finished_program check(const test_fleet &fleet, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", "tenant"});
  return run_program(fleet.call(std::move(more)));
}

}  // namespace

TEST_CASE("check finds an unsealed folder, seals it on request and is then content") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.configure();
  const finished_program unsealed = check(fleet);
  INFO(unsealed.out << unsealed.err);
  CHECK(unsealed.exit_code == 1);
  CHECK_THAT(unsealed.out, Catch::Contains("tenantry check tenant --seal"));

  const finished_program sealing = check(fleet, {"--seal"});
  INFO(sealing.out << sealing.err);
  CHECK(sealing.exit_code == 0);
  CHECK(std::filesystem::exists(fleet.migrations() / "meta" / "_tenantry.json"));
  CHECK(check(fleet).exit_code == 0);
}

TEST_CASE("check refuses a sealed file that was edited until it is sealed anew") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.configure();
  REQUIRE(check(fleet, {"--seal"}).exit_code == 0);
  const auto file = fleet.migrations() / (fleet.tags().front() + ".sql");
  write_text(file, read_text(file) + "\nCREATE TABLE added_later (id integer);\n");
  const finished_program edited = check(fleet);
  INFO(edited.out << edited.err);
  CHECK(edited.exit_code == 1);
  CHECK_THAT(edited.out, Catch::Contains(file.filename().string()) && Catch::Contains("--seal"));
  CHECK(check(fleet, {"--seal"}).exit_code == 0);
  CHECK(check(fleet).exit_code == 0);
}

TEST_CASE("files that are not sealed yet are one line, and seal though another dialect waits for its file") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.configure("dialects = [\"sqlite\", \"mysql\"]\n");
  write_text(fleet.migrations() / "meta" / "_tenantry.json", R"({"format":"tenantry.seal/1","files":{}})");
  const finished_program unsealed = check(fleet);
  INFO(unsealed.out << unsealed.err);
  CHECK_THAT(unsealed.out, Catch::Contains("and " + std::to_string(2 * fleet.tags().size() - 1) + " more"));
  CHECK_THAT(unsealed.out, Catch::Contains("has no SQL for mysql"));
  const finished_program sealing = check(fleet, {"--seal"});
  INFO(sealing.out << sealing.err);
  CHECK(sealing.exit_code == 1);
  CHECK_THAT(sealing.out, Catch::Contains("has no SQL for mysql") && Catch::Contains("sealed"));
  CHECK_THAT(check(fleet).out, !Catch::Contains("not in the folder's seal"));
}

TEST_CASE("check finds what only a dialect's splitter can see, with file and line, and does not seal it") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_migration("0009_open", "CREATE TABLE a (id integer);\nINSERT INTO a VALUES ('never ends);\n");
  fleet.configure();
  const finished_program found = check(fleet, {"--seal"});
  INFO(found.out << found.err);
  CHECK(found.exit_code == 1);
  CHECK_THAT(found.out, Catch::Contains("0009_open.sql:2"));
  CHECK_FALSE(std::filesystem::exists(fleet.migrations() / "meta" / "_tenantry.json"));
}
