// Two runners on one database, and locks of the application.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

const std::string waiting_for_lock =
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'engine "
    "test' "
    "AND datname = current_database()";

void race(const std::string &url, bool outside, bool drizzle) {
  track one, two;
  for (track *t : {&one, &two}) {
    t->write("0000_a", "CREATE TABLE a (id int);");
    t->write("0001_b", "CREATE TABLE b (id int);--> statement-breakpoint\nINSERT INTO a VALUES (1);");
    if (outside) t->write("0002_c", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
    t->write("0003_d", "INSERT INTO b VALUES (1);");
    (void)t->compiled();
  }
  engine_options options = quick_options();
  if (drizzle) options.drizzle = drizzle_mode::on;
  outcome first, second;
  {
    std::jthread other([&] { second = run(two, url, options); });
    first = run(one, url, options);
  }
  INFO("first: " << told(first) << "\nsecond: " << told(second));
  CHECK(first.is != kind::failed);
  CHECK(second.is != kind::failed);
  CHECK(first.steps + second.steps == (outside ? 4 : 3));
  CHECK(first.to == "0003_d");
  CHECK(second.to == "0003_d");
}

}  // namespace

TEST_CASE("T-08, T-23: of two runners at once on a fresh database each migration is applied by one") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (unsigned i = 0; i < rounds(12, 100); ++i) {
    const postgres_database database(server);
    race(database.url(), i % 2 == 1, i % 3 == 2);
    CHECK(database.value("SELECT count(*) FROM a") == "1");
    CHECK(database.value("SELECT count(*) FROM b") == "1");
    CHECK(database.value(
              "SELECT coalesce(max(n), 0) FROM (SELECT count(*) n FROM tenantry.history WHERE event = "
              "'done' GROUP BY tag) d") == "1");
    CHECK(
        database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid "
                       "FROM pg_database WHERE datname = current_database())") == "0");
  }
}

TEST_CASE("T-08: without any lock the history's key keeps two runners apart") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_b", "CREATE TABLE b (id int);");
  t.write("0002_c", "CREATE TABLE c (id int);");
  const rendition &b = t.compiled().renditions.at(1);
  postgres_connection rival(database.url());  // takes no lock, as a foreign runner might
  rival.run("BEGIN");
  rival.run(event_sql(b, "start", 0));
  rival.run("CREATE TABLE b (id int)");
  rival.run(event_sql(b, "done", 1));
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url()); });
    REQUIRE(wait_until(database.url(), waiting_for_lock));
    rival.run("COMMIT");
  }
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 1);
  CHECK(o.from == "0000_a");
  CHECK(o.to == "0002_c");
  CHECK(events(database) ==
        "start 0000_a, done 0000_a, start 0001_b, done 0001_b, start 0002_c, done 0002_c");
}

TEST_CASE("T-11, T-12, T-13: a blocked statement is tried again, and the blocker is named when it stays") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_b", "CREATE TABLE b (id int);--> statement-breakpoint\nALTER TABLE a ADD COLUMN n int;");
  engine_options options = quick_options();
  options.lock_timeout = milliseconds(300);
  postgres_connection report(url_with_parameter(database.url(), "application_name=nightly"));
  report.run("BEGIN; SELECT * FROM a");

  SECTION("until the blocker goes") {
    outcome o;
    {
      std::jthread engine([&] { o = run(t, database.url(), options); });
      REQUIRE(wait_until(database.url(), waiting_for_lock));
      std::this_thread::sleep_for(milliseconds(500));
      report.run("COMMIT");
    }
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(events(database) == "start 0000_a, done 0000_a, start 0001_b, done 0001_b");
  }
  SECTION("and gives up with the blocker's name, nothing done") {
    const outcome o = run(t, database.url(), options);
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->category == category::locked);
    CHECK(o.failure->effect == effect::none);
    CHECK(o.failure->statement == 2);
    CHECK(o.failure->next.find("5 tries") != std::string::npos);
    CHECK(has_detail(*o.failure, "blocker", "nightly"));
    CHECK(database.value("SELECT to_regclass('b') IS NULL") == "t");
    CHECK(events(database) == "start 0000_a, done 0000_a, fail 0001_b");
  }
}

TEST_CASE("T-14: when the wait for another runner is used up, the holder is named") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "SELECT 1;");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_slow", "SELECT pg_sleep(2);");
  engine_options options = quick_options();
  options.wait_lock = milliseconds(300);
  outcome slow;
  std::jthread holder([&] { slow = run(t, database.url()); });
  REQUIRE(wait_until(database.url(),
                     "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE '%pg_sleep(2)%' AND "
                     "pid <> pg_backend_pid() AND datname = current_database()"));
  track same;
  same.write("0000_a", "SELECT 1;");
  same.write("0001_slow", "SELECT pg_sleep(2);");
  const outcome o = run(same, database.url(), options);
  holder.join();
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::locked);
  CHECK(o.failure->effect == effect::none);
  CHECK(has_detail(*o.failure, "holder", "engine test"));
  INFO(told(slow));
  CHECK(slow.is == kind::migrated);
  CHECK(events(database) == "start 0000_a, done 0000_a, start 0001_slow, done 0001_slow");
}

TEST_CASE("T-09: a stop ends the wait for another runner at once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "SELECT 1;");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_b", "SELECT 1;");
  postgres_connection rival(database.url());
  rival.run("BEGIN");
  rival.run(event_sql(t.compiled().renditions.at(1), "start", 0));
  stop_source stop;
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url(), quick_options(), stop.limits()); });
    REQUIRE(wait_until(database.url(), waiting_for_lock));
    stop.request_stop();
  }
  rival.run("ROLLBACK");
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::cancelled);
  CHECK(o.failure->effect == effect::none);
}
