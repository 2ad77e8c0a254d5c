// What only a SQL Server can show: TENANTRY_TEST_SQLSERVER.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/optional_server.hpp"

using namespace tenantry::testing;

namespace {

std::string with_database(const std::string &url, const std::string &database) {
  const std::size_t slash = url.find('/', url.rfind('@')), end = std::min(url.find('?', slash), url.size());
  return url.substr(0, slash) + "/" + database + url.substr(end);
}
tnt_conn *open_admin(const std::string &url) {
  auto [opened, conn] = session::try_open({{"url", url}, {"purpose", "admin"}});
  if (opened.status != TNT_OK) throw std::runtime_error("open: " + opened.message);
  return conn;
}

// A database of one test.
class scratch {
 public:
  explicit scratch(std::string server)
      : server_(std::move(server)), name_("tenantry_" + std::to_string(getpid())) {
    session admin(open_admin(server_));
    const answer made = admin.create(name_);
    if (made.status != TNT_OK) throw std::runtime_error("create: " + made.message);
  }
  ~scratch() {
    try {
      session admin(open_admin(server_));
      admin.drop(name_, true);
    } catch (const std::exception &) {  // the server is gone
    }
  }
  scratch(const scratch &) = delete;
  scratch &operator=(const scratch &) = delete;
  [[nodiscard]] std::string url() const { return with_database(server_, name_); }

 private:
  std::string server_, name_;
};

}  // namespace

TEST_CASE("SQL Server: text of every plane passes both ways, in parameters, statements and names") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  const scratch database(server);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE [Bohrlöcher] ([größe] nvarchar(100))").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO [Bohrlöcher] VALUES (N'grün 漢字 😀𝄞')").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO [Bohrlöcher] VALUES (?)", {text_cell("grün 漢字 😀𝄞")}).affected == 1);
  const answer read = s.execute("SELECT [größe] FROM [Bohrlöcher]");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.value(0) == "grün 漢字 😀𝄞");
  CHECK(read.value(1) == "grün 漢字 😀𝄞");
}

TEST_CASE("SQL Server: DDL rolls back, and an error leaves nothing of a transaction") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  const scratch database(server);
  session s(database.url());
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE w (id int NOT NULL PRIMARY KEY)").status == TNT_OK);
  REQUIRE(s.rollback().status == TNT_OK);
  CHECK(s.execute("SELECT * FROM w").sqlstate == "42S02");
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE w (id int NOT NULL PRIMARY KEY)").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").status == TNT_OK);
  const answer twice = s.execute("INSERT INTO w VALUES (1)");
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.effect == TNT_EFFECT_NONE);
  CHECK(s.state() == TNT_TX_FAILED);
  CHECK(s.commit().status == TNT_SQL);
  CHECK(s.execute("SELECT * FROM w").sqlstate == "42S02");
}

TEST_CASE("SQL Server: an error after the first statement of a batch is seen") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  session s(server);
  const answer late = s.execute("SELECT 1 AS a; SELECT 1 / 0 AS b; SELECT 2 AS c");
  CHECK(late.status == TNT_SQL);
  CHECK(late.sqlstate == "22012");
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.execute("SELECT 7 AS a").value() == "7");
}

TEST_CASE("SQL Server: a transaction's lock and a session's lock of one name exclude each other") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  session a(server), b(server);
  const std::string name(300, 'n');
  REQUIRE(a.begin(session::begin_options(0ms, 0ms, name.c_str())).status == TNT_OK);
  CHECK(b.try_lock(name).status == TNT_LOCKED);
  CHECK(b.holder(name).rows.size() == 1);
  REQUIRE(a.commit().status == TNT_OK);
  CHECK(b.try_lock(name).status == TNT_OK);
  CHECK(b.unlock(name).status == TNT_OK);
  CHECK(b.unlock(name).status == TNT_CONFLICT);
  CHECK(a.holder(name).rows.empty());
}

TEST_CASE("T-11: SQL Server: a statement behind a lock gives up after its lock timeout") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  const scratch database(server);
  session holder(database.url()), s(database.url());
  REQUIRE(holder.execute("CREATE TABLE w (id int)").status == TNT_OK);
  REQUIRE(holder.begin().status == TNT_OK);
  REQUIRE(holder.execute("INSERT INTO w VALUES (1)").status == TNT_OK);
  const tnt_begin limits = session::begin_options(300ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer blocked = s.execute("ALTER TABLE w ADD depth int");
  CHECK(blocked.status == TNT_LOCKED);
  CHECK(blocked.sqlstate == "55P03");
  CHECK(blocked.took < 3s);
}

TEST_CASE("SQL Server: a statement's limit ends it, and the connection stays") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  session s(server);
  const tnt_begin limits = session::begin_options(0ms, 400ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer late = s.execute("WAITFOR DELAY '00:00:20'");
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.took < 5s);
  CHECK(s.execute("SELECT 7 AS a").value() == "7");
}

TEST_CASE("SQL Server: options that a script sets do not outlive its piece where tenantry relies on them") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  session s(server);
  REQUIRE(s.execute("SET XACT_ABORT OFF; SET NOEXEC ON; SET ROWCOUNT 1").status == TNT_OK);
  CHECK(s.execute("SELECT 16384 & @@OPTIONS AS a").value() == "16384");
  REQUIRE(s.execute("SET QUOTED_IDENTIFIER OFF").status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  CHECK(s.execute("SELECT 256 & @@OPTIONS AS a").value() == "256");
}

TEST_CASE("SQL Server: identity, databases and probes") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  const scratch database(server);
  session s(database.url());
  CHECK(s.identify().rows.size() == 1);
  CHECK(s.probe("CREATE TABLE dbo.w (a int)").first == 2);
  REQUIRE(s.execute("CREATE TABLE w (a int)").status == TNT_OK);
  CHECK(s.probe("CREATE TABLE dbo.w (a int)").first == 1);
  CHECK(s.probe("ALTER TABLE w ADD b int").first == 2);
  CHECK(s.probe("CREATE INDEX i ON w (a)").first == 2);
  CHECK(s.probe("DROP TABLE w").first == 2);
}
