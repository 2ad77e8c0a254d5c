// Drizzle's history beside tenantry's: read, mirrored, restored, guarded.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

track three() {
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_b", "CREATE TABLE b (id int);");
  t.write("0002_c", "CREATE TABLE c (id int);");
  return t;
}

void make_drizzle_table(const postgres_database &database, const std::string &more = "") {
  database.run(
      "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text "
      "NOT "
      "NULL, created_at bigint" +
      more + ")");
}

std::string row_sql(track &t, std::size_t index) {
  return "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('" + t.hash(index) + "', " +
         std::to_string(track::stamp(index)) + ")";
}

std::string stamps(const postgres_database &database) {
  return database.value(
      "SELECT string_agg(((created_at - 1700000000000) / 60000)::text, ',' ORDER BY id) FROM "
      "drizzle.__drizzle_migrations");
}

std::string tables(const postgres_database &database) {
  return database.value(
      "SELECT coalesce(string_agg(relname, ',' ORDER BY relname), '') FROM pg_class WHERE relkind = 'r' AND "
      "relnamespace = 'public'::regnamespace");
}

}  // namespace

TEST_CASE("what Drizzle applied is not run again, and the rest is mirrored in one transaction") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  make_drizzle_table(database);
  database.run(row_sql(t, 0));
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.from == "0000_a");
  CHECK(o.to == "0002_c");
  CHECK(o.steps == 2);
  CHECK(tables(database) == "b,c");
  CHECK(stamps(database) == "0,1,2");
  CHECK(database.value("SELECT count(DISTINCT xmin::text) FROM drizzle.__drizzle_migrations WHERE id > 1") ==
        "1");
  CHECK(look_at(t, database.url()).pending.drizzle_would_run.empty());
  CHECK(run(t, database.url()).is == kind::up_to_date);
}

TEST_CASE("Drizzle's history counts when it is there, always, or never, as configured") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  engine_options options = quick_options();
  SECTION("on makes its table") {
    options.drizzle = drizzle_mode::on;
    CHECK(run(t, database.url(), options).is == kind::migrated);
    CHECK(stamps(database) == "0,1,2");
  }
  SECTION("off neither reads nor writes it") {
    make_drizzle_table(database);
    database.run(row_sql(t, 0));
    options.drizzle = drizzle_mode::off;
    const outcome o = run(t, database.url(), options);
    INFO(told(o));
    CHECK(o.steps == 3);
    CHECK(stamps(database) == "0");
  }
}

TEST_CASE("a mirror row that is gone is restored, and nothing runs again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  make_drizzle_table(database);
  REQUIRE(run(t, database.url()).is == kind::migrated);
  database.run("DELETE FROM drizzle.__drizzle_migrations WHERE id = 2");
  const std::string before = last_seq(database);
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::up_to_date);
  CHECK(stamps(database) == "0,2,1");
  CHECK(last_seq(database) == before);
  CHECK(run(t, database.url()).findings.empty());
}

TEST_CASE("a table of Drizzle's first version with names gets names") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  make_drizzle_table(database, ", name text, applied_at timestamptz DEFAULT now()");
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT string_agg(name, ',' ORDER BY id) FROM drizzle.__drizzle_migrations") ==
        "0000_a,0001_b,0002_c");
}

TEST_CASE("T-08: a Drizzle run that commits between our reading and our lock is seen") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  const bool outside = GENERATE(false, true);
  CAPTURE(outside);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  make_drizzle_table(database);
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_b",
          outside ? "-- tenantry: transaction none\nINSERT INTO a VALUES (1);" : "CREATE TABLE b (id int);");
  t.write("0002_c", "CREATE TABLE c (id int);");
  postgres_connection drizzle(database.url());  // past its SELECT, as Drizzle is when it works
  drizzle.run("BEGIN");
  drizzle.run(outside ? "INSERT INTO a VALUES (1)" : "CREATE TABLE b (id int)");
  drizzle.run(row_sql(t, 1));
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url()); });
    REQUIRE(wait_until(database.url(),
                       "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = "
                       "'drizzle.__drizzle_migrations'::regclass"));
    drizzle.run("COMMIT");
  }
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 1);
  CHECK(o.to == "0002_c");
  CHECK(stamps(database) == "0,1,2");
  if (outside) CHECK(database.value("SELECT count(*) FROM a") == "1");
}

TEST_CASE("a Drizzle run that starts while we work waits, and then has nothing to do") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);--> statement-breakpoint\nSELECT pg_sleep(0.7);");
  t.write("0001_b", "CREATE TABLE b (id int);");
  make_drizzle_table(database);
  std::string mark_seen;
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url()); });
    REQUIRE(wait_until(database.url(),
                       "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND "
                       "datname = current_database()"));
    mark_seen = database.value("SELECT max(created_at) FROM drizzle.__drizzle_migrations");
  }
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(mark_seen == std::to_string(track::stamp(1)));
}
