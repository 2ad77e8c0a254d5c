// The coming Drizzle: a folder for each migration, and names in its history.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const fs::path &folder) {
  std::vector<std::string> names;
  for (const auto &one : fs::directory_iterator(folder))
    if (fs::exists(one.path() / "migration.sql")) names.push_back(one.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

fs::path first_of(const project &team, std::size_t count) {
  fs::path copy = team.home() / "first";
  fs::remove_all(copy);
  fs::create_directories(copy);
  const auto names = names_in(team.folder());
  for (std::size_t i = 0; i < count; ++i) fs::copy(team.folder() / names[i], copy / names[i]);
  return copy;
}

void check_history_is_complete(const project &team) {
  const auto names = names_in(team.folder());
  const text_rows rows = team.named_history();
  REQUIRE(rows.size() == names.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i][0] == hash_of(team.folder() / names[i] / "migration.sql"));
    CHECK(rows[i][1].substr(rows[i][1].size() - 3) == "000");
    CHECK(rows[i][2] == names[i]);
  }
}

void check_drizzle_has_nothing_to_do(const project &team) {
  const std::string schema = team.tenant().schema();
  const finished_program ran = team.drizzle("v1");
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  check_history_is_complete(team);
  CHECK(team.tenant().schema() == schema);
}

std::string schema_by_drizzle(const std::string &server) {
  const project alone(server, "v1/five");
  REQUIRE(alone.drizzle("v1").exit_code == 0);
  return alone.tenant().schema();
}

}  // namespace

TEST_CASE("a v1 folder migrates a fresh database, and v1 Drizzle has nothing to do after") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v1/five");
  team.configure("[history]\ndrizzle = \"on\"");
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.tenant().at("steps") == 5);
  CHECK(ran.tenant().at("to") == "20261122214208_sweet_micromax");
  CHECK(team.tenant().schema() == schema_by_drizzle(server));
  check_drizzle_has_nothing_to_do(team);
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("outcome") == "up_to_date");
}

TEST_CASE("a database that v1 Drizzle migrated half way is carried on, with names in its table") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (const std::size_t done : {1U, 3U}) {
    const project team(server, "v1/five");
    REQUIRE(team.drizzle("v1", first_of(team, done)).exit_code == 0);
    const answer ran = team.tenantry({"migrate", "tenant"});
    INFO(ran.program.out << ran.program.err);
    REQUIRE(ran.tenant().at("steps") == 5 - done);
    CHECK(ran.tenant().at("findings") == json::array());
    check_history_is_complete(team);
    CHECK(team.tenant().value("SELECT count(*) FROM drizzle.__drizzle_migrations WHERE applied_at IS NULL") ==
          "0");
    CHECK(team.tenant().schema() == schema_by_drizzle(server));
    check_drizzle_has_nothing_to_do(team);
  }
}

TEST_CASE("a later v1 migration that Drizzle applied is seen as applied") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v1/five");
  REQUIRE(team.drizzle("v1", first_of(team, 1)).exit_code == 0);
  REQUIRE(team.tenantry({"migrate", "tenant"}).program.exit_code == 0);
  write_text(team.folder() / "20261123010203_notes" / "migration.sql", "CREATE TABLE notes (body text);");
  REQUIRE(team.drizzle("v1").exit_code == 0);
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  CHECK(ran.tenant().at("outcome") == "up_to_date");
  CHECK(ran.tenant().at("to") == "20261123010203_notes");
}

TEST_CASE("a database that v0 Drizzle began is carried on from the v1 folder, and v1 Drizzle takes it over") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project older(server, "v0/tenant"), team(server, "v1/five");
  program_call call = older.drizzle_call("v0", older.first(3));
  call.arguments.back() = team.tenant().url();
  REQUIRE(run_program(call).exit_code == 0);

  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.tenant().at("steps") == 2);
  const finished_program drizzle = team.drizzle("v1");
  INFO(drizzle.err);
  CHECK(drizzle.exit_code == 0);
  const text_rows rows = team.named_history();
  REQUIRE(rows.size() == 5);
  const auto names = names_in(team.folder());
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i][2] == names[i]);
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("outcome") == "up_to_date");
}

TEST_CASE("v1: a concurrent index works where Drizzle fails") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v1/five");
  REQUIRE(team.drizzle("v1").exit_code == 0);
  write_text(team.folder() / "20261123010203_index" / "migration.sql",
             "CREATE INDEX CONCURRENTLY wells_field_idx ON wells (field);");
  const finished_program drizzle = team.drizzle("v1");
  CHECK(drizzle.exit_code == 1);
  CHECK(drizzle.err.find("25001") != std::string::npos);
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(team.tenant().value(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'wells_field_idx'::regclass") == "t");
  check_drizzle_has_nothing_to_do(team);
}
