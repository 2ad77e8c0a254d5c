// On HSQLDB in Oracle's syntax, through PostgreSQL's driver: what of the adapter such an engine can show.
#include <catch2/catch.hpp>

#include "tests/integration/postgresql/session.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

// Each test has a database of its own: tests run at the same time.
void empty(session &s) {
  const answer done = s.execute("DROP SCHEMA PUBLIC CASCADE");
  INFO(done.message);
  REQUIRE(done.status == TNT_OK);
}

}  // namespace

TEST_CASE("HSQLDB t0: tables in Oracle's types keep what is put into them") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_HSQLDB);
  session s(server + "t0");
  empty(s);
  for (const char *sql :
       {"CREATE TABLE \"wells\" (\"id\" NUMBER(19) NOT NULL, \"name\" VARCHAR2(14 CHAR) NOT NULL, \"depth\" "
        "NUMBER(8,1), \"plugged\" NUMBER(1) DEFAULT 0 NOT NULL, \"at\" TIMESTAMP(6) DEFAULT SYSTIMESTAMP NOT "
        "NULL, CONSTRAINT \"wells_pkey\" PRIMARY KEY (\"id\"), CONSTRAINT \"wells_plugged_bool\" CHECK "
        "(\"plugged\" IN (0, 1)))",
        "CREATE TABLE \"runs\" (\"well\" NUMBER(19) NOT NULL, CONSTRAINT \"runs_fk\" FOREIGN KEY (\"well\") "
        "REFERENCES \"wells\" (\"id\") ON DELETE CASCADE)",
        "CREATE INDEX \"wells_name_idx\" ON \"wells\" (\"name\")"}) {
    const answer made = s.execute(sql);
    INFO(sql << ": " << made.message);
    REQUIRE(made.status == TNT_OK);
  }
  const answer put = s.execute("INSERT INTO \"wells\" (\"id\", \"name\", \"depth\") VALUES (?, ?, 1200.5)",
                               {int_cell(9007199254740993), text_cell("Nesson")});
  INFO(put.message);
  CHECK(put.affected == 1);
  const answer read = s.execute("SELECT \"id\", \"name\", \"depth\", \"plugged\" FROM \"wells\"");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.value(0, 0) == "9007199254740993");
  CHECK(read.value(0, 1) == "Nesson");
  CHECK(read.value(0, 2) == "1200.5");
  CHECK(read.value(0, 3) == "0");
  CHECK(s.execute("INSERT INTO \"wells\" (\"id\", \"name\", \"plugged\") VALUES (2, 'b', 2)").status ==
        TNT_SQL);
  CHECK(s.execute("SELECT 7 FROM DUAL").value() == "7");
}

TEST_CASE(
    "HSQLDB t1: DML rolls back, DDL commits what came before it and the commit says that it is unsure") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_HSQLDB);
  session s(server + "t1");
  empty(s);
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER(10))").status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").status == TNT_OK);
  REQUIRE(s.rollback().status == TNT_OK);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "0");
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (2)").status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE x (a NUMBER(10))").status == TNT_OK);
  (void)s.rollback();
  session other(server + "t1");
  CHECK(other.execute("SELECT COUNT(*) FROM w").value() == "1");
  CHECK(other.execute("SELECT COUNT(*) FROM x").value() == "0");
}

TEST_CASE("HSQLDB t2: errors have states that the engine knows") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_HSQLDB);
  session s(server + "t2");
  empty(s);
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER(10) PRIMARY KEY)").status == TNT_OK);
  CHECK(s.execute("CREATE TABLE w (a NUMBER(10))").sqlstate == "42S01");
  CHECK(s.execute("SELECT * FROM nowhere").sqlstate == "42S02");
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").status == TNT_OK);
  const answer twice = s.execute("INSERT INTO w VALUES (1)");
  INFO(twice.message);
  CHECK(twice.sqlstate.substr(0, 2) == "23");
  CHECK(twice.effect == TNT_EFFECT_NONE);
}

TEST_CASE("HSQLDB t3: a wrong password is refused with what it was, and is not shown") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_HSQLDB);
  std::string wrong = server + "t3";
  const std::size_t at = wrong.find("PWD=");
  wrong.replace(at + 4, wrong.find(';', at) - at - 4, "hunter2");
  const auto [refused, conn] = session::try_open({{"url", wrong}});
  CHECK(conn == nullptr);
  INFO(refused.message);
  CHECK(refused.status != TNT_OK);
  CHECK(refused.status != TNT_INTERNAL);
  CHECK_THAT(refused.message, !Contains("hunter2"));
}
