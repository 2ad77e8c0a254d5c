// Bad configuration, flags, registry and master: refused before any tenant is touched.
#include "tests/e2e/refusals/refusal.hpp"

using namespace tenantry::testing;

TEST_CASE("an unknown key is refused with its line and the nearest known key") {
  fleet_to_break fleet;
  fleet.configure("[run]\nparalel = 4\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "paralel", "parallel"});
  fleet.configure("[regisrty]\ntable = \"x\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:7", "regisrty", "registry"});
}

TEST_CASE("broken TOML and values of the wrong type are refused with their line") {
  fleet_to_break fleet;
  fleet.configure("[run\n");
  fleet.expect_refusal(2, {"tenantry.toml:7"});
  fleet.configure("[run]\nparallel = \"many\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "parallel"});
  fleet.configure("[run]\nlock_timeout = \"soon\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "lock_timeout"});
}

TEST_CASE("settings that an adapter does not know are refused with their line and the known names") {
  fleet_to_break fleet;
  fleet.configure("[adapters.settings.SQLITE]\nforeign_key = \"on\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "\"foreign_key\"", "Did you mean \"foreign_keys\"",
                           "busy_timeout_ms, foreign_keys, mode"});
  fleet.configure("[adapters.settings.sqlite]\nmode = \"wr\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "\"mode\"", "rw, ro"});
  fleet.configure("[adapters.settings.DBASE]\nmode = \"rw\"\n");
  fleet.expect_refusal(2, {"tenantry.toml:8", "DBASE", "tenantry adapter list"});
}

TEST_CASE("settings of an adapter reach its tenants' connections") {
  fleet_to_break fleet;
  fleet.configure("[adapters.settings.SQLITE]\nmode = \"ro\"\n", "sqlite:master.db");
  const auto run = fleet.migrate();
  INFO(run.told());
  REQUIRE(run.outcome("t0") == "failed");
  CHECK(run.tenant("t0")["error"]["sqlstate"] == "25006");
}

TEST_CASE("a configuration file that is named and missing is refused") {
  const fleet_to_break fleet;
  fleet.expect_refusal(2, {"elsewhere.toml"}, {"--config", "elsewhere.toml"});
}

TEST_CASE("a missing environment variable in the master's reference is refused by its name") {
  fleet_to_break fleet;
  fleet.configure("", "${env:NOT_THERE_AT_ALL}");
  fleet.expect_refusal(2, {"NOT_THERE_AT_ALL"});
}

TEST_CASE("unknown flags, tracks and commands are refused and name what there is") {
  const fleet_to_break fleet;
  fleet.expect_refusal(2, {"--paralel"}, {"--paralel", "3"});
  fleet.expect_refusal_of(fleet.call({"migrate", "tenants"}), 2, {"tenants", "tenant"});
  fleet.expect_refusal_of(fleet.call({"migrat", "tenant"}), 2, {"migrat"});
  fleet.expect_refusal(2, {"0009_nowhere"}, {"--to", "0009_nowhere"});
  fleet.expect_refusal(2, {"--max-failures"}, {"--max-failures", "lots"});
}

TEST_CASE("a registry without a required column is refused and names the column") {
  for (const std::string column : {"id", "database_type", "database_url"}) {
    fleet_to_break fleet;
    fleet.master_sql("ALTER TABLE tenants RENAME COLUMN " + column + " TO something_else");
    INFO(column);
    fleet.expect_refusal(2, {column, "tenants"});
  }
}

TEST_CASE("a registry table that does not exist is refused") {
  fleet_to_break fleet;
  fleet.configure("[registry]\ntable = \"customers\"\n");
  fleet.expect_refusal(2, {"customers"});
}

TEST_CASE("T-68: an unparsable master URL is refused and its password is not shown") {
  for (const std::string url :
       {"postgresql://user:hunter2secret@[::1/db", "postgresql://user:hunter2secret@host:port/db",
        "postgresql://user:hunter2secret%zz@host/db"}) {
    fleet_to_break fleet;
    fleet.configure("", url);
    const auto run = run_program(fleet.call({"migrate", "tenant", "--verbose"}));
    INFO(url << "\n" << run.out << run.err);
    CHECK(run.exit_code == 2);
    CHECK((run.out + run.err).find("hunter2") == std::string::npos);
    CHECK_FALSE(run.err.empty());
  }
}

TEST_CASE("a master that is down is exit code 3 and its password is not shown") {
  fleet_to_break fleet;
  fleet.configure("", "postgresql://user:hunter2secret@127.0.0.1:1/db");
  fleet.expect_refusal(3, {"127.0.0.1"});
  const auto run = run_program(fleet.call({"migrate", "tenant", "--verbose"}));
  CHECK((run.out + run.err).find("hunter2") == std::string::npos);

  fleet.configure("", "sqlite:nowhere.db");
  fleet.expect_refusal(3, {"nowhere.db"});
  CHECK_FALSE(std::filesystem::exists(fleet.folder() / "nowhere.db"));
}

TEST_CASE("a master whose type no adapter serves, or whose scheme contradicts it, is refused") {
  fleet_to_break fleet;
  fleet.configure("", "db2://host/x");
  fleet.expect_refusal(2, {"db2"});
}

TEST_CASE("without any configuration the way to get one is told") {
  const temporary_folder empty;
  program_call call;
  call.arguments = {"migrate", "tenant"};
  call.folder = empty.path();
  const auto run = run_program(call);
  INFO(run.err);
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("tenantry init") != std::string::npos);
}
