// Ordinary Drizzle folders that Drizzle itself cannot run: each test shows first that it fails, and with
// which words.
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

void check_drizzle_fails(const project &team, const std::string &sqlstate) {
  const finished_program ran = team.drizzle("v0");
  INFO(ran.err);
  CHECK(ran.exit_code == 1);
  CHECK(ran.err.find(sqlstate) != std::string::npos);
  CHECK(team.history().empty());
}

void check_tenantry_runs(const project &team) {
  const std::size_t all = team.tags().size();
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.program.exit_code == 0);
  CHECK(ran.tenant().at("steps") == all);
  CHECK(team.history().size() == all);
  CHECK(team.drizzle("v0").exit_code == 0);
  CHECK(team.history().size() == all);
}

const std::string breakpoint = "--> statement-breakpoint\n";

}  // namespace

TEST_CASE("T-30: a concurrent index works from an ordinary Drizzle folder, where Drizzle fails") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("wells", "CREATE TABLE wells (id integer, field text);");
  team.add("index", "ALTER TABLE wells ADD COLUMN basin text;" + breakpoint +
                        "CREATE INDEX CONCURRENTLY wells_field ON wells (field);" + breakpoint +
                        "CREATE INDEX wells_basin ON wells (basin);");
  check_drizzle_fails(team, "25001");
  check_tenantry_runs(team);
  CHECK(
      team.tenant().value(
          "SELECT bool_and(indisvalid) AND count(*) = 2 FROM pg_index WHERE indrelid = 'wells'::regclass") ==
      "t");
}

TEST_CASE("T-30: VACUUM works from an ordinary Drizzle folder, where Drizzle fails") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("wells", "CREATE TABLE wells (id integer);" + breakpoint +
                        "INSERT INTO wells SELECT generate_series(1, 100);");
  team.add("vacuum", "DELETE FROM wells WHERE id > 50;" + breakpoint + "VACUUM ANALYZE wells;");
  check_drizzle_fails(team, "25001");
  check_tenantry_runs(team);
  CHECK(team.tenant().value("SELECT reltuples::int FROM pg_class WHERE relname = 'wells'") == "50");
}

TEST_CASE("T-30: an enum value added in one file and used in the next works, where Drizzle fails") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("status",
           "CREATE TYPE status AS ENUM ('open');" + breakpoint + "CREATE TABLE wells (status status);");
  REQUIRE(team.drizzle("v0").exit_code == 0);
  team.add("plugged", "ALTER TYPE status ADD VALUE 'plugged';");
  team.add("use", "INSERT INTO wells VALUES ('plugged');");
  const finished_program ran = team.drizzle("v0");
  INFO(ran.err);
  REQUIRE(ran.err.find("55P04") != std::string::npos);
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("steps") == 2);
  CHECK(team.tenant().value("SELECT count(*) FROM wells WHERE status = 'plugged'") == "1");
  CHECK(team.drizzle("v0").exit_code == 0);
  CHECK(team.history().size() == 3);
}

TEST_CASE("T-30: an enum value added and used in one file works, where Drizzle fails") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("status",
           "CREATE TYPE status AS ENUM ('open');" + breakpoint + "CREATE TABLE wells (status status);");
  REQUIRE(team.drizzle("v0").exit_code == 0);
  team.add("plugged",
           "ALTER TYPE status ADD VALUE 'plugged';" + breakpoint + "INSERT INTO wells VALUES ('plugged');");
  const finished_program failed = team.drizzle("v0");
  REQUIRE(failed.err.find("55P04") != std::string::npos);
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(team.tenant().value("SELECT count(*) FROM wells WHERE status = 'plugged'") == "1");
  CHECK(team.history().size() == 2);
}

TEST_CASE("the COMMIT that Drizzle's users write before a concurrent index is honoured") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.configure("[history]\ndrizzle = \"on\"");
  team.add("wells", "CREATE TABLE wells (id integer);");
  team.add("index", "COMMIT;" + breakpoint + "CREATE INDEX CONCURRENTLY wells_id ON wells (id);");
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.program.exit_code == 0);
  CHECK(team.history().size() == 2);
  CHECK(team.tenant().value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'wells_id'::regclass") ==
        "t");
}
