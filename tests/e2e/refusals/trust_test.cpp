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
  auto copy = fleet.folder() / "adapters" / "org.tenantry.sqlite";
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

TEST_CASE("trusting twice keeps one line, by whatever path, and a rebuilt library replaces it") {
  test_fleet fleet;
  fleet.configure();
  const auto adapter = copied_adapter(fleet);
  std::filesystem::create_directory_symlink(adapter, fleet.folder() / "link");
  CHECK_THAT(run(fleet, {"adapter", "trust", adapter.string()}).out,
             Catch::StartsWith("trusted  org.tenantry.sqlite"));
  const std::string listed = read_text(fleet.folder() / "adapters.lock");
  for (const auto &path : {adapter, adapter.parent_path(), fleet.folder() / "link"}) {
    const finished_program again = run(fleet, {"adapter", "trust", path.string()});
    INFO(again.out << again.err);
    CHECK(again.exit_code == 0);
    CHECK_THAT(again.out, Catch::Contains("trusted already"));
    CHECK(read_text(fleet.folder() / "adapters.lock") == listed);
  }
  // As after a rebuild: the manifest agrees with the library, the list has another hash.
  write_text(fleet.folder() / "adapters.lock", std::string(64, '0') + listed.substr(64));
  CHECK_THAT(
      run(fleet, {"adapter", "list", "--trust", "listed", "--adapter-dir", adapter.parent_path().string()})
          .out,
      Catch::Contains("the file has changed") && Catch::Contains("tenantry adapter trust '"));
  CHECK_THAT(run(fleet, {"adapter", "trust", adapter.string()}).out, Catch::Contains("trusted anew"));
  CHECK(read_text(fleet.folder() / "adapters.lock") == listed);
}

TEST_CASE("what is no adapter's folder is refused with what to do, and nothing is listed") {
  test_fleet fleet;
  fleet.configure();
  const auto adapter = copied_adapter(fleet);
  CHECK_THAT(run(fleet, {"adapter", "trust", "/nowhere/at/all"}).err, Catch::Contains("there is no folder"));
  CHECK_THAT(run(fleet, {"adapter", "trust", (adapter / "adapter.json").string()}).err,
             Catch::Contains("is a file") && Catch::Contains("tenantry adapter trust " + adapter.string()));
  CHECK(run(fleet, {"adapter", "trust"}).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(fleet.folder() / "adapters.lock"));
}

TEST_CASE("a listed adapter in a folder that others may write to is told at once, with exit code 1") {
  test_fleet fleet;
  fleet.configure();
  const auto adapter = copied_adapter(fleet);
  std::filesystem::permissions(adapter, std::filesystem::perms(0777));
  const finished_program told = run(fleet, {"adapter", "trust", adapter.string()});
  INFO(told.out << told.err);
  CHECK(told.exit_code == 1);
  CHECK_THAT(told.out, Catch::Contains("and yet it is not loaded") && Catch::Contains("chmod go-w"));
}
