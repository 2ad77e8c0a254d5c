// What migrate does on one PostgreSQL database when nobody disturbs it.
#include <catch2/catch.hpp>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

track two_tables() {
  track t;
  t.write("0000_wells", "CREATE TABLE wells (id int PRIMARY KEY);");
  t.write("0001_users",
          "CREATE TABLE users (id int);--> statement-breakpoint\nINSERT INTO users VALUES (1);");
  return t;
}

}  // namespace

TEST_CASE("a fresh database gets every migration once, with start and done") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.from.empty());
  CHECK(o.to == "0001_users");
  CHECK(o.steps == 2);
  CHECK(events(database) == "start 0000_wells, done 0000_wells, start 0001_users, done 0001_users");
  CHECK(database.value("SELECT count(*) FROM users") == "1");
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'drizzle'") == "0");
}

TEST_CASE("PostgreSQL 18 is migrated the same way") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG18);
  const postgres_database database(server);
  track t = two_tables();
  const outcome o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(run(t, database.url()).is == kind::up_to_date);
}

TEST_CASE("a database with nothing pending is not written to and needs no right to create") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  REQUIRE(run(t, database.url()).is == kind::migrated);
  postgres_connection admin(database.url());
  admin.run("DROP ROLE IF EXISTS engine_reader");
  admin.run(
      "CREATE ROLE engine_reader LOGIN; GRANT USAGE ON SCHEMA tenantry TO engine_reader;"
      "GRANT SELECT ON tenantry.history TO engine_reader");
  std::string as_reader = database.url();
  as_reader.replace(as_reader.find("postgres@"), 9, "engine_reader@");
  const std::string before = last_seq(database);
  const outcome o = run(t, as_reader);
  INFO(told(o));
  CHECK(o.is == kind::up_to_date);
  CHECK(o.from == "0001_users");
  CHECK(o.to == "0001_users");
  CHECK(last_seq(database) == before);
  admin.run("DROP OWNED BY engine_reader; DROP ROLE engine_reader");
}

TEST_CASE("inspecting a fresh database writes nothing") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  engine_options options = quick_options();
  options.drizzle = drizzle_mode::on;
  const inspection seen = look_at(t, database.url(), options);
  CHECK(seen.pending.migrations.size() == 2);
  CHECK_FALSE(seen.history_exists);
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname IN ('tenantry', 'drizzle')") == "0");
}

TEST_CASE("a schema that the administrator made is enough where the user may not create one") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  postgres_connection admin(database.url());
  admin.run("DROP ROLE IF EXISTS engine_writer");
  admin.run(
      "CREATE ROLE engine_writer LOGIN; CREATE SCHEMA tenantry AUTHORIZATION engine_writer;"
      "GRANT CREATE ON SCHEMA public TO engine_writer");
  std::string as_writer = database.url();
  as_writer.replace(as_writer.find("postgres@"), 9, "engine_writer@");
  track t = two_tables();
  const outcome o = run(t, as_writer);
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 2);
  admin.run("DROP OWNED BY engine_writer; DROP ROLE engine_writer");
}

TEST_CASE(
    "a failing statement undoes its migration, is told with its place, and the next run goes on there") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  t.write("0002_bad", "CREATE TABLE extra (id int);\n\nINSERT INTO wells (name)\nVALUES (1);");
  outcome o = run(t, database.url());
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.steps == 2);
  CHECK(o.to == "0001_users");
  CHECK(o.failed_tag == "0002_bad");
  CHECK(o.failure->effect == effect::none);
  CHECK(o.failure->statement == 2);
  CHECK(o.failure->where.line == 3);
  CHECK(o.failure->sqlstate == "42703");
  CHECK(database.value("SELECT to_regclass('extra') IS NULL") == "t");
  CHECK(database.value("SELECT message FROM tenantry.history WHERE event = 'fail'").find("name") !=
        std::string::npos);
  t.write("0002_bad", "CREATE TABLE extra (id int);");
  o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.from == "0001_users");
  CHECK(o.steps == 1);
}

TEST_CASE("T-04: a half applied file goes on behind its prefix, edited there or shortened to it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  const std::string head = "CREATE TABLE a (id int);\n-- tenantry: commit\n";
  track t;
  t.write("0000_half", head + "INSERT INTO nowhere VALUES (1);");
  outcome o = run(t, database.url());
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->statement == 2);
  CHECK(o.steps == 0);
  CHECK(database.value("SELECT to_regclass('a') IS NOT NULL") == "t");

  SECTION("edited behind the prefix it goes on") {
    t.write("0000_half", head + "INSERT INTO a VALUES (1);");
    o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(database.value("SELECT count(*) FROM a") == "1");
  }
  SECTION("shortened to the prefix it is finished, and the history can still be read") {
    t.write("0000_half", "CREATE TABLE a (id int);");
    o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::up_to_date);
  }
  SECTION("edited before the prefix it is refused and nothing is written") {
    const std::string before = last_seq(database);
    t.write("0000_half", "CREATE TABLE b (id int);\n-- tenantry: commit\nINSERT INTO b VALUES (1);");
    o = run(t, database.url());
    INFO(told(o));
    CHECK(o.is == kind::failed);
    CHECK(o.failure->category == category::history);
    CHECK(last_seq(database) == before);
  }
}

TEST_CASE("a run with --to stops after a migration, and --transaction all undoes everything together") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  t.write("0002_bad", "SELECT 1 / 0;");
  engine_options options = quick_options();
  SECTION("to") {
    options.to = "0000_wells";
    outcome o = run(t, database.url(), options);
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(o.to == "0000_wells");
    CHECK(run(t, database.url(), options).is == kind::up_to_date);
  }
  SECTION("all in one") {
    options.all_in_one = true;
    outcome o = run(t, database.url(), options);
    INFO(told(o));
    CHECK(o.is == kind::failed);
    CHECK(o.steps == 0);
    CHECK(o.to.empty());
    CHECK(o.failed_tag == "0002_bad");
    CHECK(database.value("SELECT to_regclass('wells') IS NULL") == "t");
    t.write("0002_bad", "SELECT 1;");
    o = run(t, database.url(), options);
    INFO(told(o));
    CHECK(o.is == kind::migrated);
    CHECK(o.steps == 3);
    CHECK(database.value("SELECT count(DISTINCT xmin::text) FROM tenantry.history WHERE seq > 1") == "1");
  }
}

TEST_CASE("T-40: a hole is applied and reported, or refused before anything is written") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track late;
  late.write("0001_users", "CREATE TABLE users (id int);");
  REQUIRE(run(late, database.url()).is == kind::migrated);
  track t = two_tables();
  t.write("0001_users", "CREATE TABLE users (id int);");
  engine_options options = quick_options();
  options.order = out_of_order::refuse;
  outcome o = run(t, database.url(), options);
  INFO(told(o));
  CHECK(o.is == kind::failed);
  CHECK(last_seq(database) == "2");
  o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 1);
  CHECK(o.to == "0001_users");
  REQUIRE(o.findings.size() == 1);
  CHECK(o.findings[0].is == finding::kind::hole);
}

TEST_CASE("T-53: a read-only server is refused only when something is pending") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t = two_tables();
  REQUIRE(run(t, database.url()).is == kind::migrated);
  postgres_connection(database.url())
      .run(
          "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash "
          "text NOT NULL, created_at bigint)");
  const std::string read_only =
      url_with_parameter(database.url(), "options=-c%20default_transaction_read_only%3Don");
  outcome o = run(t, read_only);
  INFO(told(o));
  CHECK(o.is == kind::up_to_date);  // Drizzle's rows are missing, which is told and cannot be mended here
  t.write("0002_more", "CREATE TABLE more (id int);");
  o = run(t, read_only);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->sqlstate == "25006");
  CHECK(o.failure->effect == effect::none);
}
