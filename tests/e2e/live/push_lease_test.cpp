// push where DDL commits by itself and the database has no session lock: a lease takes its place.
#include <catch2/catch.hpp>

#include "tests/e2e/committing/fleet.hpp"

using namespace tenantry::testing;

namespace {

const std::map<std::string, std::string> by_lease = {{"COMMITTING_LOCK", "unsupported"}};

nlohmann::json pushed(const fleet_run &run) {
  for (const auto &line : run.lines)
    if (line["event"] == "pushed") return line;
  return nullptr;
}

}  // namespace

TEST_CASE("push takes a lease where no session lock works, gives it back, and waits for another's") {
  committing_fleet all;
  std::filesystem::remove_all(all.fleet().migrations());
  all.fleet().configure("schema = \"schema\"\n");
  const auto declare = [&](const std::string &sql) {
    write_text(all.fleet().folder() / "schema" / "tenant.sql", sql);
  };
  declare("CREATE TABLE a (id integer PRIMARY KEY);\n");
  const auto first = all.run({"push", "tenant"}, by_lease);
  INFO(first.told());
  REQUIRE(first.program.exit_code == 0);
  CHECK(pushed(first)["ran"] == 1);
  CHECK(all.value("SELECT count(*) FROM tenantry_lease WHERE owner <> '-'") == "0");

  // Somebody on another machine works there.
  sqlite_run(all.file(),
             "UPDATE tenantry_lease SET owner = 'x', host = 'elsewhere', machine = 'other', process = '1:1', "
             "fence = fence + 1, ttl_ms = 600000, beat_at = CURRENT_TIMESTAMP");
  declare("CREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE b (id integer PRIMARY KEY);\n");
  for (const auto &environment : {by_lease, std::map<std::string, std::string>{}}) {
    const auto second = all.run({"push", "tenant", "--wait-lock", "300ms"}, environment);
    INFO(second.told());
    CHECK(second.program.exit_code == 7);
    CHECK(pushed(second)["ran"] == 0);
    CHECK(all.value("SELECT count(*) FROM sqlite_master WHERE name = 'b'") == "0");
  }
  sqlite_run(all.file(), "UPDATE tenantry_lease SET owner = '-'");
  CHECK(pushed(all.run({"push", "tenant"}, by_lease))["ran"] == 1);
  CHECK(pushed(all.run({"push", "tenant"}))["statements"] == 0);
}
