// kill -9 at random moments, then the same command again.
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "tests/support/counts.hpp"
#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

constexpr unsigned each_kind = 20;

// Every kind of piece: DDL, DML that shows when it ran twice, an index built outside a transaction, an enum
// value that is used at once.
void add_killable_migrations(test_fleet &fleet) {
  const std::string count = "UPDATE counter SET n = n + 1;";
  const std::string next = "--> statement-breakpoint\n";
  fleet.add_migration(
      "0000_base", "CREATE TABLE counter (n integer NOT NULL);" + next + "INSERT INTO counter VALUES (1);");
  fleet.add_migration("0001_wells",
                      "CREATE TABLE wells (id integer PRIMARY KEY, name varchar(100));" + next + count);
  fleet.add_migration("0002_status", "CREATE TYPE status AS ENUM ('drilling');" + next + count, count);
  fleet.add_migration("0003_rows",
                      "INSERT INTO wells SELECT g, 'w' || g FROM generate_series(1, 500) g;" + next + count,
                      "INSERT INTO wells VALUES (1, 'w1'), (2, 'w2');" + next + count);
  fleet.add_migration("0004_index", "CREATE INDEX CONCURRENTLY wells_name_idx ON wells (name);",
                      "CREATE INDEX wells_name_idx ON wells (name);");
  fleet.add_migration("0005_enum",
                      "ALTER TYPE status ADD VALUE 'producing';" + next +
                          "ALTER TABLE wells ADD COLUMN status status DEFAULT 'producing';" + next + count,
                      "ALTER TABLE wells ADD COLUMN status text DEFAULT 'producing';" + next + count);
  fleet.add_migration("0006_more",
                      "CREATE TABLE more (id integer PRIMARY KEY REFERENCES wells (id));" + next + count);
}

struct victims {
  test_fleet fleet;
  std::vector<std::unique_ptr<postgres_database>> servers;
  std::vector<std::filesystem::path> files;

  explicit victims(const std::string &server) {
    add_killable_migrations(fleet);
    for (unsigned i = 0; i < each_kind; ++i) {
      servers.push_back(std::make_unique<postgres_database>(server, "kill"));
      fleet.add_tenant({"p" + std::to_string(i), "POSTGRESQL", servers.back()->url(), "ACTIVE", {}});
      files.push_back(fleet.add_sqlite_tenant("s" + std::to_string(i)));
    }
  }

  void empty_all() const {
    for (const auto &database : servers)
      database->run(
          "DROP SCHEMA IF EXISTS tenantry CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    for (const auto &file : files) {
      for (const char *side : {"-wal", "-shm", "-journal"}) std::filesystem::remove(file.string() + side);
      write_text(file, "");
    }
  }
};

void check_all_are_as(const victims &all, const std::string &postgres_schema,
                      const std::string &sqlite_schema_text) {
  const std::string once = once_each(all.fleet.tags());
  for (const auto &database : all.servers) {
    INFO(database->name());
    CHECK(database->schema() == postgres_schema);
    CHECK(done_counts(*database) == once);
    CHECK(database->value("SELECT n FROM counter") == "6");
    CHECK(database->value("SELECT count(*) FROM wells") == "500");
  }
  for (const auto &file : all.files) {
    INFO(file);
    CHECK(sqlite_schema(file) == sqlite_schema_text);
    CHECK(done_counts(file) == once);
    CHECK(sqlite_value(file, "SELECT n FROM counter") == "6");
    CHECK(sqlite_value(file, "SELECT count(*) FROM wells") == "2");
  }
}

}  // namespace

TEST_CASE(
    "T-01, T-05: after kill -9 at any moment the same command finishes the fleet, each migration once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const victims all(server);
  const auto clean = all.fleet.migrate({"--parallel", "8"});
  INFO("clean run: " << clean.told());
  REQUIRE(clean.program.exit_code == 0);
  const std::string postgres_schema = all.servers[0]->schema();
  const std::string sqlite_schema_text = sqlite_schema(all.files[0]);
  check_all_are_as(all, postgres_schema, sqlite_schema_text);

  const unsigned first = seed();
  std::mt19937 random(first);
  const auto longest = static_cast<unsigned>(clean.program.took.count()) + 20;
  for (unsigned round = 0; round < rounds(10, 200); ++round) {
    all.empty_all();
    // Up to three kills in a row: a run that repairs may be killed too.
    const auto kills = 1 + random() % 3;
    std::string moments;
    for (std::uint_fast32_t k = 0; k < kills; ++k) {
      const auto moment = std::chrono::milliseconds(static_cast<unsigned>(random() % longest));
      running_program program(all.fleet.call({"migrate", "tenant", "--json", "--parallel", "8"}));
      std::this_thread::sleep_for(moment);
      program.send(SIGKILL);
      program.wait();
      moments += std::to_string(moment.count()) + " ";
    }
    const auto again = all.fleet.migrate({"--parallel", "8"});
    INFO("TENANTRY_TEST_SEED=" << first << " round " << round << ", killed after ms: " << moments << "\n"
                               << again.told());
    REQUIRE(again.program.exit_code == 0);
    check_all_are_as(all, postgres_schema, sqlite_schema_text);
  }
}
