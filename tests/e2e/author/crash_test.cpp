// A kill at each step of writing: the folder is as it was, or has the whole migration.  strace sends the
// signal at the n-th file that is put in its place.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/e2e/author/declared_fleet.hpp"

using namespace tenantry::testing;

namespace fs = std::filesystem;

namespace {

program_call killed_at(const declared_fleet &team, unsigned step) {
  program_call call =
      team.fleet().call({"-f", "-qq", "-e", "trace=/^rename", "-e",
                         "inject=/^rename:signal=SIGKILL:when=" + std::to_string(step),
                         tenantry_program().string(), "generate", "tenant", "--name", "second"});
  call.program = "/usr/bin/strace";
  // The leak checker cannot look where strace does.
  call.environment["ASAN_OPTIONS"] = "detect_leaks=0";
  return call;
}

}  // namespace

TEST_CASE("a kill at any moment of generate leaves the folder as it was or with the whole migration") {
  REQUIRE(fs::exists("/usr/bin/strace"));  // tools/install-packages tests installs it
  unsigned broken_off = 0;
  for (unsigned step = 1;; ++step) {
    REQUIRE(step < 50);
    INFO("killed at file " << step);
    const declared_fleet team("");
    team.declare("CREATE TABLE wells (id integer PRIMARY KEY);\n");
    (void)team.generate({"--name", "first"});
    team.declare("CREATE TABLE wells (id integer PRIMARY KEY, depth integer);\n");
    const finished_program killed = run_program(killed_at(team, step));
    INFO(killed.out << killed.err);
    if (killed.exit_code == 0) break;
    ++broken_off;
    const auto plan = team.fleet().run({"plan", "tenant"});
    INFO(plan.told());
    REQUIRE(plan.program.exit_code == 0);
    const auto pending = plan.tenant("small")["total"];
    CHECK((pending == 1 || pending == 2));
    // The same command again finishes it; after that nothing tells of the kill.
    const auto again = team.generate({"--name", "second"});
    CHECK(again.lines.back()["changes"] == (pending == 2 ? 0 : 1));
    const finished_program checked = run_program(team.fleet().call({"check", "tenant"}));
    INFO(checked.out << checked.err);
    CHECK(checked.exit_code == 0);
    team.migrate();
    CHECK(sqlite_rows(team.small(), "SELECT depth FROM wells").empty());
  }
  CHECK(broken_off >= 7);  // two files, what undoes each, snapshot, seal, journal
}
