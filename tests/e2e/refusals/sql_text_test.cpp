// Migration files whose text cannot be right: refused with file and line, before any tenant is touched.
#include "tests/e2e/refusals/refusal.hpp"

using namespace tenantry::testing;

namespace {

const std::string file = "sqlite/0001_operator.sql";
const std::string name = "0001_operator.sql";

}  // namespace

TEST_CASE("an empty migration is refused") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(file, "", {name});
  fleet.expect_refusal_with(file, " \n\n", {name});
}

TEST_CASE("T-36: UTF-16 and invalid UTF-8 are refused with file and line") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(file,
                            std::string("\xFF\xFE"
                                        "S\0E\0L\0E\0C\0T\0",
                                        14),
                            {name, "UTF-16"});
  fleet.expect_refusal_with(file, "SELECT 1;\nSELECT '\xE9t\xE9';\n", {name + ":2", "UTF-8"});
}

TEST_CASE("an unterminated quote, identifier or comment is refused with the line where it begins") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(file, "SELECT 1;\n\nSELECT 'it;\n", {name + ":3"});
  fleet.expect_refusal_with(file, "SELECT 1;\nSELECT \"it;\n", {name + ":2"});
  fleet.expect_refusal_with(file, "SELECT 1;\n/* to do\nSELECT 2;\n", {name + ":2"});
}

TEST_CASE("a marker between statements that stands inside a quote is named in the way out") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(file, "SELECT 'it --> statement-breakpoint goes on';\n",
                            {name + ":1", "move the \"--> statement-breakpoint\" out of it"});
}

TEST_CASE("T-26: an unterminated dollar quote is refused with the line where it begins") {
  // The tenant speaks PostgreSQL and is never reached: the refusal comes before.
  test_fleet fleet;
  fleet.add_migration(
      "0000_function",
      "SELECT 1;\nCREATE FUNCTION f() RETURNS int AS $body$ SELECT 1; $bodi$ LANGUAGE sql;\n");
  fleet.add_tenant({"t0", "POSTGRESQL", "postgresql://u@127.0.0.1:1/db", "ACTIVE", {}});
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.program.exit_code == 2);
  CHECK(run.program.err.find("0000_function.sql:2") != std::string::npos);
  CHECK(run.program.err.find("dollar-quoted") != std::string::npos);
  CHECK(run.program.err.find("statement-breakpoint") == std::string::npos);  // there is none to move
  CHECK(run.tenant("t0").is_null());
}

TEST_CASE("a directive that tenantry does not know is refused with its line") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(file, "-- tenantry: transactoin none\nSELECT 1;\n", {name + ":1", "transactoin"});
}
