// kill -9 at every operation, then the same command again.
#include <catch2/catch.hpp>
#include <csignal>

#include "tests/e2e/committing/fleet.hpp"
#include "tests/support/counts.hpp"

using namespace tenantry::testing;

namespace {

constexpr int killed = 128 + SIGKILL;
constexpr const char *next = "--> statement-breakpoint\n";

// The counter shows what ran twice or never; the ALTER is a statement that no probe can tell about.
void add_migrations(test_fleet &fleet) {
  const std::string count = "UPDATE counter SET n = n + 1;";
  fleet.add_migration("0000_base", std::string("CREATE TABLE counter (n integer);") + next +
                                       "INSERT INTO counter VALUES (0);");
  fleet.add_migration("0001_wells", std::string("CREATE TABLE wells (id integer);") + next + count + next +
                                        count + next + "CREATE INDEX wells_id ON wells (id);" + next +
                                        "ALTER TABLE wells ADD COLUMN name text;" + next +
                                        "INSERT INTO wells VALUES (1, 'a');" + next + count);
  fleet.add_migration("0002_rest",
                      std::string("DROP INDEX wells_id;") + next + "CREATE TABLE more (id integer);");
}

void check_clean(const committing_fleet &all) {
  CHECK(all.value("SELECT n FROM counter") == "3");
  CHECK(all.value("SELECT group_concat(id || name) FROM wells") == "1a");
  CHECK(all.value("SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE name NOT LIKE "
                  "'tenantry%' AND "
                  "name NOT LIKE 'sqlite%' ORDER BY name)") == "counter,more,wells");
  CHECK(done_counts(all.file()) == "0000_base=1 0001_wells=1 0002_rest=1 ");
}

// A person looks, and types what the message says.
void resolve_held(const committing_fleet &all, const nlohmann::json &error) {
  const std::string advice = error.value("next", "");
  REQUIRE(error.value("statement", 0) == 5);
  REQUIRE(advice.find("ALTER TABLE wells ADD COLUMN name text") != std::string::npos);
  REQUIRE(advice.find("tenantry resolve tenant --applied 0001_wells --statement 5") != std::string::npos);
  const bool there = all.value("SELECT count(*) FROM pragma_table_info('wells')") == "2";
  const auto told = all.run({"resolve", "tenant", there ? "--applied" : "--pending", "0001_wells",
                             "--statement", "5", "--tenant", "t"});
  INFO(told.told());
  REQUIRE(told.program.exit_code == 0);
}

}  // namespace

TEST_CASE(
    "T-02, T-03: killed at any operation, the same command ends as a clean run, or the tenant is held "
    "rightly") {
  const std::string lock = GENERATE("session", "unsupported");
  committing_fleet all;
  add_migrations(all.fleet());
  const unsigned step = rounds(3, 1);
  unsigned kills = 0, helds = 0;
  for (unsigned n = 1 + seed() % step;; n += step) {
    all.start_again();
    const bool before = n % 2 == 0;
    const std::string fault = (before ? "kill-before:" : "kill-after:") + std::to_string(n);
    const auto first =
        all.run({"migrate", "tenant"}, {{"COMMITTING_FAULT", fault}, {"COMMITTING_LOCK", lock}});
    if (first.program.exit_code != killed) {
      INFO(fault << ": " << first.told());
      REQUIRE(first.program.exit_code == 0);
      if (before) break;  // there is no operation n
      continue;  // or operation n failed, as the first look at a history does: there is no "after" it
    }
    ++kills;
    // The dead runner's lease would be waited for: a person who knows that it is dead frees it.
    if (lock == "unsupported") {
      const auto freed = all.run({"lock", "release", "tenant", "--yes"}, {{"COMMITTING_LOCK", lock}});
      INFO(fault << " " << freed.told());
      REQUIRE(freed.program.exit_code == 0);
    }
    auto again = all.run({"migrate", "tenant"}, {{"COMMITTING_LOCK", lock}});
    INFO(fault << " lock " << lock << ": " << again.told());
    if (again.outcome("t") == "held") {
      ++helds;
      resolve_held(all, again.tenant("t").at("error"));
      again = all.run({"migrate", "tenant"}, {{"COMMITTING_LOCK", lock}});
    }
    INFO(again.told());
    REQUIRE(again.program.exit_code == 0);
    check_clean(all);
  }
  CHECK(kills >= (lock == "session" ? 30U : 50U) / step);
  if (step == 1) CHECK(helds > 0);
}

TEST_CASE("T-02: what a failure leaves is told in text and in JSON, and the corrected file goes on") {
  committing_fleet all;
  all.fleet().add_migration("0000_a", std::string("CREATE TABLE a (id integer);") + next +
                                          "INSERT INTO a VALUES (1);" + next +
                                          "CREATE TABLE a (id integer);");
  auto told = all.run({"migrate", "tenant"});
  INFO(told.told());
  REQUIRE(told.outcome("t") == "failed");
  const auto error = told.tenant("t").at("error");
  CHECK(error.value("committed", "").find("2 of 3 statements of \"0000_a\" are committed and stay") == 0);
  CHECK(error.value("next", "").find("correct statement 3") == 0);
  write_text(all.fleet().migrations() / "sqlite" / "0000_a.sql", std::string("CREATE TABLE a (id integer);") +
                                                                     next + "INSERT INTO a VALUES (1);" +
                                                                     next + "CREATE TABLE b (id integer);");
  told = all.run({"migrate", "tenant"});
  INFO(told.told());
  CHECK(told.outcome("t") == "migrated");
  CHECK(all.value("SELECT count(*) FROM a") == "1");
}
