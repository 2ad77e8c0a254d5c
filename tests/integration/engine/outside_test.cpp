// Statements that cannot run in a transaction.
#include <catch2/catch.hpp>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

std::string valid(const postgres_database &database, const std::string &index) {
  const auto rows =
      database.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('" + index + "')");
  return rows.empty() ? "none" : rows[0][0];
}

// A table with two equal rows, by migration 0000_a.
void fill(track &t, const postgres_database &database) {
  t.write("0000_a", "CREATE TABLE a (id int);--> statement-breakpoint\nINSERT INTO a VALUES (1), (1);");
  const outcome o = run(t, database.url());
  INFO(told(o));
  REQUIRE(o.is == kind::migrated);
}

}  // namespace

TEST_CASE("T-43: a concurrent unique index that fails is built again once the data is mended") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const std::string maybe = GENERATE("", "IF NOT EXISTS ");
  const postgres_database database(server);
  track t;
  fill(t, database);
  t.write("0001_i", "CREATE UNIQUE INDEX CONCURRENTLY " + maybe + "a_id ON a (id);");
  outcome o = run(t, database.url());
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->sqlstate == "23505");
  CHECK(o.failed_tag == "0001_i");
  CHECK(valid(database, "a_id") == "f");
  database.run("DELETE FROM a WHERE ctid = (SELECT min(ctid) FROM a)");
  o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(valid(database, "a_id") == "t");
}

TEST_CASE("T-43: an invalid index of somebody else is never dropped") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const std::string maybe = GENERATE("", "IF NOT EXISTS ");
  const postgres_database database(server);
  track t;
  fill(t, database);
  try {
    postgres_connection(database.url()).run("CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id)");
  } catch (const std::exception &) {  // it fails, and leaves the invalid index
  }
  REQUIRE(valid(database, "a_id") == "f");
  const std::string oid = database.value("SELECT 'a_id'::regclass::oid");
  t.write("0001_i", "CREATE INDEX CONCURRENTLY " + maybe + "a_id ON a (id);");
  for (int i = 0; i < 3; ++i) {
    const outcome o = run(t, database.url());
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->effect == effect::none);
    CHECK(database.value("SELECT to_regclass('a_id')::oid") == oid);
  }
  database.run("DROP INDEX a_id");
  CHECK(run(t, database.url()).is == kind::migrated);
  CHECK(valid(database, "a_id") == "t");
}

TEST_CASE("T-43: after a failure an edited statement has no claim to what another one left") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  fill(t, database);
  try {
    postgres_connection(database.url()).run("CREATE UNIQUE INDEX CONCURRENTLY theirs ON a (id)");
  } catch (const std::exception &) {
  }
  t.write("0001_i", "CREATE INDEX CONCURRENTLY ours ON a (nothing);");
  REQUIRE(run(t, database.url()).is == kind::failed);
  t.write("0001_i", "CREATE INDEX CONCURRENTLY theirs ON a (id);");
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::failed);
  CHECK(valid(database, "theirs") == "f");
}

TEST_CASE("an index of that name that was there before is never taken for our own") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  fill(t, database);
  database.run("CREATE INDEX a_id ON a ((id + 1))");
  t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
  for (int i = 0; i < 2; ++i) {
    const outcome o = run(t, database.url());
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->sqlstate == "42P07");
  }
}

TEST_CASE("VACUUM, a data change without a transaction, and a file that mixes both kinds run") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  fill(t, database);
  t.write("0001_v", "VACUUM a;");
  t.write("0002_n", "-- tenantry: transaction none\nINSERT INTO a VALUES (2);");
  t.write(
      "0003_m",
      "ALTER TABLE a ADD COLUMN n int;--> statement-breakpoint\nCREATE INDEX CONCURRENTLY a_n ON a (n);--> "
      "statement-breakpoint\nINSERT INTO a VALUES (3, 3);");
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 3);
  CHECK(valid(database, "a_n") == "t");
  CHECK(database.value("SELECT count(*) FROM a") == "4");
  CHECK(run(t, database.url()).is == kind::up_to_date);
}

TEST_CASE("a statement outside a transaction that failed for sure may be mended and run again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  fill(t, database);
  t.write("0001_n", "-- tenantry: transaction none\nINSERT INTO b VALUES (2);");
  REQUIRE(run(t, database.url()).is == kind::failed);
  database.run("CREATE TABLE b (id int)");
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM b") == "1");
}

TEST_CASE("an enum value is added and used, in one file and in two, with Drizzle's table and without") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const bool drizzle = GENERATE(false, true);
  CAPTURE(drizzle);
  const postgres_database database(server);
  track t;
  t.write("0000_e", "CREATE TYPE e AS ENUM ('x');--> statement-breakpoint\nCREATE TABLE a (c e);");
  t.write("0001_v", "ALTER TYPE e ADD VALUE 'y';--> statement-breakpoint\nINSERT INTO a VALUES ('y');");
  t.write("0002_w", "ALTER TYPE e ADD VALUE 'z';");
  t.write("0003_u", "INSERT INTO a VALUES ('z');");
  engine_options options = quick_options();
  options.drizzle = drizzle ? drizzle_mode::on : drizzle_mode::off;
  engine_options first = options;
  first.to = "0000_e";
  REQUIRE(run(t, database.url(), first).is == kind::migrated);
  const outcome o = run(t, database.url(), options);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 3);
  CHECK(database.value("SELECT string_agg(c::text, ',' ORDER BY c) FROM a") == "y,z");
  if (drizzle) CHECK(database.value("SELECT count(*) FROM drizzle.__drizzle_migrations") == "4");
}

TEST_CASE("T-03: killed between the announcement and the end, the catalog tells whether a statement ran") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  fill(t, database);

  SECTION("done: it is not run again") {
    t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
    database.run(event_sql(t.compiled().renditions.at(1), "start", 1));
    database.run("CREATE INDEX a_id ON a (id)");
    const std::string oid = database.value("SELECT 'a_id'::regclass::oid");
    const outcome o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(o.steps == 1);
    CHECK(database.value("SELECT 'a_id'::regclass::oid") == oid);
  }
  SECTION("not done: it runs") {
    t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
    database.run(event_sql(t.compiled().renditions.at(1), "start", 1));
    const outcome o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(valid(database, "a_id") == "t");
  }
  SECTION("half done: what our try left is removed, and it runs") {
    t.write("0001_i", "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);");
    database.run(event_sql(t.compiled().renditions.at(1), "start", 1));
    try {
      postgres_connection(database.url()).run("CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id)");
    } catch (const std::exception &) {
    }
    database.run("DELETE FROM a");
    const outcome o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(valid(database, "a_id") == "t");
  }
  SECTION("unclear: a person decides, and nothing is written") {
    t.write("0001_i", "-- tenantry: transaction none\nINSERT INTO a VALUES (9);");
    database.run(event_sql(t.compiled().renditions.at(1), "start", 1));
    const std::string before = last_seq(database);
    outcome o = run(t, database.url());
    INFO(told(o));
    REQUIRE(o.is == kind::held);
    CHECK(o.failure->effect == effect::unknown);
    CHECK(o.failed_tag == "0001_i");
    CHECK(last_seq(database) == before);
    SECTION("as pending: it runs") {
      CHECK(mark(target_of(postgresql(), database.url()), t.compiled(), quick_options(), {},
                 {false, {"0001_i"}})
                .is == kind::migrated);
      CHECK(run(t, database.url()).is == kind::migrated);
      CHECK(database.value("SELECT count(*) FROM a WHERE id = 9") == "1");
    }
    SECTION("as applied: it does not") {
      CHECK(
          mark(target_of(postgresql(), database.url()), t.compiled(), quick_options(), {}, {true, {"0001_i"}})
              .is == kind::migrated);
      CHECK(run(t, database.url()).is == kind::up_to_date);
      CHECK(database.value("SELECT count(*) FROM a WHERE id = 9") == "0");
    }
    SECTION("its directive taken away, it is still unclear") {
      t.write("0001_i", "INSERT INTO a VALUES (9);--> statement-breakpoint\nINSERT INTO a VALUES (10);");
      o = run(t, database.url());
      INFO(told(o));
      CHECK(o.is == kind::held);
      CHECK(database.value("SELECT count(*) FROM a WHERE id > 8") == "0");
    }
  }
}

TEST_CASE(
    "T-18: behind a pooler a statement outside a transaction takes the direct road, or nothing is touched") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  const postgres_database database(server), other(server);
  const std::string pooled = url_with_database(pooler, database.name());
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
  database_target on = target_of(postgresql(), pooled);
  outcome o = run(t, on);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::unsupported);
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'tenantry'") == "0");

  SECTION("a road through the pooler is none") {
    on.direct = target_of(postgresql(), pooled).connect;
    o = run(t, on);
    INFO(told(o));
    CHECK(o.failure->category == category::bad_config);
  }
  SECTION("a road to another database is refused, and that database is not touched") {
    on.direct = target_of(postgresql(), other.url()).connect;
    o = run(t, on);
    INFO(told(o));
    REQUIRE(o.is == kind::failed);
    CHECK(o.failure->category == category::bad_config);
    CHECK(other.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'tenantry'") == "0");
  }
  SECTION("the direct road is taken, and leaves no lock") {
    on.direct = target_of(postgresql(), database.url()).connect;
    o = run(t, on);
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(o.steps == 2);
    CHECK(valid(database, "a_id") == "t");
    CHECK(database.value(
              "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
              "pg_database WHERE datname = current_database())") == "0");
  }
}

TEST_CASE("T-18: transactions run through the pooler") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  const std::string pooled = url_with_database(pooler, database.name());
  const outcome o = run(t, pooled);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(run(t, pooled).is == kind::up_to_date);
}
