// On MariaDB in Oracle's mode: what of the adapter such an engine can show.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "plugins/odbc/oracle/dialect.hpp"
#include "plugins/odbc/oracle/script.hpp"
#include "tests/integration/postgresql/session.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
namespace sdk = tenantry::sdk;

namespace {

void run_script(session &s, const std::string &text) {
  tenantry::oracle::script().split(text, [&](const sdk::piece &one) {
    const answer ran = s.execute(text.substr(one.begin, one.end - one.begin));
    INFO(text.substr(one.begin, one.end - one.begin) << ": " << ran.message);
    REQUIRE(ran.status == TNT_OK);
  });
}

// The first statement that the dialect writes for a change of wells.
std::string rendered(const char *kind, const char *name) {
  const auto wells = nlohmann::json::parse(
      R"({"name": "wells", "columns": [{"name": "field", "type": "integer"}],
          "foreign_keys": [{"name": "in_field", "columns": ["field"],
                            "references": {"table": "fields", "columns": ["id"]}}]})");
  const nlohmann::json request{
      {"format", "tenantry.render/1"},
      {"target", {{"format", "tenantry.target/1"}, {"version", "19.3"}}},
      {"changes", {{{"kind", kind}, {"name", name}, {"column", name}, {"before", wells}, {"after", wells}}}}};
  return nlohmann::json::parse(tenantry::oracle::dialect().render(sdk::call(nullptr), request.dump()))
      .at("statements")
      .at(0)
      .at("sql");
}

}  // namespace

TEST_CASE("Oracle-like: what would fail later fails first, with the number of rows and no effect") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  // MariaDB has no procedure of that name.
  run_script(s,
             "CREATE OR REPLACE PROCEDURE raise_application_error(code NUMBER, words VARCHAR2(512)) AS\n"
             "BEGIN\n  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = words;\nEND;\n/\n"
             "CREATE TABLE \"fields\" (\"id\" NUMBER(10) PRIMARY KEY);\n"
             "CREATE TABLE \"wells\" (\"field\" NUMBER(10));\n"
             "INSERT INTO \"fields\" VALUES (1);\nINSERT INTO \"wells\" VALUES (1);\n");
  const std::string values = rendered("require_values", "field") + ";";
  const std::string parents = rendered("require_parents", "in_field") + ";";
  run_script(s, values + "\n/\n" + parents + "\n/\nINSERT INTO \"wells\" VALUES (7);\n");
  run_script(s, "INSERT INTO \"wells\" VALUES (NULL);\n");
  for (const auto &[guard, words] :
       {std::pair(values, "1 rows of \"wells\" have no \"field\""),
        std::pair(parents,
                  "1 rows of \"wells\" reference no row of \"fields\" (foreign key \"in_field\")")}) {
    const answer refused = s.execute(guard);
    CHECK(refused.status == TNT_SQL);
    CHECK(refused.effect == TNT_EFFECT_NONE);
    CHECK(refused.message.find(words) != std::string::npos);
  }
}

TEST_CASE("T-29: a script of Oracle's runs on an engine that reads PL/SQL, cut as SQL*Plus cuts it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  run_script(
      s,
      "CREATE TABLE wells (id NUMBER(10) PRIMARY KEY, name VARCHAR2(40), depth NUMBER(8,2));\n"
      "CREATE OR REPLACE PROCEDURE add_well(p_id NUMBER, p_name VARCHAR2) AS\n"
      "BEGIN\n  INSERT INTO wells (id, name, depth) VALUES (p_id, p_name, 6 / 2);\nEND;\n/\n"
      "BEGIN\n  add_well(1, 'a;b');\n  UPDATE wells SET depth = 7;\n  IF SQL%ROWCOUNT <> 1 THEN\n    "
      "add_well(99, 'wrong');\n  END IF;\nEND;\n/\n"
      "CREATE OR REPLACE TRIGGER t BEFORE INSERT ON wells FOR EACH ROW\nBEGIN\n  :NEW.depth := 5;\nEND;\n/\n"
      "INSERT INTO wells (id, name, depth) VALUES (2, 'c', 0);\n");
  CHECK(s.execute("SELECT COUNT(*) FROM wells").value() == "2");
  CHECK(s.execute("SELECT depth FROM wells WHERE id = 1").value() == "7.00");
  CHECK(s.execute("SELECT depth FROM wells WHERE id = 2").value() == "5.00");
}

TEST_CASE("Oracle-like: DML rolls back, DDL commits what came before it and the state says so") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER(10))").status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  CHECK(s.state() == TNT_TX_ACTIVE);
  REQUIRE(s.execute("INSERT INTO w VALUES (?)", {int_cell(1)}).affected == 1);
  REQUIRE(s.rollback().status == TNT_OK);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "0");
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (2)").status == TNT_OK);
  REQUIRE(s.commit().status == TNT_OK);
  REQUIRE(s.begin().status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (3)").status == TNT_OK);
  REQUIRE(s.execute("CREATE TABLE x (a NUMBER(10))").status == TNT_OK);
  CHECK(s.state() == TNT_TX_IDLE);
  const answer told = s.commit();
  CHECK(told.status == TNT_SQL);
  CHECK(told.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.execute("SELECT COUNT(*) FROM w").value() == "2");
  // Outside a transaction each statement commits by itself, as before.
  REQUIRE(s.execute("INSERT INTO w VALUES (4)").status == TNT_OK);
  session other(database.connection_string());
  CHECK(other.execute("SELECT COUNT(*) FROM w").value() == "3");
  REQUIRE(s.begin(session::begin_options(0ms, 0ms, "", TNT_TX_READ_ONLY)).status == TNT_OK);
  CHECK(s.execute("INSERT INTO w VALUES (5)").status == TNT_SQL);
  CHECK(s.rollback().status == TNT_OK);
}

TEST_CASE("Oracle-like: text of every plane passes both ways, and values of every kind") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  REQUIRE(s.execute("CREATE TABLE \"Bohrlöcher\" (\"größe\" VARCHAR2(100), n NUMBER(19), b BLOB)").status ==
          TNT_OK);
  REQUIRE(s.execute("INSERT INTO \"Bohrlöcher\" VALUES (?, ?, ?)",
                    {text_cell("grün 漢字 😀𝄞"), int_cell(INT64_MIN), bytes_cell("\0\xfe", 2)})
              .affected == 1);
  const answer read = s.execute("SELECT \"größe\", n, b FROM \"Bohrlöcher\"");
  REQUIRE(read.rows.size() == 1);
  CHECK(read.value(0, 0) == "grün 漢字 😀𝄞");
  CHECK(read.value(0, 1) == "-9223372036854775808");
  CHECK(read.rows[0][2].raw == std::string("\0\xfe", 2));
}

TEST_CASE("Oracle-like: errors have states that the engine knows") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  REQUIRE(s.execute("CREATE TABLE w (a NUMBER(10) PRIMARY KEY)").status == TNT_OK);
  CHECK(s.execute("CREATE TABLE w (a NUMBER(10))").sqlstate == "42S01");
  CHECK(s.execute("SELECT * FROM nowhere").sqlstate == "42S02");
  REQUIRE(s.execute("INSERT INTO w VALUES (1)").status == TNT_OK);
  const answer twice = s.execute("INSERT INTO w VALUES (1)");
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.effect == TNT_EFFECT_NONE);
  CHECK(s.execute("BEGIN INSERT INTO w VALUES (2); COMMIT; INSERT INTO w VALUES (2); END;").effect ==
        TNT_EFFECT_UNKNOWN);
}

TEST_CASE("Oracle-like: a statement's limit interrupts it in the driver, and the connection stays") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  const tnt_begin limits = session::begin_options(0ms, 400ms);
  REQUIRE(s.session_limits(&limits).status == TNT_OK);
  const answer late = s.execute(
      "SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, "
      "information_schema.columns c WHERE "
      "SLEEP(0.01) = 0");
  INFO(late.message);
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.sqlstate == "57014");
  CHECK(late.effect == TNT_EFFECT_NONE);
  CHECK(late.took < 3s);
  CHECK(s.execute("SELECT 7 FROM DUAL").value() == "7");
}

TEST_CASE("Oracle-like: a call's deadline ends a statement, and cancel ends it on the server") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string()), other(database.connection_string());
  const std::string id = s.execute("SELECT CONNECTION_ID() FROM DUAL").value();
  const answer late = s.execute("SELECT SLEEP(30) FROM DUAL", {}, {300ms, -1});
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.state() == TNT_TX_UNKNOWN);
  s.cancel();
  std::string left;
  for (int i = 0; i < 50; ++i) {
    left = other
               .execute("SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id +
                        " AND info LIKE '%SLEEP%'")
               .value();
    if (left == "0") break;
    std::this_thread::sleep_for(20ms);
  }
  CHECK(left == "0");
}

TEST_CASE("Oracle-like: a session that was killed answers as lost, without a crash") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string()), other(database.connection_string());
  const std::string id = s.execute("SELECT CONNECTION_ID() FROM DUAL").value();
  REQUIRE(other.execute("KILL " + id).status == TNT_OK);
  for (int i = 0; i < 3; ++i) {
    const answer lost = s.execute("SELECT 1 FROM DUAL");
    CHECK(lost.status == TNT_CONNECTION_LOST);
    CHECK(lost.retry == TNT_RETRY_NEW_CONN);
  }
  CHECK(s.state() == TNT_TX_UNKNOWN);
}

TEST_CASE(
    "Oracle-like: what only Oracle's dictionary knows is said to be unknown, so that a lease keeps runners "
    "apart") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "ora");
  session s(database.connection_string());
  CHECK(s.try_lock("tenant").status == TNT_UNSUPPORTED);
  CHECK(s.probe("CREATE TABLE w (a NUMBER)").first == 3);
  const answer who = s.identify();
  REQUIRE(who.rows.size() == 1);
  CHECK(who.value(0, 4) == "mariadb");
}
