// The same engine through the SQLite adapter, which has no batch, no lock and one writer for a file.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/sqlite_database.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;
namespace fs = std::filesystem;

namespace {

track for_sqlite() {
  return track(sqlite(), "sqlite");
}

}  // namespace

TEST_CASE("SQLite: fresh, nothing to do, failure and the next run") {
  const file_database database;
  track t = for_sqlite();
  t.write("0000_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
  t.write("0001_b", "CREATE TABLE b (id int);--> statement-breakpoint\nINSERT INTO b VALUES (1);");
  CHECK(look_at(t, database.url).pending.migrations.size() == 2);
  CHECK(database.value("SELECT count(*) FROM sqlite_master") == "0");
  outcome o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 2);
  CHECK(database.events() == "start 0000_a, done 0000_a, start 0001_b, done 0001_b");
  const auto written = fs::last_write_time(database.file);
  o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::up_to_date);
  CHECK(fs::last_write_time(database.file) == written);
  t.write("0002_c", "CREATE TABLE c (id int);--> statement-breakpoint\nINSERT INTO a VALUES (1), (1);");
  o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->statement == 2);
  CHECK(o.failure->effect == effect::none);
  CHECK(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'c'") == "0");
  t.write("0002_c", "CREATE TABLE c (id int);");
  CHECK(run(t, database.url).is == kind::migrated);
}

TEST_CASE("SQLite: VACUUM runs, alone and between transactions") {
  const file_database database;
  track t = for_sqlite();
  t.write("0000_a",
          "CREATE TABLE a (id int);--> statement-breakpoint\nVACUUM;--> statement-breakpoint\nINSERT INTO a "
          "VALUES (1);");
  t.write("0001_v", "VACUUM;");
  const outcome o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 2);
  CHECK(database.value("SELECT count(*) FROM a") == "1");
}

TEST_CASE("T-08, T-23: SQLite: of two runners at once each migration is applied by one") {
  const bool vacuum = GENERATE(false, true);
  for (unsigned i = 0; i < rounds(10, 100); ++i) {
    const file_database database;
    track one = for_sqlite(), two = for_sqlite();
    for (track *t : {&one, &two}) {
      t->write("0000_a", "CREATE TABLE a (id int);");
      if (vacuum) t->write("0001_v", "VACUUM;");
      t->write("0002_b", "INSERT INTO a VALUES (1);");
      (void)t->compiled();
    }
    outcome first, second;
    {
      std::jthread other([&] { second = run(two, database.url); });
      first = run(one, database.url);
    }
    INFO("first: " << told(first) << "\nsecond: " << told(second) << "\n" << database.events());
    CHECK(first.is != kind::failed);
    CHECK(second.is != kind::failed);
    CHECK(first.to == "0002_b");
    CHECK(second.to == "0002_b");
    CHECK(database.value("SELECT count(*) FROM a") == "1");
    CHECK(database.value(
              "SELECT max(n) FROM (SELECT count(*) n FROM tenantry_history WHERE event = 'done' GROUP BY "
              "tag)") == "1");
  }
}

TEST_CASE("T-44: a table rebuilt as Drizzle writes it keeps the rows of its children") {
  const file_database database;
  track t = for_sqlite();
  t.write("0000_a",
          "CREATE TABLE p (id INTEGER PRIMARY KEY, n text);--> statement-breakpoint\n"
          "CREATE TABLE c (id INTEGER PRIMARY KEY, p int REFERENCES p(id) ON DELETE CASCADE);");
  REQUIRE(run(t, database.url).is == kind::migrated);
  sqlite_run(database.file, "INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1, 1), (2, 1)");
  t.write("0001_r",
          "PRAGMA foreign_keys=OFF;--> statement-breakpoint\n"
          "CREATE TABLE `__new_p` (id INTEGER PRIMARY KEY, n text NOT NULL);--> statement-breakpoint\n"
          "INSERT INTO `__new_p`(\"id\", \"n\") SELECT \"id\", \"n\" FROM `p`;--> statement-breakpoint\n"
          "DROP TABLE `p`;--> statement-breakpoint\n"
          "ALTER TABLE `__new_p` RENAME TO `p`;--> statement-breakpoint\n"
          "PRAGMA foreign_keys=ON;");
  const outcome o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM c") == "2");
  CHECK(database.value("SELECT \"notnull\" FROM pragma_table_info('p') WHERE name = 'n'") == "1");
}

TEST_CASE("T-45: SQLite: a file that somebody writes to is waited for, and named when it stays busy") {
  const file_database database;
  track t = for_sqlite();
  t.write("0000_a", "CREATE TABLE a (id int);");
  REQUIRE(run(t, database.url).is == kind::migrated);
  t.write("0001_b", "CREATE TABLE b (id int);");
  engine_options options = quick_options();
  // The lock of the writer is another engine's transaction on the same file.
  auto writer = session::open(sqlite(), target_of(sqlite(), database.url).connect, {});
  REQUIRE(writer);
  REQUIRE(writer->begin({}, {}));
  SECTION("until it is done") {
    outcome o;
    {
      std::jthread engine([&] { o = run(t, database.url, options); });
      std::this_thread::sleep_for(milliseconds(400));
      REQUIRE(writer->rollback({}));
    }
    INFO(told(o));
    CHECK(o.is == kind::migrated);
  }
  SECTION("or given up") {
    options.wait_lock = milliseconds(300);
    const outcome o = run(t, database.url, options);
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->category == category::locked);
    CHECK(o.failure->effect == effect::none);
    REQUIRE(writer->rollback({}));
    CHECK(database.events() == "start 0000_a, done 0000_a");
  }
}

TEST_CASE("SQLite: Drizzle's rows count, are mirrored, and its own way of declaring ids is kept") {
  const file_database database;
  track t = for_sqlite();
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_b", "CREATE TABLE b (id int);");
  sqlite_run(
      database.file,
      "CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)");
  sqlite_run(database.file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('" + t.hash(0) +
                                "', " + std::to_string(track::stamp(0)) + ")");
  outcome o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 1);
  CHECK(database.value("SELECT count(*) FROM __drizzle_migrations") == "2");
  sqlite_run(database.file,
             "DELETE FROM __drizzle_migrations WHERE created_at = " + std::to_string(track::stamp(1)));
  o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::up_to_date);
  CHECK(database.value("SELECT count(*) FROM __drizzle_migrations") == "2");
}
