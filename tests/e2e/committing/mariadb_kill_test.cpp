// kill -9 over MariaDB, of the client and of the server, at random moments; then the same command again.
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "tests/e2e/committing/mariadb_fleet.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/own_mariadb.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

constexpr unsigned tenants = 4;

// A clean run: the schema that all others must end in, and how long it takes.
struct clean_run {
  std::string schema;
  unsigned took_ms = 0;

  explicit clean_run(const mariadb_fleet &all) {
    const auto run = all.migrate();
    INFO("clean run: " << run.told());
    REQUIRE(run.program.exit_code == 0);
    schema = all.databases().front()->schema();
    REQUIRE(schema.find("equipment") != std::string::npos);
    all.check_all(schema);
    all.empty_all();
    const auto warm = all.migrate();  // the first one also read the program from the disk
    REQUIRE(warm.program.exit_code == 0);
    took_ms = static_cast<unsigned>(std::min(run.program.took, warm.program.took).count());
  }
};

program_call call_of(const mariadb_fleet &all) {
  return all.fleet().call({"migrate", "tenant", "--json", "--max-failures", "none"});
}

}  // namespace

TEST_CASE(
    "T-02, T-03: MariaDB: after kill -9 of the client at any moment the same command ends as a clean run") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mariadb_fleet all(server, tenants);
  const clean_run clean(all);
  const unsigned first = seed();
  std::mt19937 random(first);
  unsigned held = 0, hit = 0;
  const unsigned all_rounds = rounds(10, 200);
  for (unsigned round = 0; round < all_rounds; ++round) {
    all.empty_all();
    // Up to three kills in a row: a run that repairs may be killed too.
    const auto kills = 1 + random() % 3;
    std::string moments;
    for (std::uint_fast32_t k = 0; k < kills; ++k) {
      const auto moment = std::chrono::milliseconds(static_cast<unsigned>(random() % (clean.took_ms + 20)));
      running_program program(call_of(all));
      std::this_thread::sleep_for(moment);
      program.send(SIGKILL);
      if (program.wait().exit_code == 128 + SIGKILL) ++hit;
      moments += std::to_string(moment.count()) + " ";
    }
    const auto again = all.migrate_and_resolve(held);
    INFO("TENANTRY_TEST_SEED=" << first << " round " << round << ", killed after ms: " << moments << "\n"
                               << again.told());
    REQUIRE(again.program.exit_code == 0);
    all.check_all(clean.schema);
  }
  CHECK(hit >= all_rounds / 2);
  WARN(all_rounds << " rounds, " << hit << " kills of a running program, " << held << " tenants held");
}

TEST_CASE(
    "T-05: MariaDB: after kill -9 of the server at any moment and its start the same command ends as a clean "
    "run") {
  TENANTRY_REQUIRE_SERVER(there, TENANTRY_TEST_MARIADB);  // where it is not, there is no mariadbd either
  own_mariadb server;
  const mariadb_fleet all(server.url(), tenants);
  const clean_run clean(all);
  const unsigned first = seed();
  std::mt19937 random(first);
  unsigned held = 0, broken = 0;
  const unsigned all_rounds = rounds(2, 20);
  for (unsigned round = 0; round < all_rounds; ++round) {
    all.empty_all();
    const auto moment = std::chrono::milliseconds(static_cast<unsigned>(random() % (clean.took_ms + 20)));
    running_program program(call_of(all));
    std::this_thread::sleep_for(moment);
    server.kill();
    const auto cut = program.wait();
    if (cut.exit_code != 0) ++broken;
    server.start_again();
    const auto again = all.migrate_and_resolve(held);
    INFO("TENANTRY_TEST_SEED=" << first << " round " << round << ", killed after ms: " << moment.count()
                               << "\nthe run that lost its server: " << cut.out << cut.err
                               << "\nthe next: " << again.told());
    REQUIRE_FALSE(cut.timed_out);
    REQUIRE(again.program.exit_code == 0);
    all.check_all(clean.schema);
  }
  CHECK(broken > 0);
  WARN(all_rounds << " rounds, " << broken << " runs that lost their server, " << held << " tenants held");
}
