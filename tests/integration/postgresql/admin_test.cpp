// Identity, poolers, and making and dropping databases.
#include <catch2/catch.hpp>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

std::vector<std::string> columns_of_identity() {
  return {"server:text",  "database:text",    "session:text",  "version:text",
          "flavour:text", "writable:boolean", "pooled:boolean"};
}

void make_plain_role(const std::string &url) {
  postgres_connection(url).run(
      "DO $$ BEGIN CREATE ROLE tenantry_plain LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation "
      "THEN NULL; END $$");
}

std::string as_plain_role(const std::string &url, const std::string &database) {
  return "postgresql://tenantry_plain@127.0.0.1:" + std::to_string(port_of(url)) + "/" + database;
}

void check_identity(const std::string &url, const std::string &version) {
  session s(url);
  const answer who = s.identify();
  INFO(who.message);
  REQUIRE(who.status == TNT_OK);
  CHECK(who.columns == columns_of_identity());
  CHECK(who.value(0, 0) == s.execute("SELECT system_identifier::text FROM pg_control_system()").value());
  CHECK(who.value(0, 1).substr(0, 9) == "postgres/");
  CHECK(who.value(0, 2) == s.pid());
  CHECK(who.value(0, 3).substr(0, 2) == version);
  CHECK(who.value(0, 4).empty());
  CHECK(who.rows.at(0).at(5).i == 1);
  CHECK(who.rows.at(0).at(6).i == 0);
}

}  // namespace

TEST_CASE("PostgreSQL 15 says who it is") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  check_identity(url, "15");
}

TEST_CASE("PostgreSQL 18 says who it is") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  check_identity(url, "18");
}

TEST_CASE("a user without any right is told the same identity, alone and in both forms of a batch") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  make_plain_role(url);
  postgres_database database(url, "plain");
  const std::string plain = as_plain_role(url, database.name());
  const std::string server = session(url).identify().value(0, 0);
  CHECK(session(plain).identify().value(0, 0) == server);

  // Rights of a function belong to one database: nobody else sees this.
  database.run("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
  session s(plain);
  const answer alone = s.identify();
  INFO(alone.message);
  REQUIRE(alone.status == TNT_OK);
  CHECK(alone.value(0, 0).substr(0, 8) == "started ");
  const std::vector<batch_item> items = {
      {"SELECT 1"}, {"", {}, TNT_ITEM_IDENTITY}, {"SELECT 3"}, {"SELECT nosuch"}};
  batch_answer batch = s.batch(items);
  REQUIRE(batch.status == TNT_OK);
  CHECK(batch.item_rows.at(1).at(0).at(0).raw == alone.value(0, 0));
  CHECK(batch.item_rows.at(2).at(0).at(0).i == 3);
  REQUIRE(batch.done.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(batch.done[i].index == i);
  CHECK((!batch.done[1].failed && batch.done[3].failed));
  const tnt_begin tx = session::begin_options();
  const batch_answer whole = s.batch({{"", {}, TNT_ITEM_IDENTITY}}, &tx);
  CHECK(whole.status == TNT_OK);
}

TEST_CASE("T-18: a session through a transaction pooler is known to be pooled") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  const answer direct = session(url).identify(), pooled = session(pooler).identify();
  INFO(pooled.message);
  REQUIRE(pooled.status == TNT_OK);
  CHECK(pooled.rows.at(0).at(6).i == 1);
  CHECK(pooled.value(0, 0) == direct.value(0, 0));
  CHECK(pooled.value(0, 1) == direct.value(0, 1));
}

TEST_CASE("databases are made with their options, found, and dropped") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  auto [opened, conn] = session::try_open({{"url", url}, {"purpose", "admin"}});
  REQUIRE(opened.status == TNT_OK);
  session admin(conn);
  const std::string name = "odd \"name\" – ü " + admin.pid();
  CHECK_FALSE(admin.exists(name).second);
  const answer made = admin.create(name, {{"template", "template0"}, {"encoding", "UTF8"}});
  INFO(made.message);
  REQUIRE(made.status == TNT_OK);
  CHECK(admin.exists(name).second);
  const answer again = admin.create(name);
  CHECK(again.status == TNT_CONFLICT);
  CHECK(again.sqlstate == "42P04");
  {
    auto [inside, other] = session::try_open(
        {{"url", "postgresql://postgres@127.0.0.1:" + std::to_string(port_of(url))}, {"database", name}});
    REQUIRE(inside.status == TNT_OK);
    session user(other);
    CHECK(admin.drop(name, false).sqlstate == "55006");
    CHECK(admin.drop(name, true).status == TNT_OK);
  }
  CHECK_FALSE(admin.exists(name).second);
  CHECK(admin.create("x", {{"turbo", "on"}}).status == TNT_BAD_ARGUMENT);
}
