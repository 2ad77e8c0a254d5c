// trust = "listed": only what `tenantry adapter trust` wrote into adapters.lock is loaded.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;

namespace {

// A copy of the SQLite adapter's folder, so that a test may spoil it.
std::filesystem::path copied_adapter(const test_fleet &fleet) {
  const auto built =
      tenantry_program().parent_path().parent_path() / "lib/tenantry/adapters/org.tenantry.sqlite";
  const auto copy = fleet.folder() / "adapters" / "org.tenantry.sqlite";
  std::filesystem::create_directories(copy.parent_path());
  std::filesystem::copy(built, copy, std::filesystem::copy_options::recursive);
  return copy;
}

finished_program run(const test_fleet &fleet, std::vector<std::string> arguments) {
  return run_program(fleet.call(std::move(arguments)));
}

}  // namespace

TEST_CASE("a listed adapter is loaded, an unlisted one is refused with the reason, a changed one again") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenants(1);
  fleet.configure();
  const auto adapter = copied_adapter(fleet);

  const finished_program unlisted = run(fleet, {"migrate", "tenant", "--trust", "listed"});
  INFO(unlisted.out << unlisted.err);
  CHECK(unlisted.exit_code != 0);
  CHECK_THAT(unlisted.out + unlisted.err, Catch::Contains("adapters.lock"));

  const finished_program trusted = run(fleet, {"adapter", "trust", adapter.string()});
  INFO(trusted.out << trusted.err);
  REQUIRE(trusted.exit_code == 0);
  const finished_program listed = run(fleet, {"migrate", "tenant", "--trust", "listed"});
  INFO(listed.out << listed.err);
  CHECK(listed.exit_code == 0);

  for (const auto &entry : std::filesystem::directory_iterator(adapter))
    if (entry.path().extension() == ".so")
      write_text(entry.path(), read_text(entry.path()) + "one byte more");
  const finished_program changed = run(fleet, {"migrate", "tenant", "--trust", "listed"});
  INFO(changed.out << changed.err);
  CHECK(changed.exit_code != 0);
  const finished_program again = run(fleet, {"adapter", "trust", adapter.string()});
  CHECK(again.exit_code == 2);
  CHECK_THAT(again.err, Catch::Contains("SHA-256"));
}
