// What FreeTDS and the adapter make of a server's answers, told by a script (tds_server.hpp).
#include <catch2/catch.hpp>

#include "tests/integration/postgresql/session.hpp"
#include "tests/integration/sqlserver/tds_server.hpp"

using namespace tenantry::testing;

namespace {

bool holds(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

// What every session asks; all else is the test's.
tds_server::script with(const tds_server::script &own,
                        const std::optional<std::string> &babelfish = std::nullopt) {
  return [own, babelfish](const std::string &sql) {
    if (holds(sql, "SERVERPROPERTY('ProductVersion')"))
      return tds_answer().row({"51", "15.0.2000.5", "3", babelfish, "us_english"});
    if (holds(sql, "SET LOCK_TIMEOUT") || sql == "BEGIN TRANSACTION" || holds(sql, "ROLLBACK TRANSACTION"))
      return tds_answer().done();
    return own(sql);
  };
}

// Whether a statement with these words reached the server.
bool was_asked(const tds_server &server, const std::string &words) {
  for (const std::string &one : server.statements())
    if (holds(one, words)) return true;
  return false;
}

tnt_conn *open_at(const tds_server &server) {
  auto [opened, conn] = session::try_open({{"url", server.url()}, {"setting.driver", "FreeTDS"}});
  INFO(opened.message);
  REQUIRE(opened.status == TNT_OK);
  return conn;
}

}  // namespace

TEST_CASE("TDS: a session begins with the options that tenantry and scripts rely on") {
  const tds_server server(with([](const std::string &) { return tds_answer().row({"7"}); }));
  session s(open_at(server));
  CHECK(s.execute("SELECT 7").value() == "7");
  bool set = false;
  for (const std::string &one : server.statements())
    set = set || (holds(one, "SET XACT_ABORT ON") && holds(one, "SET QUOTED_IDENTIFIER ON") &&
                  holds(one, "LOCK_TIMEOUT -1"));
  CHECK(set);
}

TEST_CASE("TDS: text of every plane reaches the server in a batch, and comes back") {
  const std::string text = "grün 漢字 😀𝄞";
  const tds_server server(with([&](const std::string &sql) {
    return holds(sql, text) ? tds_answer().row({text}) : tds_answer().error(1, "not seen: " + sql);
  }));
  session s(open_at(server));
  const answer read = s.execute("SELECT N'" + text + "'");
  INFO(read.message);
  CHECK(read.value() == text);
}

TEST_CASE("TDS: an error after the first statement of a batch is seen, and the session goes on") {
  const tds_server server(with([](const std::string &sql) {
    if (holds(sql, "XACT_STATE()")) return tds_answer().row({"0", "0"});
    if (sql == "SELECT 7") return tds_answer().row({"7"});
    return tds_answer().row({"1"}, true).error(8134, "Divide by zero error encountered.");
  }));
  session s(open_at(server));
  const answer late = s.execute("SELECT 1; SELECT 1 / 0");
  CHECK(late.status == TNT_SQL);
  CHECK(late.sqlstate == "22012");
  CHECK(late.native_code == 8134);
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.execute("SELECT 7").value() == "7");
}

TEST_CASE("TDS: what the server says of the transaction decides what is left after an error") {
  for (const bool doomed : {true, false}) {
    const tds_server server(with([doomed](const std::string &sql) {
      if (holds(sql, "XACT_STATE()"))
        return tds_answer().row(doomed ? std::vector<std::optional<std::string>>{"0", "0"}
                                       : std::vector<std::optional<std::string>>{"1", "1"});
      return tds_answer().error(2627, "Violation of PRIMARY KEY constraint 'w_pkey'.");
    }));
    session s(open_at(server));
    REQUIRE(s.begin().status == TNT_OK);
    const answer twice = s.execute("INSERT INTO w VALUES (1)");
    CHECK(twice.sqlstate == "23505");
    CHECK(twice.effect == TNT_EFFECT_NONE);
    CHECK(s.state() == (doomed ? TNT_TX_FAILED : TNT_TX_ACTIVE));
    CHECK(s.rollback().status == TNT_OK);
    CHECK(s.state() == TNT_TX_IDLE);
  }
}

TEST_CASE("TDS: what a batch prints is a notice, and what says nothing at all is a success") {
  const tds_server server(with([](const std::string &sql) {
    return holds(sql, "PRINT") ? tds_answer().print("half way").done() : tds_answer().done();
  }));
  session s(open_at(server));
  const answer printed = s.execute("PRINT 'half way'");
  CHECK(printed.status == TNT_OK);
  CHECK(printed.detail("notice") == "half way");
  CHECK(s.execute("CREATE TABLE w (a int)").status == TNT_OK);
}

TEST_CASE("TDS: a lock is asked for with a parameter, and its number decides") {
  std::string got = "0";
  const tds_server server(with([&](const std::string &sql) {
    return holds(sql, "sp_getapplock") ? tds_answer().row({got})
                                       : tds_answer().error(1, "not expected: " + sql);
  }));
  session s(open_at(server));
  for (const auto &[number, status] :
       {std::pair{"0", TNT_OK}, {"1", TNT_OK}, {"-1", TNT_LOCKED}, {"-999", TNT_LOCKED}}) {
    got = number;
    const answer told = s.try_lock("tenant");
    INFO(number << ": " << told.message);
    CHECK(told.status == status);
  }
}

TEST_CASE("TDS: a statement's limit ends it by an attention, and the session goes on") {
  const tds_server server(with([](const std::string &sql) {
    if (holds(sql, "WAITFOR")) return tds_answer::waits_for_attention();
    return holds(sql, "XACT_STATE()") ? tds_answer().row({"0", "0"}) : tds_answer().row({"7"});
  }));
  session s(open_at(server));
  const tnt_begin limits = session::begin_options(0ms, 400ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer late = s.execute("WAITFOR DELAY '00:00:20'");
  INFO(late.message);
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.sqlstate == "57014");
  CHECK(late.took < 5s);
  CHECK(s.execute("SELECT 7").value() == "7");
}

TEST_CASE(
    "TDS: a server that hangs up in a statement is a lost connection of unknown effect, again and again") {
  const tds_server server(with([](const std::string &) { return tds_answer::hangs_up(); }));
  session s(open_at(server));
  const answer lost = s.execute("UPDATE w SET a = 1");
  INFO(lost.message << " " << lost.sqlstate << " " << lost.native_code);
  CHECK(lost.status == TNT_CONNECTION_LOST);
  CHECK(lost.effect == TNT_EFFECT_UNKNOWN);
  CHECK(lost.retry == TNT_RETRY_NEW_CONN);
  for (int i = 0; i < 2; ++i) CHECK(s.execute("SELECT 1").status == TNT_CONNECTION_LOST);
  CHECK(s.state() == TNT_TX_UNKNOWN);
}

TEST_CASE("TDS: a login that is refused says so with the server's number, and repeats no password") {
  const tds_server server(with([](const std::string &) { return tds_answer().done(); }),
                          tds_answer().error(18456, "Login failed for user 'u'."));
  auto [opened, conn] = session::try_open({{"url", server.url()}, {"setting.driver", "FreeTDS"}});
  session::table().close(conn);
  CHECK(opened.status == TNT_AUTH);
  CHECK(opened.native_code == 18456);
  CHECK(opened.message.find("secretword") == std::string::npos);
}

TEST_CASE("TDS: a database that cannot be dropped or made is an error that has done nothing") {
  const tds_server server(with([](const std::string &sql) {
    if (holds(sql, "CREATE DATABASE")) return tds_answer().error(1801, "Database 'd' already exists.");
    return tds_answer().error(3701, "Cannot drop the database 'd', because it does not exist.");
  }));
  session s(open_at(server));
  const answer made = s.create("d"), dropped = s.drop("d", false);
  CHECK(made.status == TNT_CONFLICT);
  CHECK(made.effect == TNT_EFFECT_NONE);
  CHECK(dropped.status == TNT_SQL);
  CHECK(dropped.effect == TNT_EFFECT_NONE);
}

TEST_CASE("TDS: before a drop SQL Server ends other sessions by ALTER DATABASE, Babelfish by KILL") {
  const auto drops = [](const std::string &sql) {
    return holds(sql, "dm_exec_sessions") ? tds_answer().row({"77"}) : tds_answer().done();
  };
  const tds_server microsofts(with(drops)), babelfish(with(drops, "1"));
  session on_microsofts(open_at(microsofts)), on_babelfish(open_at(babelfish));
  REQUIRE(on_microsofts.drop("d", true).status == TNT_OK);
  REQUIRE(on_babelfish.drop("d", true).status == TNT_OK);
  CHECK(was_asked(microsofts, "SET SINGLE_USER"));
  CHECK_FALSE(was_asked(microsofts, "KILL"));
  CHECK(was_asked(babelfish, "KILL 77"));
  CHECK_FALSE(was_asked(babelfish, "ALTER DATABASE"));
  CHECK(was_asked(babelfish, "DROP DATABASE [d]"));
}

TEST_CASE("TDS: on Babelfish an error follows a busy lock, and who holds it is unknown where no view tells") {
  const auto held = [](const std::string &sql) {
    if (holds(sql, "dm_tran_locks"))
      return tds_answer().error(33557097, "relation \"sys.dm_tran_locks\" does not exist");
    if (holds(sql, "THROW")) return tds_answer().error(50902, "a lock is busy");
    return holds(sql, "sp_getapplock") ? tds_answer().row({"-1"}) : tds_answer().row({"held"});
  };
  const tds_server microsofts(with(held)), babelfish(with(held, "1"));
  session on_microsofts(open_at(microsofts)), on_babelfish(open_at(babelfish));
  CHECK(on_microsofts.try_lock("tenant").status == TNT_LOCKED);
  CHECK(on_babelfish.try_lock("tenant").status == TNT_LOCKED);
  CHECK_FALSE(was_asked(microsofts, "THROW"));
  CHECK(was_asked(babelfish, "THROW"));
  CHECK(on_babelfish.holder("tenant").rows.size() == 1);
  CHECK(on_microsofts.holder("tenant").status == TNT_SQL);
}
