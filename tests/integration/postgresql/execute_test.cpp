// Statements, types, errors and limits of time, against real servers.
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <thread>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

// Waits until the server shows that many active sessions with this text in their query.
bool wait_for_active(postgres_connection &observer, const std::string &text, const std::string &count) {
  for (int i = 0; i < 200; ++i) {
    const std::string seen = observer.value(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query "
        "LIKE '%" +
        text + "%'");
    if (seen == count) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

void check_types(const std::string &url) {
  session s(url);
  const answer got = s.execute(
      "SELECT ?::int2, ?::int4, ?::int8, ?::float8, ?::bool, ?::bytea, ?::text, NULL::int4, 12.50::numeric "
      "AS n, "
      "'?' AS q",
      {int_cell(-3), int_cell(7), int_cell(INT64_MIN), double_cell(0.1), bool_cell(true),
       bytes_cell("\0\xff'", 3), text_cell("ein \"Wert\" – ok")});
  INFO(got.message);
  REQUIRE(got.status == TNT_OK);
  const auto &row = got.rows.at(0);
  CHECK((row[0].kind == TNT_INT64 && row[0].i == -3));
  CHECK((row[1].kind == TNT_INT64 && row[1].i == 7));
  CHECK((row[2].kind == TNT_INT64 && row[2].i == INT64_MIN));
  CHECK((row[3].kind == TNT_DOUBLE && row[3].d == 0.1));
  CHECK((row[4].kind == TNT_BOOL && row[4].i == 1));
  CHECK((row[5].kind == TNT_BYTES && row[5].raw == std::string("\0\xff'", 3)));
  CHECK((row[6].kind == TNT_TEXT && row[6].raw == "ein \"Wert\" – ok"));
  CHECK((row[7].kind == TNT_INT64 && row[7].null));
  CHECK((row[8].kind == TNT_TEXT && row[8].raw == "12.50"));
  CHECK(row[9].raw == "?");
  CHECK(got.columns.at(8) == "n:numeric");
}

}  // namespace

TEST_CASE("values of every kind go to PostgreSQL 15 and come back with their kind") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  check_types(url);
}

TEST_CASE("values of every kind go to PostgreSQL 18 and come back with their kind") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  check_types(url);
}

TEST_CASE("a NULL parameter, many rows and the number of rows affected arrive") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  REQUIRE(s.execute("CREATE TEMP TABLE t (a int, b text)").status == TNT_OK);
  CHECK(s.execute("INSERT INTO t SELECT n, ? FROM generate_series(1, 5000) n", {null_cell(TNT_TEXT)})
            .affected == 5000);
  const answer all = s.execute("SELECT a, b FROM t ORDER BY a");
  CHECK(all.rows.size() == 5000);
  CHECK((all.rows.at(4999)[0].i == 5000 && all.rows.at(4999)[1].null));
  CHECK(s.execute("SELECT a FROM t WHERE a < 0").columns.size() == 1);
}

TEST_CASE("a sink that stops early gets nothing more and the connection stays usable") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const answer some = s.execute("SELECT generate_series(1, 1000)", {}, {}, 3);
  CHECK(some.status == TNT_OK);
  CHECK(some.rows.size() == 3);
  CHECK(s.ping().status == TNT_OK);
}

TEST_CASE(
    "the place of an error is a byte of the statement as the host wrote it, behind text of several bytes "
    "too") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const std::string plain = "SELECT 'äöü€𝄞' AS x, nosuch FROM pg_class";
  const answer first = s.execute(plain);
  CHECK(first.status == TNT_SQL);
  CHECK(first.sqlstate == "42703");
  CHECK(first.offset == plain.find("nosuch") + 1);
  CHECK(first.effect == TNT_EFFECT_NONE);
  const std::string numbered = "SELECT 'ä?', ?::int, ?::int, nosuch";
  CHECK(s.execute(numbered, {int_cell(1), int_cell(2)}).offset == numbered.find("nosuch") + 1);
}

TEST_CASE("details of an error and notices reach the host") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const answer notice = s.execute("DO $$ BEGIN RAISE NOTICE 'hello'; END $$");
  CHECK(notice.detail("notice").find("hello") != std::string::npos);
  s.execute("CREATE TEMP TABLE u (a int CONSTRAINT u_key UNIQUE)");
  s.execute("INSERT INTO u VALUES (1)");
  const answer twice = s.execute("INSERT INTO u VALUES (1)");
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.detail("constraint") == "u_key");
  CHECK(twice.detail("table") == "u");
  CHECK(twice.detail("detail").find("(a)=(1)") != std::string::npos);
}

TEST_CASE("wrong numbers of parameters and NUL bytes are refused before anything is sent") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  CHECK(s.execute("SELECT ?, ?", {int_cell(1)}).status == TNT_BAD_ARGUMENT);
  CHECK(s.execute(std::string("SELECT 1\0;", 10)).status == TNT_BAD_ARGUMENT);
  CHECK(s.ping().status == TNT_OK);
}

TEST_CASE("COPY to and from the client is refused and the connection stays usable") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  s.execute("CREATE TEMP TABLE c (a int)");
  CHECK(s.execute("COPY c FROM STDIN").status == TNT_UNSUPPORTED);
  CHECK(s.ping().status == TNT_OK);
  s.execute("INSERT INTO c SELECT generate_series(1, 50000)");
  CHECK(s.execute("COPY c TO STDOUT").status == TNT_UNSUPPORTED);
  CHECK(s.ping().status == TNT_OK);
  CHECK(s.state() == TNT_TX_IDLE);
}

TEST_CASE("a deadline is kept within 250 ms and cancel then ends the statement on the server") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_connection observer(url);
  session s(url);
  const answer late = s.execute("SELECT pg_sleep(30) /* deadline case */", {}, {300ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(late.took >= 300ms);
  CHECK(late.took < 550ms);
  CHECK(s.state() == TNT_TX_UNKNOWN);
  CHECK(wait_for_active(observer, "deadline case", "1"));
  s.cancel();
  CHECK(wait_for_active(observer, "deadline case", "0"));
  const answer after = s.execute("SELECT 1");
  CHECK(after.status == TNT_CONNECTION_LOST);
  CHECK(after.effect == TNT_EFFECT_NONE);
}

TEST_CASE("a stop that is raised ends the wait at once") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::thread raiser([&] {
    std::this_thread::sleep_for(200ms);
    REQUIRE(::write(ends[1], "x", 1) == 1);
  });
  const answer stopped = s.execute("SELECT pg_sleep(30)", {}, {20s, ends[0]});
  raiser.join();
  s.cancel();
  ::close(ends[0]);
  ::close(ends[1]);
  CHECK(stopped.status == TNT_CANCELLED);
  CHECK(stopped.took < 450ms);
}

TEST_CASE("T-05: a session that the server ends is a lost connection of unknown effect") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_connection observer(url);
  SECTION("while a statement runs") {
    session s(url);
    const std::string pid = s.pid();
    std::thread killer([&] {
      std::this_thread::sleep_for(200ms);
      postgres_connection(url).run("SELECT pg_terminate_backend(" + pid + ")");
    });
    const answer lost = s.execute("SELECT pg_sleep(30)");
    killer.join();
    CHECK(lost.status == TNT_CONNECTION_LOST);
    CHECK(lost.sqlstate == "57P01");
    CHECK(lost.retry == TNT_RETRY_NEW_CONN);
    CHECK(lost.effect == TNT_EFFECT_UNKNOWN);
  }
  SECTION("before a commit") {
    session s(url);
    const std::string pid = s.pid();
    REQUIRE(s.begin().status == TNT_OK);
    observer.run("SELECT pg_terminate_backend(" + pid + ")");
    std::this_thread::sleep_for(200ms);
    const answer lost = s.commit();
    CHECK(lost.status == TNT_CONNECTION_LOST);
    CHECK(lost.effect == TNT_EFFECT_UNKNOWN);
    CHECK(s.state() == TNT_TX_UNKNOWN);
  }
}

TEST_CASE("limits of the session hold until they are taken back") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const tnt_begin limits = session::begin_options(1500ms, 200ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  CHECK(s.execute("SELECT current_setting('lock_timeout')").value() == "1500ms");
  const answer slow = s.execute("SELECT pg_sleep(5)");
  CHECK(slow.status == TNT_TIMEOUT);
  CHECK(slow.effect == TNT_EFFECT_NONE);
  tnt_begin none = session::begin_options();
  none.lock_timeout_ns = -1;
  REQUIRE(s.session_limits(&none).status == TNT_OK);
  CHECK(s.execute("SELECT current_setting('lock_timeout')").value() == "0");
  REQUIRE(s.session_limits(nullptr).status == TNT_OK);
  CHECK(s.execute("SELECT current_setting('statement_timeout')").value() == "0");
}

TEST_CASE("a statement that another session cancels is cancelled, not timed out, and without effect") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  session s(url);
  const std::string pid = s.pid();
  std::thread canceller([&] {
    std::this_thread::sleep_for(200ms);
    postgres_connection(url).run("SELECT pg_cancel_backend(" + pid + ")");
  });
  const answer ended = s.execute("SELECT pg_sleep(30)");
  canceller.join();
  CHECK(ended.status == TNT_CANCELLED);
  CHECK(ended.effect == TNT_EFFECT_NONE);
  CHECK(s.ping().status == TNT_OK);
}

TEST_CASE("T-53: a write to a read-only server says that the server is read-only") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "readonly");
  database.run("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
  session s(database.url());
  const answer refused = s.execute("CREATE TABLE t (a int)");
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.sqlstate == "25006");
  CHECK(refused.detail("hint").find("read-only") != std::string::npos);
  const answer who = s.identify();
  REQUIRE(who.status == TNT_OK);
  CHECK(who.rows.at(0).at(5).i == 0);
}

TEST_CASE("a procedure that commits by itself and then fails leaves its effect unknown") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "call");
  session s(database.url());
  s.execute("CREATE TABLE t (a int)");
  s.execute(
      "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1); COMMIT; "
      "INSERT INTO t VALUES (1 / 0); END $$");
  const answer half = s.execute("CALL p()");
  CHECK(half.status == TNT_SQL);
  CHECK(half.effect == TNT_EFFECT_UNKNOWN);
  CHECK(database.value("SELECT count(*) FROM t") == "1");
}
