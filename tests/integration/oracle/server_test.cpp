// What only an Oracle can show: TENANTRY_TEST_ORACLE.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/optional_server.hpp"

using namespace tenantry::testing;

namespace {

// A schema of one test, which is a user with a password of its own.
class scratch {
 public:
  explicit scratch(std::string server)
      : server_(std::move(server)), name_("TENANTRY_" + std::to_string(getpid())) {
    session admin(server_);
    const answer made = admin.create(name_, {{"password", "Kit_1234567"}, {"tablespace", "USERS"}});
    if (made.status != TNT_OK) throw std::runtime_error("create: " + made.message);
  }
  ~scratch() {
    try {
      session admin(server_);
      admin.drop(name_, true);
    } catch (const std::exception &) {  // the server is gone
    }
  }
  scratch(const scratch &) = delete;
  scratch &operator=(const scratch &) = delete;
  [[nodiscard]] std::string url() const {
    const std::size_t user = server_.find("://") + 3, at = server_.rfind('@');
    return server_.substr(0, user) + name_ + ":Kit_1234567" + server_.substr(at);
  }

 private:
  std::string server_, name_;
};

}  // namespace

TEST_CASE("Oracle: values of every kind pass both ways") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  const scratch database(server);
  session s(database.url());
  REQUIRE(
      s.execute("CREATE TABLE \"Bohrlöcher\" (\"größe\" VARCHAR2(100 CHAR), n NUMBER(19), c CLOB)").status ==
      TNT_OK);
  REQUIRE(s.execute("INSERT INTO \"Bohrlöcher\" VALUES (?, ?, ?)",
                    {text_cell("grün 漢字 😀𝄞"), int_cell(INT64_MIN), text_cell("long")})
              .affected == 1);
  const answer read = s.execute("SELECT \"größe\", n, c FROM \"Bohrlöcher\"");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.value(0, 0) == "grün 漢字 😀𝄞");
  CHECK(read.value(0, 1) == "-9223372036854775808");
  CHECK(read.value(0, 2) == "long");
}

TEST_CASE("T-29: Oracle: a program that does not compile is a failure, and what is left of it is known") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  const scratch database(server);
  session s(database.url());
  const std::string sql = "CREATE PROCEDURE p IS\nBEGIN\n  no_such_thing;\nEND;";
  const answer failed = s.execute(sql);
  CHECK(failed.status == TNT_SQL);
  CHECK(failed.native_code == 24344);
  CHECK(failed.effect == TNT_EFFECT_APPLIED);
  CHECK(failed.offset == sql.find("no_such_thing") + 1);
  CHECK(s.probe(sql).first == 2);
}

TEST_CASE("Oracle: DML rolls back, DDL commits, and the state says so") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  const scratch database(server);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER(10))").status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").affected == 1);
  REQUIRE(s.rollback().status == TNT_OK);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "0");
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE x (a NUMBER(10))").status == TNT_OK);
  CHECK(s.state() == TNT_TX_IDLE);
  CHECK(s.commit().status == TNT_SQL);
  CHECK(s.execute("CREATE TABLE x (a NUMBER(10))").sqlstate == "42S01");
}

TEST_CASE("Oracle: locks exclude each other where DBMS_LOCK is granted, and are refused where it is not") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  session a(server), b(server);
  const answer first = a.try_lock("tenant");
  if (first.status == TNT_UNSUPPORTED) return;
  REQUIRE(first.status == TNT_OK);
  CHECK(b.try_lock("tenant").status == TNT_LOCKED);
  CHECK(a.unlock("tenant").status == TNT_OK);
  CHECK(a.unlock("tenant").status == TNT_CONFLICT);
  CHECK(b.try_lock("tenant").status == TNT_OK);
}

TEST_CASE("Oracle: probes read the dictionary") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  const scratch database(server);
  session s(database.url());
  CHECK(s.probe("CREATE TABLE w (a NUMBER)").first == 2);
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER)").status == TNT_OK);
  CHECK(s.probe("CREATE TABLE w (a NUMBER)").first == 1);
  CHECK(s.probe("ALTER TABLE w ADD (b NUMBER)").first == 2);
  CHECK(s.probe("RENAME w TO x").first == 2);
  CHECK(s.probe("DROP TABLE w").first == 2);
}

TEST_CASE("Oracle: a statement's limit ends it, and the connection stays") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  session s(server);
  const tnt_begin limits = session::begin_options(0ms, 400ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer late = s.execute("SELECT COUNT(*) FROM all_objects a, all_objects b, all_objects c");
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.took < 5s);
  CHECK(s.execute("SELECT 7 FROM DUAL").value() == "7");
}
