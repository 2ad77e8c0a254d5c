// Many statements in one round trip, straight and through a transaction pooler.
#include <catch2/catch.hpp>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

void check_independent(const std::string &url) {
  session s(url);
  const batch_answer got = s.batch({{"SELECT ?::int + 1", {int_cell(41)}},
                                    {"SELECT 'ü', nosuch"},
                                    {"", {}, TNT_ITEM_IDENTITY},
                                    {"COPY pg_class TO STDOUT"},
                                    {"SELECT ?, ?", {int_cell(1)}},
                                    {"SELECT generate_series(1, 3)"}});
  INFO(got.message);
  REQUIRE(got.status == TNT_OK);
  REQUIRE(got.done.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) CHECK(got.done[i].index == i);
  CHECK(got.item_rows.at(0).at(0).at(0).i == 42);
  CHECK(got.done[1].sqlstate == "42703");
  CHECK(got.done[1].offset == std::string("SELECT 'ü', ").size() + 1);
  CHECK(got.item_rows.at(2).at(0).size() == 7);
  CHECK(got.done[3].status == TNT_UNSUPPORTED);
  CHECK(got.done[4].status == TNT_BAD_ARGUMENT);
  CHECK(got.item_rows.at(5).size() == 3);
  CHECK(s.state() == TNT_TX_IDLE);
  CHECK(s.ping().status == TNT_OK);
  CHECK(s.batch({}).status == TNT_OK);
}

void check_transaction(const std::string &url, const std::string &direct) {
  session s(url);
  postgres_connection look(direct);
  const tnt_begin tx = session::begin_options(1s, 5s, "tenant", TNT_TX_WRITE | TNT_TX_RELAXED);
  const batch_answer made = s.batch({{"CREATE TABLE h (k int PRIMARY KEY, t text)"},
                                     {"INSERT INTO h VALUES (?, ?)", {int_cell(1), text_cell("eins")}},
                                     {"SELECT current_setting('lock_timeout')"}},
                                    &tx);
  INFO(made.message);
  REQUIRE(made.status == TNT_OK);
  CHECK(made.done.size() == 3);
  CHECK(made.item_rows.at(2).at(0).at(0).raw == "1s");
  CHECK(look.value("SELECT t FROM h") == "eins");

  const std::string broken = "INSERT INTO h VALUES (3, 'ä', nosuch)";
  const batch_answer failed = s.batch({{"INSERT INTO h VALUES (2, 'zwei')"}, {broken}, {"SELECT 1"}}, &tx);
  CHECK(failed.status == TNT_SQL);
  CHECK(failed.effect == TNT_EFFECT_NONE);
  CHECK(failed.offset == broken.find("nosuch") + 1);
  REQUIRE(failed.done.size() == 2);
  CHECK((!failed.done[0].failed && failed.done[1].failed));
  CHECK(s.state() == TNT_TX_IDLE);
  CHECK(look.value("SELECT count(*) FROM h") == "1");

  const batch_answer guarded = s.batch({{"INSERT INTO h VALUES (1, 'wieder')", {}, TNT_ITEM_GUARD}}, &tx);
  CHECK(guarded.status == TNT_CONFLICT);
  CHECK(guarded.effect == TNT_EFFECT_NONE);
  CHECK(s.batch({{"INSERT INTO h VALUES (1, 'wieder')"}}, &tx).status == TNT_SQL);
  CHECK(s.batch({{"SELECT 1 / 0", {}, TNT_ITEM_GUARD}}, &tx).status == TNT_CONFLICT);
  CHECK(s.ping().status == TNT_OK);
}

}  // namespace

TEST_CASE("independent items of a batch fail alone and report in order") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  check_independent(url);
}

TEST_CASE("independent items of a batch work on PostgreSQL 18") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  check_independent(url);
}

TEST_CASE("T-18: independent items of a batch work through a transaction pooler") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PGBOUNCER);
  check_independent(url);
}

TEST_CASE("a batch as one transaction commits whole or leaves nothing") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "batch");
  check_transaction(database.url(), database.url());
}

TEST_CASE("T-18: a batch as one transaction works through a transaction pooler") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(pooler, TENANTRY_TEST_PGBOUNCER);
  postgres_database database(url, "batch");
  check_transaction(url_with_database(pooler, database.name()), database.url());
}

TEST_CASE("a batch whose lock is busy says so at once and changes nothing") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session a(url), b(url);
  REQUIRE(a.try_lock("busy").status == TNT_OK);
  const tnt_begin tx = session::begin_options(0ms, 0ms, "busy");
  const batch_answer refused = b.batch({{"CREATE TABLE never (a int)"}}, &tx);
  CHECK(refused.status == TNT_LOCKED);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(refused.done.empty());
  CHECK(refused.took < 300ms);
  CHECK(b.state() == TNT_TX_IDLE);
}

TEST_CASE("a constraint that is checked at commit fails the batch without effect") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "deferred");
  database.run(
      "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY "
      "DEFERRED)");
  session s(database.url());
  const tnt_begin tx = session::begin_options();
  const batch_answer refused = s.batch({{"INSERT INTO c VALUES (1)"}}, &tx);
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.sqlstate == "23503");
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(refused.done.size() == 1);
  CHECK(s.state() == TNT_TX_IDLE);
}

TEST_CASE("a batch of many megabytes in both directions does not block") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const std::string large(200'000, 'x');
  std::vector<batch_item> items;
  items.reserve(60);
  for (int i = 0; i < 60; ++i) items.push_back({"SELECT repeat('y', 200000), length('" + large + "')"});
  const batch_answer apart = s.batch(items);
  INFO(apart.message);
  REQUIRE(apart.status == TNT_OK);
  CHECK(apart.done.size() == 60);
  CHECK(apart.item_rows.at(59).at(0).at(0).raw.size() == 200'000);
  const tnt_begin tx = session::begin_options();
  CHECK(s.batch(items, &tx).status == TNT_OK);
}

TEST_CASE("a batch that outlasts its deadline is of unknown effect and breaks the connection") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const tnt_begin tx = session::begin_options();
  const batch_answer late = s.batch({{"SELECT pg_sleep(10)"}}, &tx, {300ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(late.took < 550ms);
  CHECK(s.state() == TNT_TX_UNKNOWN);
  s.cancel();
}

TEST_CASE("T-05: a server that ends the session inside a batch leaves its effect unknown") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const tnt_begin tx = session::begin_options();
  const batch_answer lost = s.batch({{"SELECT pg_terminate_backend(pg_backend_pid())"}, {"SELECT 1"}}, &tx);
  CHECK(lost.status == TNT_CONNECTION_LOST);
  CHECK(lost.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.state() == TNT_TX_UNKNOWN);
}

TEST_CASE("a concurrent index and a COPY inside a batch are refused and leave a usable connection") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "refused");
  database.run("CREATE TABLE t (a int)");
  session s(database.url());
  const tnt_begin tx = session::begin_options();
  CHECK(s.batch({{"CREATE INDEX CONCURRENTLY i ON t (a)"}}, &tx).sqlstate == "25001");
  CHECK(s.batch({{"INSERT INTO t VALUES (1)"}, {"COPY t FROM STDIN"}}, &tx).status == TNT_UNSUPPORTED);
  CHECK(s.execute("SELECT count(*) FROM t").rows.at(0).at(0).i == 0);
}
