// T-37: a migration of many megabytes and hundreds of thousands of statements costs a heap that does not grow
// with it.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/counts.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

struct script {
  std::size_t rows = 0, bytes = 0;
};

// One row in each statement: the most statements that a file of this size is likely to have.
script write_inserts(const std::filesystem::path &file, std::size_t bytes) {
  script made;
  std::ofstream out(file, std::ios::binary);
  out << "CREATE TABLE readings (id integer PRIMARY KEY, note varchar(200));\n";
  while (made.bytes < bytes) {
    const std::string line = "INSERT INTO readings VALUES (" + std::to_string(++made.rows) +
                             ", 'well \xf0\x9f\x9b\xa2 a note; with a semicolon');\n";
    out << line;
    made.bytes += line.size();
  }
  return made;
}

struct measured {
  script text;
  fleet_run run;
};

// The peak of the heap while a fleet of one tenant takes a script of that size.
measured migrate_script(const test_fleet &fleet, const std::string &file, std::size_t bytes) {
  measured told;
  told.text = write_inserts(fleet.migrations() / file, bytes);
  program_call call = fleet.call({"migrate", "tenant", "--json", "--parallel", "1"});
  call.timeout = std::chrono::seconds(1200);
  told.run = read_run(run_program(call));
  INFO(told.run.told());
  CHECK(told.run.outcome("t") == "migrated");
  return told;
}

void check_heap(const measured &little, const measured &much) {
  INFO(little.text.bytes << " bytes: heap of " << little.run.program.peak_heap_kib << " KiB; "
                         << much.text.bytes << " bytes: " << much.run.program.peak_heap_kib << " KiB");
  CHECK(little.run.program.peak_heap_kib > 0);
  CHECK(much.run.program.peak_heap_kib < little.run.program.peak_heap_kib + 4L * 1024);
}

constexpr std::size_t mega = std::size_t{1} << 20U;

}  // namespace

TEST_CASE("what is measured of a program is not the memory of the test that starts it") {
  const std::vector<char> ballast(64 * mega, 'x');
  program_call call;
  call.program = "/bin/sleep";
  call.arguments = {"0.02"};
  for (int round = 0; round < 50; ++round) CHECK(run_program(call).peak_heap_kib < 16L * 1024);
  CHECK(ballast.back() == 'x');
}

TEST_CASE("T-37: SQLite: a script of many megabytes is run with a heap that does not grow with it") {
  const std::size_t large = rounds(20, 200) * mega;
  const auto go = [](std::size_t bytes) {
    test_fleet fleet;
    fleet.add_migration("0000_readings", "SELECT 1;");
    const auto file = fleet.add_sqlite_tenant("t");
    measured told = migrate_script(fleet, "sqlite/0000_readings.sql", bytes);
    CHECK(sqlite_value(file, "SELECT count(*) FROM readings") == std::to_string(told.text.rows));
    return told;
  };
  check_heap(go(large / 10), go(large));
}

TEST_CASE("T-37: MariaDB: a script of many megabytes is run with a heap that does not grow with it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const std::size_t large = rounds(5, 200) * mega;
  const auto go = [&](std::size_t bytes) {
    const mysql_database database(server);
    test_fleet fleet;
    fleet.add_migration("0000_readings", "SELECT 1;", "");
    fleet.add_tenant({"t", "MARIADB", database.url(), "ACTIVE", {}});
    write_text(fleet.migrations() / "mysql" / "0000_readings.sql", "");
    measured told = migrate_script(fleet, "mysql/0000_readings.sql", bytes);
    CHECK(database.value("SELECT COUNT(*) FROM readings") == std::to_string(told.text.rows));
    return told;
  };
  check_heap(go(large / 10), go(large));
}
