// What does not grow with the fleet.
#include <catch2/catch.hpp>

#include "tests/support/counts.hpp"
#include "tests/support/fleet.hpp"

using namespace tenantry::testing;

TEST_CASE("T-61: memory does not grow with the fleet") {
  const unsigned many = rounds(2000, 10000);
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(many);
  const auto fresh = fleet.migrate();
  CHECK(fresh.program.exit_code == 0);
  CHECK(fresh.summary()["migrated"] == many);
  const auto idle = fleet.migrate();
  CHECK(idle.summary()["up_to_date"] == many);
  INFO("peak " << fresh.program.peak_kib << " KiB fresh, " << idle.program.peak_kib
               << " KiB with nothing to do");
  CHECK(fresh.program.peak_kib < 64L * 1024);
  CHECK(idle.program.peak_kib < 64L * 1024);

  test_fleet small;
  small.add_usual_migrations();
  small.add_sqlite_tenants(many / 20);
  const auto little = small.migrate();
  // Allocators keep some; twenty times the tenants may cost eight MiB, not twenty times the memory.
  CHECK(fresh.program.peak_kib < little.program.peak_kib + 8L * 1024);
}
