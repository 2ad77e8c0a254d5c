// Histories that no clean run leaves: what Drizzle makes of them silently, and what tenantry says and does.
#include <catch2/catch.hpp>
#include <functional>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using words = std::vector<std::string>;

namespace {

constexpr std::int64_t begin = 1795383698000;

// Three migrations, two seconds between the first two; Drizzle applied those.
struct half_done {
  explicit half_done(const std::string &server) : team(server) {
    team.add("a", "CREATE TABLE a (n integer);", begin);
    team.add("b", "CREATE TABLE b (n integer);", begin + 2000);
    const finished_program ran = team.drizzle("v0");
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    team.add("c", "CREATE TABLE c (n integer);");
  }
  [[nodiscard]] bool has(const std::string &table) const {
    return team.tenant().value("SELECT to_regclass('" + table + "') IS NOT NULL") == "t";
  }
  // The journal's entries in another order or with other stamps.
  void change_journal(const std::function<void(json &)> &change) const {
    json journal = team.journal();
    change(journal.at("entries"));
    team.write_journal(journal);
  }
  void run_drizzle_for_nothing() const {
    const text_rows before = team.history();
    const finished_program ran = team.drizzle("v0");
    INFO(ran.err);
    CHECK(ran.exit_code == 0);
    CHECK(team.history() == before);
  }

  project team;
};

void add_hole(const half_done &state) {
  state.team.add("late", "CREATE TABLE late (n integer);", begin + 1000);
  state.change_journal([](json &entries) { entries = {entries[0], entries[3], entries[1]}; });
}

}  // namespace

TEST_CASE(
    "T-40: a migration older than the newest applied runs and is told, where Drizzle skips it silently") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  add_hole(state);
  state.run_drizzle_for_nothing();
  REQUIRE_FALSE(state.has("late"));

  const answer status = state.team.tenantry({"status", "tenant"});
  CHECK(status.tenant().at("pending") == json({"0003_late"}));
  CHECK(status.findings() == words{"hole 0003_late"});
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.program.exit_code == 0);
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(state.has("late"));
  CHECK(state.team.history().size() == 3);
  state.run_drizzle_for_nothing();
}

TEST_CASE("T-40: with --out-of-order refuse a migration older than the newest applied stops the run") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  add_hole(state);
  const answer ran = state.team.tenantry({"migrate", "tenant", "--out-of-order", "refuse"});
  CHECK(ran.program.exit_code == 5);
  CHECK(ran.tenant().at("outcome") == "failed");
  CHECK_FALSE(state.has("late"));
  CHECK(state.team.history().size() == 2);
}

TEST_CASE("T-40: a last entry with a stamp before the newest applied runs, where Drizzle skips it silently") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.change_journal([](json &entries) { entries[2]["when"] = begin; });
  state.run_drizzle_for_nothing();
  REQUIRE_FALSE(state.has("c"));
  CHECK(state.team.tenantry({"migrate", "tenant"}).tenant().at("steps") == 1);
  CHECK(state.has("c"));
}

TEST_CASE("a file edited after Drizzle applied it is told, and the rest runs") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  write_text(state.team.folder() / "0001_b.sql", "CREATE TABLE b (n bigint);");
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.findings() == words{"edited 0001_b"});
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(state.has("c"));
}

TEST_CASE("a file edited after tenantry applied it is refused, though Drizzle's row would pass") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  REQUIRE(state.team.tenantry({"migrate", "tenant"}).program.exit_code == 0);
  write_text(state.team.folder() / "0002_c.sql", "CREATE TABLE c (n bigint);");
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.program.exit_code == 5);
  const json failure = ran.tenant().at("error");
  CHECK(failure.at("category") == "history");
  CHECK(failure.at("message").get<std::string>().find("0002_c") != std::string::npos);
}

TEST_CASE("CRLF in a file that Drizzle applied with LF is no edit") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("a", "CREATE TABLE a (\n n integer\n);\n");
  REQUIRE(team.drizzle("v0").exit_code == 0);
  write_text(team.folder() / "0000_a.sql", "CREATE TABLE a (\r\n n integer\r\n);\r\n");
  const answer ran = team.tenantry({"migrate", "tenant"});
  CHECK(ran.tenant().at("outcome") == "up_to_date");
  CHECK(ran.findings().empty());
}

TEST_CASE(
    "a migration whose stamp was changed after Drizzle applied it does not run again, where Drizzle repeats "
    "it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.change_journal([](json &entries) {
    entries[1]["when"] = begin + 5000;
    entries[2]["when"] = begin + 6000;
  });
  const finished_program drizzle = state.team.drizzle("v0");
  CHECK(drizzle.exit_code == 1);
  CHECK(drizzle.err.find("42P07") != std::string::npos);
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.findings() == words{"re_dated 0001_b"});
  CHECK(ran.tenant().at("steps") == 1);
  state.run_drizzle_for_nothing();
}

TEST_CASE("a baseline row that somebody wrote with an empty hash counts as applied") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.team.tenant().run("UPDATE drizzle.__drizzle_migrations SET hash = ''");
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(ran.findings().empty());
  state.run_drizzle_for_nothing();
}

TEST_CASE("a row of Drizzle without a stamp is refused, where Drizzle runs everything again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.team.tenant().run(
      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('by hand', NULL)");
  const finished_program drizzle = state.team.drizzle("v0");
  CHECK(drizzle.exit_code == 1);
  CHECK(drizzle.err.find("42P07") != std::string::npos);
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out);
  CHECK(ran.program.exit_code == 5);
  CHECK(ran.tenant().at("outcome") == "failed");
  CHECK(ran.tenant().at("error").at("message").get<std::string>().find("has no created_at") !=
        std::string::npos);
  CHECK_FALSE(state.has("c"));
}

TEST_CASE("a row of Drizzle that matches nothing is told and stops nothing") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.team.tenant().run(
      "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('of a branch', 1795383698007)");
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.findings() == words{"drizzle_orphan"});
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(state.team.history().size() == 4);
}

TEST_CASE("a row that somebody deleted from Drizzle's table is restored and nothing runs again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const half_done state(server);
  state.team.add("d", "INSERT INTO c VALUES (1);");
  REQUIRE(state.team.tenantry({"migrate", "tenant"}).tenant().at("steps") == 2);
  text_rows before = state.team.history();
  const std::string newest = before.back().at(1);
  state.team.tenant().run("DELETE FROM drizzle.__drizzle_migrations WHERE created_at = " + newest);
  const answer ran = state.team.tenantry({"migrate", "tenant"});
  CHECK(ran.findings() == words{"mirror_missing 0003_d"});
  CHECK(ran.tenant().at("outcome") == "up_to_date");
  CHECK(state.team.history() == before);
  CHECK(state.team.tenant().value("SELECT count(*) FROM c") == "1");
  state.run_drizzle_for_nothing();
  CHECK(state.team.tenantry({"migrate", "tenant"}).findings().empty());
}
