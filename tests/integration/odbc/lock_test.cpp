// Transactions, the runners' lock in both its forms, table locks and who holds them.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/odbc/mariadb.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE("T-17: MariaDB: a transaction's lock and a session's lock of one name exclude each other") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url), neighbour(url);
  session a(database.url()), b(database.url()), c(neighbour.url());
  const std::string name(100, 'n');  // longer than MySQL's names may be
  REQUIRE(a.begin(session::begin_options(0ms, 0ms, name.c_str())).status == TNT_OK);
  const answer busy = b.try_lock(name);
  CHECK(busy.status == TNT_LOCKED);
  CHECK(busy.took < 500ms);
  CHECK(c.try_lock(name).status == TNT_OK);  // T-21: another database, another lock
  REQUIRE(a.commit().status == TNT_OK);
  CHECK(b.try_lock(name).status == TNT_OK);
  const answer refused = a.begin(session::begin_options(0ms, 0ms, name.c_str()));
  CHECK(refused.status == TNT_LOCKED);
  CHECK(refused.retry == TNT_RETRY_SAME_CONN);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(a.state() == TNT_TX_IDLE);
  const answer who = a.holder(name);
  REQUIRE(who.rows.size() == 1);
  CHECK(who.value(0, 0) == b.execute("SELECT CONNECTION_ID()").value());
  CHECK(b.unlock(name).status == TNT_OK);
  CHECK(b.unlock(name).status == TNT_CONFLICT);
  CHECK(a.holder(name).rows.empty());
}

TEST_CASE("MariaDB: a lock's name may be any text, in characters of four bytes too") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session a(url), b(url);
  const std::string name = "wells \xc3\xbc\xe2\x82\xac\xf0\x9f\x9b\xa2 ' \" `";
  REQUIRE(a.try_lock(name).status == TNT_OK);
  CHECK(b.try_lock(name).status == TNT_LOCKED);
  CHECK(b.try_lock(name + "!").status == TNT_OK);
  CHECK(a.holder(name).rows.size() == 1);
  CHECK(a.unlock(name).status == TNT_OK);
}

TEST_CASE("a lock goes with the session that held it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session b(url);
  {
    session a(url);
    REQUIRE(a.try_lock("tenant").status == TNT_OK);
    REQUIRE(b.try_lock("tenant").status == TNT_LOCKED);
  }
  answer got;
  for (int i = 0; i < 50 && (i == 0 || got.status == TNT_LOCKED); ++i) {
    got = b.try_lock("tenant");
    std::this_thread::sleep_for(10ms);
  }
  CHECK(got.status == TNT_OK);
}

TEST_CASE("DML rolls back, DDL commits what came before it and the state says so") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE w (a int)").status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  CHECK(s.state() == TNT_TX_ACTIVE);
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").affected == 1);
  REQUIRE(s.rollback().status == TNT_OK);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "0");
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (2)").status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE x (a int)").status == TNT_OK);
  CHECK(s.state() == TNT_TX_IDLE);
  const answer told = s.commit();
  CHECK(told.status == TNT_SQL);
  CHECK(told.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "1");
}

TEST_CASE("a read-only transaction of MariaDB refuses to write") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE w (a int)").status == TNT_OK);
  REQUIRE(s.begin(session::begin_options(0ms, 0ms, "", TNT_TX_READ_ONLY)).status == TNT_OK);
  CHECK(s.execute("INSERT INTO w VALUES (1)").sqlstate == "25006");
}

TEST_CASE(
    "T-11: MariaDB: an ALTER behind a long transaction gives up after its lock timeout, limits end after "
    "it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session holder(database.url()), s(database.url());
  REQUIRE(holder.execute("CREATE TABLE wells (id int)").status == TNT_OK);
  REQUIRE(holder.begin().status == TNT_OK);
  REQUIRE(holder.execute("SELECT * FROM wells").status == TNT_OK);
  const tnt_begin limits = session::begin_options(300ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer blocked = s.execute("ALTER TABLE wells ADD COLUMN depth int");
  CHECK(blocked.status == TNT_LOCKED);
  CHECK(blocked.native_code == 1205);
  CHECK(blocked.retry == TNT_RETRY_SAME_CONN);
  CHECK(blocked.effect == TNT_EFFECT_NONE);
  CHECK(blocked.took < 4s);
  REQUIRE(s.session_limits(nullptr).status == TNT_OK);
  CHECK(s.execute("SELECT @@SESSION.lock_wait_timeout = @@GLOBAL.lock_wait_timeout").value() == "1");
}

TEST_CASE("T-13: MariaDB: who blocks a waiting session is seen while it waits, for rows and for tables") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session holder(database.url()), victim(database.url()), observer(database.url());
  REQUIRE(holder.execute("CREATE TABLE wells (id int PRIMARY KEY, n int)").status == TNT_OK);
  REQUIRE(holder.execute("INSERT INTO wells VALUES (1, 1)").status == TNT_OK);
  const std::string holder_id = holder.execute("SELECT CONNECTION_ID()").value();
  const std::string victim_id = victim.execute("SELECT CONNECTION_ID()").value();
  for (const char *sql : {"UPDATE wells SET n = 3", "ALTER TABLE wells ADD COLUMN depth int"}) {
    INFO(sql);
    REQUIRE(holder.begin().status == TNT_OK);
    REQUIRE(holder.execute("UPDATE wells SET n = n + 1 WHERE id = 1").status == TNT_OK);
    const tnt_begin limits = session::begin_options(3s);
    REQUIRE(victim.session_limits(&limits).status == TNT_OK);
    std::thread waiter([&] { victim.execute(sql); });
    answer who;
    for (int i = 0; i < 15 && who.rows.empty(); ++i) {
      std::this_thread::sleep_for(150ms);  // InnoDB shows an older picture to who looks within 100 ms again
      who = observer.blockers(victim_id);
      if (who.status != TNT_OK) break;
    }
    CHECK(holder.rollback().status == TNT_OK);
    waiter.join();
    INFO(who.message);
    REQUIRE(who.rows.size() == 1);
    CHECK(who.value(0, 0) == holder_id);
  }
}

TEST_CASE("a deadlock's victim is told that all of its transaction is gone, and nothing more runs in it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session a(database.url()), b(database.url());
  REQUIRE(a.execute("CREATE TABLE w (id int PRIMARY KEY, n int)").status == TNT_OK);
  REQUIRE(a.execute("INSERT INTO w VALUES (1, 0), (2, 0)").status == TNT_OK);
  REQUIRE(a.begin().status == TNT_OK);
  REQUIRE(b.begin().status == TNT_OK);
  REQUIRE(a.execute("UPDATE w SET n = 1 WHERE id = 1").status == TNT_OK);
  REQUIRE(b.execute("UPDATE w SET n = 2 WHERE id = 2").status == TNT_OK);
  answer of_a;
  std::thread other([&] { of_a = a.execute("UPDATE w SET n = 1 WHERE id = 2"); });
  const answer of_b = b.execute("UPDATE w SET n = 2 WHERE id = 1");
  other.join();
  const bool a_lost = of_a.status != TNT_OK;
  const answer &lost = a_lost ? of_a : of_b;
  session &victim = a_lost ? a : b;
  CHECK(lost.status == TNT_LOCKED);
  CHECK(lost.sqlstate == "40001");
  CHECK(lost.native_code == 1213);
  CHECK(victim.state() == TNT_TX_FAILED);
  CHECK(victim.execute("UPDATE w SET n = 9 WHERE id = 1").status == TNT_SQL);
  CHECK(victim.commit().status == TNT_SQL);
  CHECK(victim.state() == TNT_TX_IDLE);
}
