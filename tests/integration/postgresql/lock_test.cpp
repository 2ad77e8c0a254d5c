// Transactions, the runners' lock in both its forms, table locks and who holds them.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE("T-17: a transaction's lock and a session's lock of one name exclude each other") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session a(url), b(url);
  const tnt_begin locked = session::begin_options(0ms, 0ms, "tenant");
  REQUIRE(a.begin(locked).status == TNT_OK);
  const answer busy = b.try_lock("tenant");
  CHECK(busy.status == TNT_LOCKED);
  CHECK(busy.took < 200ms);
  CHECK(b.try_lock("master").status == TNT_OK);
  REQUIRE(a.commit().status == TNT_OK);
  CHECK(b.try_lock("tenant").status == TNT_OK);
  const answer refused = a.begin(locked);
  CHECK(refused.status == TNT_LOCKED);
  CHECK(refused.retry == TNT_RETRY_SAME_CONN);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(a.state() == TNT_TX_IDLE);
  const answer who = a.holder("tenant");
  REQUIRE(who.rows.size() == 1);
  CHECK(who.value(0, 0) == b.pid());
  CHECK(who.value(0, 2) == "tenantry test");
  CHECK(b.unlock("tenant").status == TNT_OK);
  CHECK(b.unlock("tenant").status == TNT_CONFLICT);
  CHECK(a.holder("tenant").rows.empty());
  CHECK(a.begin(locked).status == TNT_OK);
}

TEST_CASE("T-19: limits of a transaction end with it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const std::uint32_t flags = TNT_TX_WRITE | TNT_TX_RELAXED;
  REQUIRE(s.begin(session::begin_options(1234ms, 4321ms, "", flags)).status == TNT_OK);
  const std::string settings =
      "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' ' || "
      "current_setting('synchronous_commit')";
  CHECK(s.execute(settings).value() == "1234ms 4321ms off");
  REQUIRE(s.commit().status == TNT_OK);
  CHECK(s.execute(settings).value() == "0 0 on");
}

TEST_CASE("a commit of a failed transaction is an error without effect") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  REQUIRE(s.begin().status == TNT_OK);
  CHECK(s.state() == TNT_TX_ACTIVE);
  CHECK(s.execute("SELECT nosuch").status == TNT_SQL);
  CHECK(s.state() == TNT_TX_FAILED);
  const answer refused = s.commit();
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(s.state() == TNT_TX_IDLE);
  CHECK(s.rollback().status == TNT_OK);
}

TEST_CASE("T-31: a commit after a statement that ended the transaction is told") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("COMMIT").status == TNT_OK);
  const answer refused = s.commit();
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.effect == TNT_EFFECT_UNKNOWN);
}

TEST_CASE("a read-only transaction refuses to write") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  REQUIRE(s.begin(session::begin_options(0ms, 0ms, "", TNT_TX_READ_ONLY)).status == TNT_OK);
  CHECK(s.execute("CREATE TABLE never (a int)").sqlstate == "25006");
}

TEST_CASE("T-11 T-12: an ALTER behind a long transaction gives up after its lock timeout") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "blocked");
  database.run("CREATE TABLE wells (id int)");
  postgres_connection holder(database.url());
  holder.run("BEGIN; LOCK TABLE wells IN ACCESS SHARE MODE");
  session s(database.url());
  REQUIRE(s.begin(session::begin_options(300ms)).status == TNT_OK);
  const answer blocked = s.execute("ALTER TABLE wells ADD COLUMN depth int");
  CHECK(blocked.status == TNT_LOCKED);
  CHECK(blocked.sqlstate == "55P03");
  CHECK(blocked.retry == TNT_RETRY_SAME_CONN);
  CHECK(blocked.effect == TNT_EFFECT_NONE);
  CHECK(blocked.took >= 300ms);
  CHECK(blocked.took < 1s);
}

TEST_CASE("T-13: who blocks a waiting session is seen from a second connection while it waits") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "blockers");
  database.run("CREATE TABLE wells (id int)");
  postgres_connection holder(database.url());
  holder.run("SET application_name = 'nightly report'; BEGIN; LOCK TABLE wells IN ACCESS SHARE MODE");
  const std::string holder_pid = holder.value("SELECT pg_backend_pid()");
  session victim(database.url()), observer(database.url());
  const std::string victim_pid = victim.pid();
  std::thread waiter([&] {
    victim.begin(session::begin_options(2s));
    victim.execute("ALTER TABLE wells ADD COLUMN depth int");
  });
  answer who;
  for (int i = 0; i < 100 && who.rows.empty(); ++i) {
    std::this_thread::sleep_for(20ms);
    who = observer.blockers(victim_pid);
  }
  waiter.join();
  REQUIRE(who.rows.size() == 1);
  CHECK(who.value(0, 0) == holder_pid);
  CHECK(who.value(0, 1) == "postgres");
  CHECK(who.value(0, 2) == "nightly report");
  CHECK(who.value(0, 3) == "idle in transaction");
  CHECK(observer.blockers(victim_pid).rows.empty());
  CHECK(observer.blockers("x").status == TNT_BAD_ARGUMENT);
}

TEST_CASE("a deadlock is a lock that may be tried again on the same connection") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "deadlock");
  database.run("CREATE TABLE a (x int); CREATE TABLE b (x int)");
  session first(database.url()), second(database.url());
  first.begin();
  second.begin();
  first.execute("LOCK TABLE a");
  second.execute("LOCK TABLE b");
  answer crossed;
  std::thread other([&] { crossed = first.execute("LOCK TABLE b"); });
  std::this_thread::sleep_for(100ms);
  const answer mine = second.execute("LOCK TABLE a");
  if (mine.status != TNT_OK) second.rollback();  // lets the other one through
  if (mine.status == TNT_OK) second.commit();
  other.join();
  const answer &victim = mine.status == TNT_OK ? crossed : mine;
  CHECK(victim.status == TNT_LOCKED);
  CHECK(victim.sqlstate == "40P01");
  CHECK(victim.retry == TNT_RETRY_SAME_CONN);
}
