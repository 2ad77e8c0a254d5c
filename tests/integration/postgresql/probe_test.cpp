// Has a statement whose fate is unknown taken effect?
#include <catch2/catch.hpp>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE("T-43: a failed concurrent index is seen as not done, with the statement that removes it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "probe");
  database.run(
      "CREATE SCHEMA \"Odd one\"; CREATE TABLE \"Odd one\".wells (a int); "
      "INSERT INTO \"Odd one\".wells VALUES (1), (1)");
  session s(database.url());
  const std::string create =
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"Wells key\" ON \"Odd one\".wells (a)";
  CHECK(s.probe(create).first == TNT_PROBE_NOT_DONE);
  REQUIRE(s.execute(create).sqlstate == "23505");

  const auto [state, document] = s.probe(create);
  CHECK(state == TNT_PROBE_NOT_DONE);
  CHECK(document.find("not valid") != std::string::npos);
  CHECK(document.find(R"(DROP INDEX CONCURRENTLY IF EXISTS \"Odd one\".\"Wells key\")") != std::string::npos);
  CHECK(s.probe("DROP INDEX CONCURRENTLY IF EXISTS \"Odd one\".\"Wells key\"").first == TNT_PROBE_NOT_DONE);

  REQUIRE(s.execute("DROP INDEX CONCURRENTLY IF EXISTS \"Odd one\".\"Wells key\"").status == TNT_OK);
  CHECK(s.probe("DROP INDEX CONCURRENTLY \"Odd one\".\"Wells key\"").first == TNT_PROBE_DONE);
  database.run("DELETE FROM \"Odd one\".wells");
  REQUIRE(s.execute(create).status == TNT_OK);
  CHECK(s.probe(create).first == TNT_PROBE_DONE);
  CHECK(s.probe("CREATE INDEX CONCURRENTLY ON \"Odd one\".wells (a)").first == TNT_PROBE_UNCLEAR);
}

TEST_CASE("an index of that name on another table is not taken for the statement's own") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "probe");
  database.run("CREATE TABLE a (x int); CREATE TABLE b (x int); CREATE INDEX i ON a (x)");
  session s(database.url());
  CHECK(s.probe("CREATE INDEX CONCURRENTLY I ON ONLY b USING btree (x)").first == TNT_PROBE_UNCLEAR);
  CHECK(s.probe("CREATE INDEX CONCURRENTLY I ON a (x)").first == TNT_PROBE_DONE);
}

TEST_CASE("tables, enum values, databases and repeatable statements are told apart") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "probe");
  database.run("CREATE TABLE wells (a int); CREATE TYPE state AS ENUM ('open', 'it''s')");
  session s(database.url());
  CHECK(s.probe("CREATE TABLE IF NOT EXISTS public.wells (a int)").first == TNT_PROBE_DONE);
  CHECK(s.probe("create table pumps (a int)").first == TNT_PROBE_NOT_DONE);
  CHECK(s.probe("DROP TABLE IF EXISTS wells CASCADE").first == TNT_PROBE_NOT_DONE);
  CHECK(s.probe("DROP TABLE pumps, wells").first == TNT_PROBE_UNCLEAR);
  CHECK(s.probe("ALTER TYPE public.state ADD VALUE 'open' BEFORE 'x'").first == TNT_PROBE_DONE);
  CHECK(s.probe("ALTER TYPE state ADD VALUE IF NOT EXISTS 'it''s'").first == TNT_PROBE_DONE);
  CHECK(s.probe("ALTER TYPE state ADD VALUE 'shut'").first == TNT_PROBE_NOT_DONE);
  CHECK(s.probe("CREATE DATABASE " + database.name()).first == TNT_PROBE_DONE);
  CHECK(s.probe("DROP DATABASE IF EXISTS no_such_database WITH (FORCE)").first == TNT_PROBE_DONE);
  CHECK(s.probe("VACUUM ANALYZE wells").first == TNT_PROBE_REPEATABLE);
  CHECK(s.probe("REINDEX INDEX CONCURRENTLY i").first == TNT_PROBE_REPEATABLE);
  CHECK(s.probe("ALTER SYSTEM SET work_mem = '8MB'").first == TNT_PROBE_REPEATABLE);
  CHECK(s.probe("INSERT INTO wells VALUES (1)").first == TNT_PROBE_UNCLEAR);
  CHECK(s.probe("").first == TNT_PROBE_UNCLEAR);
}
