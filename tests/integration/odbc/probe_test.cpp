// T-03: what the catalog says of a statement whose fate is unknown, before and after it ran.
#include <tenantry/sdk/ext/draft/dialect.h>

#include <catch2/catch.hpp>

#include "tests/integration/odbc/mariadb.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE("T-03: a change of the schema is not done before it ran and done after it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  for (const char *sql :
       {"CREATE TABLE w (id int, n int, x varchar(20))",
        "CREATE TABLE `a b` (id int)",
        "CREATE UNIQUE INDEX w_id ON w (id)",
        "ALTER TABLE w ADD COLUMN depth int NOT NULL DEFAULT 0, ADD INDEX w_n (n)",
        "ALTER TABLE w ADD (lat double, lon decimal(9,6)), ADD CONSTRAINT w_check CHECK (n > 0)",
        "ALTER TABLE w CHANGE COLUMN x y varchar(30)",
        "ALTER TABLE w RENAME COLUMN y TO z",
        "ALTER TABLE w ADD PRIMARY KEY (id)",
        "ALTER TABLE w RENAME INDEX w_n TO w_n2",
        "ALTER TABLE w DROP INDEX w_n2",
        "ALTER TABLE w DROP COLUMN lat, DROP COLUMN lon",
        "CREATE VIEW v AS SELECT id FROM w",
        "CREATE DEFINER=CURRENT_USER PROCEDURE p() BEGIN DO 1; END",
        "CREATE FUNCTION f() RETURNS int RETURN 1",
        "CREATE TRIGGER t BEFORE INSERT ON w FOR EACH ROW SET NEW.n = 1",
        "RENAME TABLE `a b` TO c",
        "DROP VIEW v",
        "DROP PROCEDURE p",
        "DROP FUNCTION f",
        "DROP TRIGGER t",
        "DROP INDEX w_id ON w",
        "ALTER TABLE c RENAME TO d",
        "DROP TABLE w, d"}) {
    INFO(sql);
    const auto before = s.probe(sql);
    INFO(before.second);
    CHECK(before.first == TNT_PROBE_NOT_DONE);
    const answer ran = s.execute(sql);
    INFO(ran.message);
    REQUIRE(ran.status == TNT_OK);
    const auto after = s.probe(sql);
    INFO(after.second);
    CHECK(after.first == TNT_PROBE_DONE);
  }
}

TEST_CASE("a statement that leaves no mark is unclear, and one that may run twice is told so") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE w (id int)").status == TNT_OK);
  for (const char *sql :
       {"ALTER TABLE w MODIFY id bigint", "CREATE TABLE IF NOT EXISTS w (id int)", "DROP TABLE IF EXISTS w",
        "CREATE OR REPLACE VIEW v AS SELECT 1", "ANALYZE TABLE w", "SET @a = 1"})
    CHECK(s.probe(sql).first == TNT_PROBE_REPEATABLE);
  for (const char *sql : {"INSERT INTO w VALUES (1)", "TRUNCATE TABLE w", "ALTER TABLE w ADD INDEX (id)",
                          "CREATE TABLE w AS SELECT 1 AS id", "CREATE USER somebody", "DROP TABLE w, nosuch"})
    CHECK(s.probe(sql).first == TNT_PROBE_UNCLEAR);
}
