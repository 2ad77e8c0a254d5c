// resolve and baseline: events alone.
#include <catch2/catch.hpp>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

outcome mark_on(track &t, const postgres_database &database, bool applied, std::vector<std::string> tags) {
  return mark(target_of(postgresql(), database.url()), t.compiled(), quick_options(), {},
              {applied, std::move(tags)});
}

track three() {
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_b", "-- nothing yet\nSELECT 1;");
  t.write("0002_c", "-- nothing yet\nSELECT 1;");  // the same text, and so Drizzle's same hash
  return t;
}

void make_drizzle_table(const postgres_database &database) {
  database.run(
      "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text "
      "NOT "
      "NULL, created_at bigint)");
}

}  // namespace

TEST_CASE("marking as applied runs nothing, and marking as pending lets it run") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  outcome o = mark_on(t, database, true, {"0000_a", "0001_b"});
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.to == "0001_b");
  CHECK(events(database) == "mark 0000_a, mark 0001_b");
  CHECK(mark_on(t, database, true, {"0000_a"}).is == kind::up_to_date);
  o = mark_on(t, database, false, {"0001_b", "0000_a"});
  INFO(told(o));
  CHECK(o.from == "0001_b");
  CHECK(o.to.empty());
  CHECK(mark_on(t, database, false, {"0000_a"}).is == kind::up_to_date);
  o = run(t, database.url());
  INFO(told(o));
  CHECK(o.steps == 3);
}

TEST_CASE("an unknown migration cannot be marked, and then nothing is made in the database") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  const outcome o = mark_on(t, database, true, {"0000_a", "0009_no"});
  INFO(told(o));
  CHECK(o.is == kind::failed);
  CHECK(o.failure->category == category::usage);
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'tenantry'") == "0");
}

TEST_CASE("an orphan refuses the run until it is forgotten") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.remove("0002_c");
  outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::failed);
  CHECK(o.failure->category == category::history);
  o = mark_on(t, database, false, {"0002_c"});
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(run(t, database.url()).is == kind::up_to_date);
}

TEST_CASE("an edited migration refuses until it is marked with its new text") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_b", "SELECT 2;");
  CHECK(run(t, database.url()).is == kind::failed);
  CHECK(mark_on(t, database, true, {"0001_b"}).is == kind::migrated);
  CHECK(run(t, database.url()).is == kind::up_to_date);
}

TEST_CASE("Drizzle's rows follow a mark, and only the marked migration's") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  make_drizzle_table(database);
  outcome o = mark_on(t, database, true, {"0000_a", "0001_b", "0002_c", "0002_c"});
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM drizzle.__drizzle_migrations") == "3");
  o = mark_on(t, database, false, {"0002_c"});
  INFO(told(o));
  CHECK(database.value("SELECT string_agg(created_at::text, ',' ORDER BY id) FROM "
                       "drizzle.__drizzle_migrations") ==
        std::to_string(track::stamp(0)) + "," + std::to_string(track::stamp(1)));
  CHECK(look_at(t, database.url()).pending.migrations.size() == 1);
}

TEST_CASE("what Drizzle alone applied can be marked as pending, re-dated rows too") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = three();
  make_drizzle_table(database);
  database.run("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('" + t.hash(0) +
               "', 77), ('" + t.hash(1) + "', " + std::to_string(track::stamp(1)) + ")");
  REQUIRE(look_at(t, database.url()).pending.migrations.size() == 1);
  const outcome o = mark_on(t, database, false, {"0000_a"});
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM drizzle.__drizzle_migrations") == "1");
  CHECK(look_at(t, database.url()).pending.migrations.size() == 2);
}
