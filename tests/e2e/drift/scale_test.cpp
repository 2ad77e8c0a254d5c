// drift over a large fleet: groups that are told once, and memory that does not grow with it.
#include <catch2/catch.hpp>

#include "tests/e2e/drift/drift_fleet.hpp"
#include "tests/support/counts.hpp"

using namespace tenantry::testing;

namespace {

const std::string wells =
    "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, depth integer);\n"
    "CREATE INDEX wells_title ON wells (title);\n";

// Tenants of one schema: every third has an index too many, every fifth a table.
struct drifted_fleet : drift_fleet {
  explicit drifted_fleet(unsigned tenants) : drift_fleet("\"postgresql>=13\", \"sqlite\""), many(tenants) {
    declare(wells, "wells");
    fleet.add_sqlite_tenants(many);
    migrate();
    unsigned at = 0;
    for (const auto &file : std::filesystem::directory_iterator(fleet.folder())) {
      if (file.path().extension() != ".db" || file.path().stem() == "master") continue;
      const bool third = at % 3 == 0, fifth = at % 5 == 0;
      if (third) sqlite_run(file.path(), "CREATE INDEX ix_hotfix ON wells (depth)");
      if (fifth) sqlite_run(file.path(), "CREATE TABLE leftovers (id integer PRIMARY KEY)");
      hot += third ? 1 : 0;
      left += fifth ? 1 : 0;
      drifted += third || fifth ? 1 : 0;
      ++at;
    }
    REQUIRE(at == many);
  }
  unsigned many, hot = 0, left = 0, drifted = 0;
};

}  // namespace

TEST_CASE("T-61: hundreds of drifted tenants are two groups, told in a memory that does not grow with them") {
  const drifted_fleet large(rounds(300, 3000));
  const auto run = large.drift();
  INFO("peak " << run.program.peak_kib << " KiB");
  CHECK(run.program.exit_code == 1);
  const auto summary = drift_of(run);
  CHECK(summary["drifted"] == large.drifted);
  CHECK(summary["clean"] == large.many - large.drifted);
  REQUIRE(summary["groups"].size() == 2);
  CHECK(summary["groups"][0]["text"] == "extra index ix_hotfix on wells (depth)");
  CHECK(summary["groups"][0]["tenants"] == large.hot);
  CHECK(summary["groups"][1]["tenants"] == large.left);

  const drifted_fleet small(rounds(30, 150));
  CHECK(run.program.peak_kib < small.drift().program.peak_kib + 8L * 1024);
}
