// Every way to say where the database is, and every way for it not to be there.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;

namespace {

answer open_and_close(const session::config &fields, allowance may = {}) {
  auto [opened, conn] = session::try_open(fields, may);
  session::table().close(conn);
  return opened;
}

// Listens and never answers.
class silent_server {
 public:
  silent_server() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr *>(&address), size) == 0);
    REQUIRE(::listen(socket_, 8) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr *>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~silent_server() { ::close(socket_); }
  silent_server(const silent_server &) = delete;
  silent_server &operator=(const silent_server &) = delete;
  [[nodiscard]] std::string port() const { return std::to_string(port_); }

 private:
  int socket_;
  unsigned port_ = 0;
};

}  // namespace

TEST_CASE("a key-value string, fields beside the URL, and several hosts open a session") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const std::string port = std::to_string(port_of(url));
  CHECK(open_and_close({{"url", "host=127.0.0.1 port=" + port + " user=postgres dbname=postgres"}}).status ==
        TNT_OK);
  auto [opened, conn] = session::try_open({{"url", "postgresql://127.0.0.1:" + port},
                                           {"user", "postgres"},
                                           {"database", "template1"},
                                           {"application_name", "tenantry acme"}});
  INFO(opened.message);
  REQUIRE(opened.status == TNT_OK);
  session s(conn);
  CHECK(s.execute("SELECT current_database() || '|' || current_setting('application_name') || '|' || "
                  "current_setting('client_encoding')")
            .value() == "template1|tenantry acme|UTF8");
  const std::string many =
      "postgresql://postgres@127.0.0.1:1,127.0.0.1:" + port + "/postgres?target_session_attrs=read-write";
  CHECK(open_and_close({{"url", many}}).status == TNT_OK);
}

TEST_CASE("a service file opens a session") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const temporary_folder folder;
  const std::string file = (folder.path() / "service.conf").string();
  std::ofstream(file) << "[acme]\nhost=127.0.0.1\nport=" << port_of(url)
                      << "\nuser=postgres\ndbname=postgres\n";
  REQUIRE(::setenv("PGSERVICEFILE", file.c_str(), 1) == 0);
  const answer opened = open_and_close({{"url", "service=acme"}});
  ::unsetenv("PGSERVICEFILE");
  INFO(opened.message);
  CHECK(opened.status == TNT_OK);
}

TEST_CASE("a database that is missing is told with its SQLSTATE and is not tried again") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const answer missing = open_and_close({{"url", url_with_database(url, "no_such_database")}});
  CHECK(missing.status == TNT_UNREACHABLE);
  CHECK(missing.sqlstate == "3D000");
  CHECK(missing.effect == TNT_EFFECT_NONE);
  CHECK(missing.retry == TNT_RETRY_NEVER);
  CHECK(missing.message.find("no_such_database") != std::string::npos);
  CHECK(missing.message.find("LOCATION") == std::string::npos);
}

TEST_CASE("a wrong user is an authentication failure") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  const std::string port = std::to_string(port_of(url));
  const answer refused =
      open_and_close({{"url", "postgresql://no_such_user:geheim17@127.0.0.1:" + port + "/postgres"}});
  CHECK(refused.status == TNT_AUTH);
  CHECK(refused.sqlstate.substr(0, 2) == "28");
  CHECK(refused.message.find("geheim17") == std::string::npos);
}

TEST_CASE("T-60: a server that is full asks for another try later") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "full");
  database.run("ALTER DATABASE " + database.name() + " CONNECTION LIMIT 0");
  database.run(
      "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tenantry_plain') THEN "
      "CREATE ROLE tenantry_plain LOGIN; END IF; END $$");
  const std::string port = std::to_string(port_of(url));
  const answer full =
      open_and_close({{"url", "postgresql://tenantry_plain@127.0.0.1:" + port + "/" + database.name()}});
  CHECK(full.status == TNT_UNREACHABLE);
  CHECK(full.sqlstate == "53300");
  CHECK(full.retry == TNT_RETRY_NEW_CONN);
}

TEST_CASE("a closed port and a silent server are unreachable, the silent one after the deadline") {
  CHECK(open_and_close({{"url", "postgresql://u@127.0.0.1:1/d"}}).status == TNT_UNREACHABLE);
  const silent_server silent;
  const std::string url =
      "postgresql://u@127.0.0.1:" + silent.port() + "/d?sslmode=disable&gssencmode=disable";
  const answer late = open_and_close({{"url", url}}, {300ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_NONE);
  CHECK(late.took < 550ms);
  const answer sooner = open_and_close({{"url", url}, {"connect_timeout_ms", "200"}});
  CHECK(sooner.status == TNT_TIMEOUT);
  CHECK(sooner.took < 450ms);
}

TEST_CASE("an unknown setting is refused by name") {
  const answer refused = open_and_close({{"url", "postgresql://u@127.0.0.1:1/d"}, {"setting.turbo", "on"}});
  CHECK(refused.status == TNT_BAD_CONFIG);
  CHECK(refused.message.find("turbo") != std::string::npos);
}

TEST_CASE("an administrator's session works while the tenant's own database does not exist") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  auto [opened, conn] =
      session::try_open({{"url", url_with_database(url, "no_such_database")}, {"purpose", "admin"}});
  INFO(opened.message);
  REQUIRE(opened.status == TNT_OK);
  session admin(conn);
  CHECK_FALSE(admin.exists("no_such_database").second);
}
