// A session's life: opening and what is wrong with it, deadlines, stops, and a session that was killed.
#include <sys/eventfd.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "tests/integration/odbc/mariadb.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace tenantry::testing;

namespace {

answer open_with(const std::string &url, const session::config &more = {}, allowance may = {}) {
  session::config config{{"url", url}};
  config.insert(config.end(), more.begin(), more.end());
  auto [opened, conn] = session::try_open(config, may);
  session::table().close(conn);
  return opened;
}

// The parts of tools/servers' URL.
std::string user_info(const std::string &url) {
  const std::size_t begin = url.find("://") + 3;
  return url.substr(begin, url.rfind('@') - begin);
}
std::string host_and_port(const std::string &url) {
  const std::size_t at = url.rfind('@') + 1;
  return url.substr(at, url.find('/', at) - at);
}
std::string port_of_url(const std::string &url) {
  const std::string both = host_and_port(url);
  return both.substr(both.find(':') + 1);
}

std::string session_of(session &s) {
  return s.execute("SELECT CONNECTION_ID()").value();
}

}  // namespace

TEST_CASE("a raw connection string opens too, with a password that must stand in braces") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  if (user_info(url) != "tenantry:s3%3Acr%40t%2F%25%3B%7D") return;  // a person's own server
  const std::string raw = "Server=127.0.0.1;Port=" + port_of_url(url) + ";UID=tenantry;PWD={s3:cr@t/%;}}}";
  CHECK(open_with(raw).status == TNT_OK);
  CHECK(open_with("Driver={MariaDB Unicode};" + raw).status == TNT_OK);
}

TEST_CASE(
    "a driver's SIGPIPE stays its own: the host's handling of it is as before, and a cut line ends nobody") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  struct sigaction before {
  }, after{};
  std::signal(SIGPIPE, SIG_DFL);
  sigaction(SIGPIPE, nullptr, &before);
  {
    const tcp_proxy between(static_cast<unsigned>(std::stoul(port_of_url(url))), cut_when::before_server,
                            "cut me");
    session s("mariadb://" + user_info(url) + "@127.0.0.1:" + std::to_string(between.port()) + "/tenantry");
    sigaction(SIGPIPE, nullptr, &after);
    CHECK(after.sa_handler == before.sa_handler);
    CHECK(s.execute("SELECT 'cut me'").status == TNT_CONNECTION_LOST);
    const answer again = s.execute("SELECT 1");
    CHECK(again.status == TNT_CONNECTION_LOST);
    CHECK(again.effect == TNT_EFFECT_NONE);
  }
}

TEST_CASE(
    "a wrong password, an unknown database and a refused port are told apart, and no password is repeated") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const std::string at = host_and_port(url);
  const answer wrong = open_with("mariadb://tenantry:Wr0ng%3BOne@" + at + "/tenantry");
  CHECK(wrong.status == TNT_AUTH);
  CHECK(wrong.native_code == 1045);
  CHECK(wrong.message.find("Wr0ng") == std::string::npos);
  const answer missing = open_with(with_database(url, "nosuch"));
  CHECK(missing.status == TNT_UNREACHABLE);
  CHECK(missing.sqlstate == "3D000");
  CHECK(missing.retry == TNT_RETRY_NEVER);
  const answer refused = open_with("mariadb://u:secretword@127.0.0.1:1/x");
  CHECK(refused.status == TNT_UNREACHABLE);
  CHECK(refused.retry == TNT_RETRY_NEW_CONN);
  CHECK(refused.message.find("secretword") == std::string::npos);
}

TEST_CASE("a driver that is not there is named with the package that brings one") {
  const answer missing = open_with("mysql://u:pw@127.0.0.1:1/x", {{"setting.driver", "No Such Driver"}});
  CHECK(missing.status == TNT_BAD_CONFIG);
  CHECK(missing.message.find("No Such Driver") != std::string::npos);
  CHECK(missing.message.find("odbc-mariadb") != std::string::npos);
  CHECK(open_with("mysql://u@h/x", {{"setting.drivr", "x"}}).status == TNT_BAD_CONFIG);
}

TEST_CASE("a server that never answers is given up at the deadline") {
  const answer silent = open_with("mysql://u:pw@192.0.2.1:3306/x", {}, {700ms, -1});
  CHECK((silent.status == TNT_TIMEOUT || silent.status == TNT_UNREACHABLE));
  CHECK(silent.took < 3s);
  CHECK(silent.effect == TNT_EFFECT_NONE);
}

TEST_CASE("a call's deadline ends a statement, and cancel ends it on the server") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url), other(url);
  const std::string id = session_of(s);
  const answer late = s.execute("SELECT SLEEP(30)", {}, {300ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(late.took < 2s);
  CHECK(s.state() == TNT_TX_UNKNOWN);
  s.cancel();
  std::string left;
  for (int i = 0; i < 50; ++i) {
    left = other.execute("SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id).value();
    if (left == "0") break;
    std::this_thread::sleep_for(20ms);
  }
  CHECK(left == "0");
  CHECK(s.execute("SELECT 1").status == TNT_CONNECTION_LOST);
}

TEST_CASE("a stop ends a statement while it runs") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  const int stop = eventfd(0, EFD_CLOEXEC);
  std::thread stopper([&] {
    std::this_thread::sleep_for(200ms);
    const std::uint64_t one = 1;
    CHECK(write(stop, &one, sizeof one) == sizeof one);
  });
  const answer stopped = s.execute("SELECT SLEEP(30)", {}, {20s, stop});
  stopper.join();
  close(stop);
  CHECK(stopped.status == TNT_CANCELLED);
  CHECK(stopped.took < 2s);
  s.cancel();
}

TEST_CASE("a statement's limit is kept by the server, or by this side, and the connection stays") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  for (const char *who : {"server", "client"}) {
    INFO(who);
    auto [opened, conn] = session::try_open({{"url", url}, {"setting.statement_timeout", who}});
    REQUIRE(opened.status == TNT_OK);
    session s(conn);
    const tnt_begin limits = session::begin_options(0ms, 300ms);
    REQUIRE(s.session_limits(&limits).status == TNT_OK);
    const answer late = s.execute(
        "SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, "
        "information_schema.columns c WHERE SLEEP(0.01) = 0");
    INFO(late.message);
    CHECK(late.status == TNT_TIMEOUT);
    CHECK(late.sqlstate == "57014");
    CHECK(late.effect == TNT_EFFECT_NONE);
    CHECK(late.took < 3s);
    CHECK(s.execute("SELECT 7").value() == "7");
    REQUIRE(s.session_limits(nullptr).status == TNT_OK);
    CHECK(s.execute("SELECT @@SESSION.max_statement_time = @@GLOBAL.max_statement_time").value() == "1");
  }
}

TEST_CASE("a session that was killed answers as lost, again and again, without a crash") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  for (const bool while_it_runs : {false, true}) {
    session s(url), other(url);
    const std::string id = session_of(s);
    std::thread killer;
    if (while_it_runs) {
      killer = std::thread([&] {
        std::this_thread::sleep_for(200ms);
        other.execute("KILL " + id);
      });
    } else {
      REQUIRE(other.execute("KILL " + id).status == TNT_OK);
    }
    const answer lost = s.execute("SELECT SLEEP(5)");
    if (killer.joinable()) killer.join();
    CHECK(lost.status == TNT_CONNECTION_LOST);
    CHECK(lost.effect == TNT_EFFECT_UNKNOWN);
    CHECK(lost.retry == TNT_RETRY_NEW_CONN);
    for (int i = 0; i < 3; ++i) CHECK(s.execute("SELECT 1").status == TNT_CONNECTION_LOST);
    CHECK(s.state() == TNT_TX_UNKNOWN);
  }
}

TEST_CASE("T-47: a session is strict where the server is not") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  auto [opened, conn] = session::try_open({{"url", url}, {"setting.sql_mode", "NO_ENGINE_SUBSTITUTION"}});
  REQUIRE(opened.status == TNT_OK);
  session lax(conn), ordinary(url);
  CHECK(lax.execute("SELECT @@SESSION.sql_mode").value() == "NO_ENGINE_SUBSTITUTION");
  CHECK(ordinary.execute("SELECT @@SESSION.sql_mode").value().find("STRICT_TRANS_TABLES") !=
        std::string::npos);
  CHECK(open_with(url, {{"setting.sql_mode", "ANSI_QUOTES"}}).status == TNT_BAD_CONFIG);
}

TEST_CASE(
    "a statement on a connection of its own obeys the deadline, ends on the server, and is refused in a "
    "transaction") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url), other(url);
  const answer late = s.execute("VALUES (SLEEP(31))", {}, {500ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.took < 2s);
  s.cancel();
  std::string left;
  for (int i = 0; i < 50; ++i) {
    left = other
               .execute(
                   "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'VALUES (SLEEP(31%'")
               .value();
    if (left == "0") break;
    std::this_thread::sleep_for(20ms);
  }
  CHECK(left == "0");
  session fresh(url);
  REQUIRE(fresh.begin().status == TNT_OK);
  const answer refused = fresh.execute("OPTIMIZE TABLE nosuch");
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.effect == TNT_EFFECT_NONE);
}
