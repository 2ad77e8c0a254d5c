// lock list and lock release.
#include <catch2/catch.hpp>
#include <csignal>

#include "tests/e2e/committing/fleet.hpp"

using namespace tenantry::testing;

namespace {

const std::map<std::string, std::string> by_lease = {{"COMMITTING_LOCK", "unsupported"}};

// A runner that was killed while it held the lease.
void kill_a_runner(committing_fleet &all) {
  all.fleet().add_migration("0000_a", "CREATE TABLE a (id integer);");
  auto environment = by_lease;
  environment["COMMITTING_FAULT"] = "kill-before:10";
  const auto first = all.run({"migrate", "tenant"}, environment);
  INFO(first.told());
  REQUIRE(first.program.exit_code == 128 + SIGKILL);
  REQUIRE(all.value("SELECT count(*) FROM tenantry_lease WHERE owner <> '-'") == "1");
}

nlohmann::json locks_of(const fleet_run &told) {
  for (const auto &line : told.lines)
    if (line.value("event", "") == "locks") return line;
  return {};
}

}  // namespace

TEST_CASE("T-25: the lease of a runner that was killed is shown as dead, and released") {
  committing_fleet all;
  kill_a_runner(all);
  auto told = all.run({"lock", "list", "tenant"}, by_lease);
  INFO(told.told());
  CHECK(told.program.exit_code == 0);
  auto line = locks_of(told);
  REQUIRE(line.value("state", "") == "held");
  CHECK(line.at("locks").at(0).value("kind", "") == "lease");
  CHECK(line.at("locks").at(0).value("owner", "") == "dead");
  CHECK(line.at("locks").at(0).value("releasable", false));

  // Nobody is asked where no terminal is.
  told = all.run({"lock", "release", "tenant"}, by_lease);
  CHECK(told.program.exit_code == 2);
  CHECK(all.value("SELECT count(*) FROM tenantry_lease WHERE owner <> '-'") == "1");

  told = all.run({"lock", "release", "tenant", "--yes"}, by_lease);
  INFO(told.told());
  CHECK(told.program.exit_code == 0);
  CHECK(locks_of(told).value("state", "") == "released");
  CHECK(all.value("SELECT owner FROM tenantry_lease") == "-");
  told = all.run({"lock", "release", "tenant", "--yes"}, by_lease);
  CHECK(told.program.exit_code == 0);
  CHECK(locks_of(told).value("state", "") == "free");
  CHECK(all.run({"migrate", "tenant"}, by_lease).outcome("t") == "migrated");
}

TEST_CASE("T-25: a dead runner's lease is released beside a folder that cannot be read") {
  committing_fleet all;
  kill_a_runner(all);
  write_text(all.fleet().migrations() / "meta/_journal.json", "{");
  REQUIRE(all.run({"migrate", "tenant"}, by_lease).program.exit_code != 0);
  const auto listed = all.run({"lock", "list", "tenant"}, by_lease);
  INFO(listed.told());
  CHECK(listed.program.exit_code == 0);
  CHECK(locks_of(listed).value("state", "") == "held");
  const auto told = all.run({"lock", "release", "tenant", "--yes"}, by_lease);
  INFO(told.told());
  CHECK(locks_of(told).value("state", "") == "released");
}

TEST_CASE("T-25: a lease whose owner lives, or may live, is refused with the reason") {
  committing_fleet all;
  kill_a_runner(all);
  std::string part;
  SECTION("on this machine") {
    // The test itself is the owner: alive for sure.
    std::string stat = read_text("/proc/self/stat");
    stat.erase(0, stat.rfind(')') + 2);
    for (int i = 0; i < 19; ++i) stat.erase(0, stat.find(' ') + 1);
    sqlite_run(all.file(), "UPDATE tenantry_lease SET process = '" + std::to_string(getpid()) + ":" +
                               stat.substr(0, stat.find(' ')) + "'");
    part = "its owner lives";
  }
  SECTION("on another machine, with a fresh heartbeat") {
    sqlite_run(
        all.file(),
        "UPDATE tenantry_lease SET machine = 'elsewhere', host = 'host-b', beat_at = CURRENT_TIMESTAMP");
    part = "may live";
  }
  const auto told = all.run({"lock", "release", "tenant", "--yes", "--tenant", "t"}, by_lease);
  INFO(told.told());
  CHECK(told.program.exit_code == 8);
  CHECK(locks_of(told).value("state", "") == "refused");
  CHECK(locks_of(told).value("why", "").find(part) != std::string::npos);
  CHECK(all.value("SELECT count(*) FROM tenantry_lease WHERE owner <> '-'") == "1");
}

TEST_CASE(
    "T-06: another machine's lease whose heartbeat stopped is released, and taken over by the next run") {
  committing_fleet all;
  kill_a_runner(all);
  sqlite_run(
      all.file(),
      "UPDATE tenantry_lease SET machine = 'elsewhere', ttl_ms = 900, beat_at = '2026-01-01T00:00:00.000Z'");
  SECTION("by a person") {
    const auto told = all.run({"lock", "release", "tenant", "--yes"}, by_lease);
    INFO(told.told());
    CHECK(told.program.exit_code == 0);
    CHECK(locks_of(told).value("state", "") == "released");
  }
  const auto told = all.run({"migrate", "tenant"}, by_lease);
  INFO(told.told());
  CHECK(told.outcome("t") == "migrated");
}

TEST_CASE("a database without locks is free, and text says the same as JSON") {
  committing_fleet all;
  all.fleet().add_migration("0000_a", "CREATE TABLE a (id integer);");
  auto call = all.call({"lock", "list"});
  call.arguments.erase(std::find(call.arguments.begin(), call.arguments.end(), "--json"));
  const auto text = run_program(call);
  INFO(text.out << text.err);
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("0 session locks and 0 leases held") != std::string::npos);
  CHECK(all.value("SELECT count(*) FROM sqlite_master") == "0");
}
