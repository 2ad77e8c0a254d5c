// Databases whose DDL commits by itself: what is written when, and what the next run makes of it.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/counts.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

constexpr const char *next = "--> statement-breakpoint\n";

track on_committing() {
  return track(committing(), "sqlite");
}

std::string file_of(std::initializer_list<std::string> statements) {
  std::string all;
  for (const std::string &one : statements) all += (all.empty() ? "" : next) + one + ";";
  return all;
}

// Several statements of both kinds; the counter shows when one ran twice or never.
void write_mixed(track &t) {
  const std::string count = "UPDATE counter SET n = n + 1";
  t.write("0000_base", file_of({"CREATE TABLE counter (n int)", "INSERT INTO counter VALUES (0)"}));
  t.write("0001_wells", file_of({"CREATE TABLE wells (id int, name text)", count, count,
                                 "CREATE INDEX wells_name ON wells (name)",
                                 "INSERT INTO wells VALUES (1, 'a'), (2, 'b')", count}));
  t.write("0002_drop", file_of({"DROP INDEX wells_name", "CREATE TABLE more (id int)", count}));
  t.write("0003_data", file_of({count}));
}

void check_mixed(const file_database &database) {
  CHECK(database.value("SELECT n FROM counter") == "5");
  CHECK(database.value("SELECT count(*) FROM wells") == "2");
  CHECK(database.value("SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE name NOT LIKE "
                       "'tenantry%' AND name NOT LIKE 'sqlite%' ORDER BY name)") == "counter,more,wells");
  CHECK(database.value("SELECT count(*) FROM tenantry_history WHERE event = 'done'") == "4");
  CHECK(database.value(
            "SELECT max(n) FROM (SELECT count(*) n FROM tenantry_history WHERE event = 'done' GROUP BY "
            "tag)") == "1");
}

bool next_says(const outcome &o, const std::string &part) {
  return o.failure && o.failure->next.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("where DDL commits each DDL is announced, and data changes share a transaction with their step") {
  const file_database database;
  track t = on_committing();
  write_mixed(t);
  outcome o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::migrated);
  CHECK(o.steps == 4);
  check_mixed(database);
  CHECK(database.value(
            "SELECT group_concat(event || step, ' ') FROM (SELECT * FROM tenantry_history WHERE tag = "
            "'0001_wells' ORDER BY seq)") == "start1 step1 start2 step3 start4 step4 start5 done6");
  o = run(t, database.url);
  CHECK(o.is == kind::up_to_date);
}

TEST_CASE("a database that takes one row in an INSERT gets the same history") {
  const file_database plain, refusing;
  track t = on_committing();
  write_mixed(t);
  REQUIRE(run(t, plain.url).is == kind::migrated);
  const environment_setting rows("COMMITTING_ROWS", "one");
  const outcome o = run(t, refusing.url);
  INFO(told(o));
  REQUIRE(o.is == kind::migrated);
  check_mixed(refusing);
  const char *all =
      "SELECT group_concat(seq || event || step || tag || prefix_hash, ' ') FROM (SELECT * FROM "
      "tenantry_history ORDER BY seq)";
  CHECK(plain.value(all) == refusing.value(all));
}

TEST_CASE("T-02: a failure at statement k says what is committed, and a corrected file goes on from there") {
  const file_database database;
  track t = on_committing();
  t.write("0000_a", file_of({"CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)", "CREATE TABLE a (id int)",
                             "INSERT INTO a VALUES (2)"}));
  outcome o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->statement == 3);
  CHECK(o.failure->effect == effect::none);
  CHECK(has_detail(*o.failure, "committed", "2 of 4 statements of \"0000_a\" are committed"));
  CHECK(has_detail(*o.failure, "committed", "INSERT INTO a"));
  CHECK(next_says(o, "correct statement 3"));

  SECTION("the same file fails at the same place, and repeats nothing") {
    o = run(t, database.url);
    INFO(told(o));
    CHECK(o.failure->statement == 3);
    CHECK(database.value("SELECT count(*) FROM a") == "1");
  }
  SECTION("corrected, it goes on") {
    t.write("0000_a", file_of({"CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)",
                               "CREATE TABLE b (id int)", "INSERT INTO a VALUES (2)"}));
    o = run(t, database.url);
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(database.value("SELECT group_concat(id) FROM a") == "1,2");
    CHECK(database.value("SELECT count(*) FROM b") == "0");
  }
  SECTION("T-04: an edit of what is committed is refused, and nothing runs") {
    t.write("0000_a", file_of({"CREATE TABLE a (id int, n int)", "INSERT INTO a VALUES (1)",
                               "CREATE TABLE b (id int)", "INSERT INTO a VALUES (2)"}));
    o = run(t, database.url);
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->category == category::history);
    CHECK(o.failure->message.find("2 of 4 statements") != std::string::npos);
    CHECK(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'b'") == "0");
  }
  SECTION("the rest cut off, the migration is finished") {
    t.write("0000_a", file_of({"CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)"}));
    o = run(t, database.url);
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(database.value("SELECT count(*) FROM a") == "1");
  }
}

TEST_CASE("T-02: data changes that fail leave nothing of their own transaction") {
  const file_database database;
  track t = on_committing();
  t.write("0000_a", file_of({"CREATE TABLE a (id int PRIMARY KEY)", "INSERT INTO a VALUES (1)",
                             "INSERT INTO a VALUES (2)", "INSERT INTO a VALUES (1)"}));
  outcome o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->statement == 4);
  CHECK(has_detail(*o.failure, "committed", "1 of 4"));
  CHECK(database.value("SELECT count(*) FROM a") == "0");
  t.write("0000_a", file_of({"CREATE TABLE a (id int PRIMARY KEY)", "INSERT INTO a VALUES (1)",
                             "INSERT INTO a VALUES (2)", "INSERT INTO a VALUES (3)"}));
  o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT group_concat(id) FROM a") == "1,2,3");
}

TEST_CASE("T-03, T-05: a line lost at any operation ends, in the same call, as a clean run does") {
  const std::string how = GENERATE("lost-before", "lost-after");
  const auto [lock, many] = GENERATE(
      table<std::string, std::string>({{"session", "many"}, {"session", "one"}, {"unsupported", "many"}}));
  const environment_setting locks("COMMITTING_LOCK", lock), rows("COMMITTING_ROWS", many);
  // Of the operations of one run each third, from a random one on; in full each.
  const unsigned step = rounds(3, 1), last = 90;
  for (unsigned n = 1 + seed() % step; n <= last; n += step) {
    const file_database database;
    track t = on_committing();
    write_mixed(t);
    outcome o;
    {
      const environment_setting fault("COMMITTING_FAULT", fmt::format("{}:{}", how, n));
      o = run(t, database.url);
    }
    INFO(how << ":" << n << " lock " << lock << " rows " << many << ": " << told(o) << "\n"
             << database.events());
    REQUIRE(o.is == kind::migrated);
    check_mixed(database);
    REQUIRE(run(t, database.url).is == kind::up_to_date);
  }
}

TEST_CASE("T-03: a statement whose fate nobody can tell is held, with what to look at and what to type") {
  const file_database database;
  track t = on_committing();
  t.write("0000_a", file_of({"CREATE TABLE a (id int)"}));
  REQUIRE(run(t, database.url).is == kind::migrated);
  t.write("0001_b", file_of({"CREATE TABLE b (id int)", "ALTER TABLE a ADD COLUMN n int",
                             "INSERT INTO a VALUES (1, 1)"}));
  const bool took_effect = GENERATE(false, true);
  const auto columns = [&] { return database.value("SELECT count(*) FROM pragma_table_info('a')"); };
  outcome o;
  for (unsigned n = 1; n < 60; ++n) {
    sqlite_run(database.file, "DELETE FROM tenantry_history WHERE tag = '0001_b'; DROP TABLE IF EXISTS b");
    if (columns() == "2") sqlite_run(database.file, "DELETE FROM a; ALTER TABLE a DROP COLUMN n");
    const environment_setting probe("COMMITTING_PROBE", "unclear");
    const environment_setting fault("COMMITTING_FAULT", fmt::format("lost-after:{}", n));
    o = run(t, database.url);
    // Lost behind the announcement, and lost behind the statement itself.
    if (o.is == kind::held && o.failure->statement == 2 && columns() == (took_effect ? "2" : "1")) break;
  }
  INFO(told(o));
  REQUIRE(o.is == kind::held);
  CHECK(o.failed_tag == "0001_b");
  CHECK(o.failure->effect == effect::unknown);
  CHECK(next_says(o, "ALTER TABLE a ADD COLUMN n int"));
  CHECK(next_says(o, "tenantry resolve tenant --applied 0001_b --statement 2"));
  CHECK(next_says(o, "tenantry resolve tenant --pending 0001_b --statement 2"));
  CHECK(has_detail(*o.failure, "committed", "1 of 3"));
  mark_request wanted{took_effect, {"0001_b"}, 2};
  o = mark(target_of(committing(), database.url), t.compiled(), quick_options(), {}, wanted);
  INFO(told(o));
  REQUIRE(o.is == kind::migrated);
  CHECK(mark(target_of(committing(), database.url), t.compiled(), quick_options(), {}, wanted).is ==
        kind::up_to_date);
  o = run(t, database.url);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT group_concat(id || ':' || n) FROM a") == "1:1");
}

TEST_CASE("a statement can be marked only where it is the one in doubt") {
  const file_database database;
  track t = on_committing();
  t.write("0000_a",
          file_of({"CREATE TABLE a (id int)", "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1)"}));
  const auto mark_one = [&](bool applied, std::uint32_t statement) {
    return mark(target_of(committing(), database.url), t.compiled(), quick_options(), {},
                {applied, {"0000_a"}, statement});
  };
  CHECK(mark_one(true, 1).failure->category == category::usage);
  REQUIRE(run(t, database.url).is == kind::failed);
  CHECK(mark_one(false, 3).failure->category == category::usage);
  CHECK(mark_one(true, 4).failure->category == category::usage);
  CHECK(mark_one(true, 1).is == kind::up_to_date);
  CHECK(mark_one(true, 2).is == kind::migrated);
  CHECK(run(t, database.url).is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM a") == "1");
}

TEST_CASE("T-04: a statement that was begun and then edited is not guessed about") {
  const file_database database;
  track t = on_committing();
  t.write("0000_a", file_of({"CREATE TABLE a (id int)", "CREATE TABLE b (id int)"}));
  const rendition &r = t.compiled().renditions.at(0);
  engine_options nothing = quick_options();
  nothing.to = "0000_a";
  {
    // The history as a killed run leaves it: statement 1 done, statement 2 begun.
    track first = on_committing();
    first.write("0000_a", file_of({"CREATE TABLE a (id int)", "CREATE TABLE a (id int)"}));
    REQUIRE(run(first, database.url).is == kind::failed);
    sqlite_run(database.file, "DELETE FROM tenantry_history WHERE event = 'fail'");
    sqlite_run(database.file, "UPDATE tenantry_history SET prefix_hash = '" +
                                  r.body.statements[1].prefix.hex() + "' WHERE event = 'start' AND step = 2");
  }
  t.write("0000_a", file_of({"CREATE TABLE a (id int)", "CREATE TABLE c (id int)"}));
  const outcome o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::history);
  CHECK(o.failure->message.find("--statement 2") != std::string::npos);
  CHECK(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'c'") == "0");
}

TEST_CASE("T-08, T-23: where DDL commits each migration is applied by one of two runners") {
  const std::string lock = GENERATE("session", "unsupported");
  const environment_setting locks("COMMITTING_LOCK", lock);
  for (unsigned i = 0; i < rounds(10, 100); ++i) {
    const file_database database;
    track one = on_committing(), two = on_committing();
    for (track *t : {&one, &two}) {
      write_mixed(*t);
      (void)t->compiled();
    }
    outcome first, second;
    {
      std::jthread other([&] { second = run(two, database.url); });
      first = run(one, database.url);
    }
    INFO("lock " << lock << " first: " << told(first) << "\nsecond: " << told(second) << "\n"
                 << database.events());
    CHECK(first.to == "0003_data");
    CHECK(second.to == "0003_data");
    CHECK(first.is != kind::failed);
    CHECK(second.is != kind::failed);
    check_mixed(database);
  }
}

TEST_CASE("T-25: a runner that holds the session lock is waited for, and named when it stays") {
  const file_database database;
  track t = on_committing();
  write_mixed(t);
  auto other = session::open(committing(), target_of(committing(), database.url).connect, {});
  REQUIRE(other);
  REQUIRE(other->try_lock("x", {}));
  engine_options options = quick_options();
  options.wait_lock = milliseconds(200);
  outcome o = run(t, database.url, options);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::locked);
  CHECK(has_detail(*o.failure, "holder", "tester"));
  CHECK(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'counter'") == "0");
  REQUIRE(other->unlock("x", {}));
  CHECK(run(t, database.url, options).is == kind::migrated);
}

TEST_CASE("T-08: who waited for another runner and came too late tells what is there now") {
  const file_database database;
  track t = on_committing();
  write_mixed(t);
  REQUIRE(run(t, database.url).is == kind::migrated);
  // The other runner is in the middle of the last migration.
  sqlite_run(
      database.file,
      "CREATE TABLE tenantry_end AS SELECT * FROM tenantry_history WHERE tag = '0003_data' AND event = "
      "'done'; DELETE FROM tenantry_history WHERE tag = '0003_data' AND event = 'done'");
  auto other = session::open(committing(), target_of(committing(), database.url).connect, {});
  REQUIRE(other);
  REQUIRE(other->try_lock("x", {}));
  engine_options options = quick_options();
  options.wait_lock = milliseconds(20000);
  outcome late;
  {
    const std::jthread waiting([&] { late = run(t, database.url, options); });
    std::this_thread::sleep_for(milliseconds(500));  // it has looked and waits
    sqlite_run(database.file, "INSERT INTO tenantry_history SELECT * FROM tenantry_end");
    REQUIRE(other->unlock("x", {}));
  }
  INFO(told(late));
  CHECK(late.is == kind::up_to_date);
  CHECK(late.findings.empty());
}
