// Drizzle began, tenantry carries on, Drizzle comes back: no step is lost and none runs twice.
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

// What Drizzle itself makes of the folder, in one go; it cannot run the concurrent index, so that index is
// made plainly.
std::string schema_by_drizzle(const std::string &server) {
  const project alone(server, "v0/tenant");
  replace_in_file(alone.folder() / "0007_add_indexes.sql", "CONCURRENTLY ", "");
  const finished_program ran = alone.drizzle("v0");
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  return alone.tenant().schema();
}

void check_history_is_complete(const project &team) {
  const text_rows rows = team.history();
  const json read = team.journal();
  const json &entries = read.at("entries");
  REQUIRE(rows.size() == entries.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto tag = entries[i].at("tag").get<std::string>();
    INFO(tag);
    CHECK(rows[i][0] == hash_of(team.folder() / (tag + ".sql")));
    CHECK(rows[i][1] == std::to_string(entries[i].at("when").get<std::int64_t>()));
  }
}

void check_drizzle_has_nothing_to_do(const project &team) {
  const text_rows rows = team.history();
  const std::string schema = team.tenant().schema();
  const finished_program ran = team.drizzle("v0");
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(team.history() == rows);
  CHECK(team.tenant().schema() == schema);
}

void check_carried_on(const std::string &server, std::size_t done, const std::string &expected) {
  INFO("Drizzle applied " << done << " migrations");
  const project team(server, "v0/tenant");
  if (done == 0) team.configure("[history]\ndrizzle = \"on\"");
  if (done > 0) REQUIRE(team.drizzle("v0", team.first(done)).exit_code == 0);

  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.program.exit_code == 0);
  const json tenant = ran.tenant();
  CHECK(tenant.at("outcome") == "migrated");
  CHECK(tenant.at("steps") == 14 - done);
  CHECK(tenant.at("from") == (done == 0 ? json(nullptr) : json(team.tags()[done - 1])));
  CHECK(tenant.at("to") == "0013_flat_famine");
  CHECK(team.tenant().schema() == expected);
  check_history_is_complete(team);
  check_drizzle_has_nothing_to_do(team);
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("outcome") == "up_to_date");
}

void carry_on_from_everywhere(const std::string &server) {
  const std::string expected = schema_by_drizzle(server);
  // From 0007 on Drizzle cannot go further by itself.
  for (const std::size_t done : {0U, 1U, 4U, 7U}) check_carried_on(server, done, expected);
}

}  // namespace

TEST_CASE("a database that Drizzle migrated half way is carried on, and Drizzle has nothing to do after") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  carry_on_from_everywhere(server);
}

TEST_CASE("PostgreSQL 18: a database that Drizzle migrated half way is carried on") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG18);
  carry_on_from_everywhere(server);
}

TEST_CASE("a database without Drizzle's table gets none unless the configuration says so") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  REQUIRE(team.tenantry({"migrate", "tenant"}).program.exit_code == 0);
  CHECK(team.tenant().value("SELECT to_regnamespace('drizzle') IS NULL") == "t");
  CHECK(team.tenant().value("SELECT count(*) FROM tenantry.history WHERE event = 'done'") == "14");
}

TEST_CASE("a table of another name and schema is Drizzle's when the configuration says so") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  team.configure("[history]\ndrizzle_schema = \"ops\"\ndrizzle_table = \"What ran\"");
  const auto drizzle_on = [&](const std::filesystem::path &folder) {
    program_call call = team.drizzle_call("v0", folder);
    call.arguments.insert(call.arguments.end(), {"ops", "What ran"});
    return run_program(call).exit_code;
  };
  REQUIRE(drizzle_on(team.first(3)) == 0);
  REQUIRE(team.tenantry({"migrate", "tenant"}).tenant().at("steps") == 11);
  CHECK(drizzle_on(team.folder()) == 0);
  CHECK(team.tenant().value("SELECT count(*) FROM ops.\"What ran\"") == "14");
  CHECK(team.tenant().value("SELECT to_regnamespace('drizzle') IS NULL") == "t");
}

TEST_CASE("a migration that Drizzle applied later is seen as applied") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  REQUIRE(team.drizzle("v0", team.first(2)).exit_code == 0);
  REQUIRE(team.tenantry({"migrate", "tenant"}).program.exit_code == 0);

  team.prepare_kit("v0", read_text(sample("v0/schema/tenant.ts")));
  replace_in_file(team.home() / "schema.ts", "field: text('field').notNull(),",
                  "field: text('field').notNull(), basin: text('basin'),");
  const finished_program generated = team.kit({"generate", "--name", "add_basin"});
  INFO(generated.out << generated.err);
  REQUIRE(team.tags().back() == "0014_add_basin");
  const finished_program ran = team.drizzle("v0");
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  REQUIRE(team.history().size() == 15);

  const json status = team.tenantry({"status", "tenant"}).tenant();
  CHECK(status.at("newest") == "0014_add_basin");
  CHECK(status.at("applied") == 15);
  CHECK(status.at("pending") == json::array());
  const json again = team.tenantry({"migrate", "tenant"}).tenant();
  CHECK(again.at("outcome") == "up_to_date");
  CHECK(again.at("steps") == 0);
  CHECK(again.at("findings") == json::array());
}
