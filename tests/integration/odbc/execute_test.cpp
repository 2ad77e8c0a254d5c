// Statements: values both ways, results drained, errors with the server's own codes.
#include <catch2/catch.hpp>

#include "tests/integration/odbc/mariadb.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

std::string blown_up(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "Bohrung 𝄞 漢字 ";
  return text;
}

}  // namespace

TEST_CASE("text of every plane passes both ways, in parameters, statements and names") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE `Bohrlöcher` (`größe` varchar(100))").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO `Bohrlöcher` VALUES ('grün 漢字 😀𝄞')").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO `Bohrlöcher` VALUES (?)", {text_cell("grün 漢字 😀𝄞")}).affected == 1);
  const answer read = s.execute("SELECT `größe`, CHAR_LENGTH(`größe`) AS `länge` FROM `Bohrlöcher`");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.columns.at(0).substr(0, read.columns.at(0).find(':')) == "größe");
  for (std::size_t row = 0; row < 2; ++row) {
    CHECK(read.value(row, 0) == "grün 漢字 😀𝄞");
    CHECK(read.rows[row][1].i == 10);
  }
}

TEST_CASE("kinds of cells, NULLs of their kind, and numbers that fit no int64") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  const answer read = s.execute(
      "SELECT 7, -9223372036854775808, CAST(18446744073709551615 AS UNSIGNED), 1.5e0, 12.340, 'x', "
      "x'00ff41', "
      "CAST(NULL AS SIGNED), NULL, TIMESTAMP'2024-02-29 12:34:56.123456', ''");
  REQUIRE(read.rows.size() == 1);
  const auto &row = read.rows[0];
  CHECK(row[0].kind == TNT_INT64);
  CHECK(row[0].i == 7);
  CHECK(row[1].i == INT64_MIN);
  CHECK(row[2].kind == TNT_TEXT);
  CHECK(row[2].raw == "18446744073709551615");
  CHECK(row[3].kind == TNT_DOUBLE);
  CHECK(row[3].d == 1.5);
  CHECK(row[4].kind == TNT_TEXT);
  CHECK(row[4].raw == "12.340");
  CHECK(row[6].kind == TNT_BYTES);
  CHECK(row[6].raw == std::string("\0\xff"
                                  "A",
                                  3));
  CHECK(row[7].null);
  CHECK(row[7].kind == TNT_INT64);
  CHECK(row[8].null);
  CHECK(row[9].raw == "2024-02-29 12:34:56.123456");
  CHECK_FALSE(row[10].null);
  CHECK(row[10].raw.empty());
}

TEST_CASE("parameters of every kind arrive as they were given") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(
      s.execute("CREATE TABLE v (i bigint, d double, t longtext, b longblob, f tinyint(1), n int)").status ==
      TNT_OK);
  const answer put = s.execute("INSERT INTO v VALUES (?, ?, ?, ?, ?, ?)",
                               {int_cell(INT64_MIN), double_cell(0.1), text_cell(""), bytes_cell("\0\xfe", 2),
                                bool_cell(true), null_cell(TNT_INT64)});
  INFO(put.message);
  REQUIRE(put.status == TNT_OK);
  const answer read = s.execute("SELECT i, d, t, b, f, n FROM v");
  const auto &row = read.rows.at(0);
  CHECK(row[0].i == INT64_MIN);
  CHECK(row[1].d == 0.1);
  CHECK_FALSE(row[2].null);
  CHECK(row[2].raw.empty());
  CHECK(row[3].raw == std::string("\0\xfe", 2));
  CHECK(row[4].i == 1);
  CHECK(row[5].null);
}

TEST_CASE(
    "texts at the bound of what the driver writes by itself come whole, between long ones, bytes and NULLs") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute(
               "CREATE TABLE t (id integer, a varchar(255), b varchar(256), c blob, d varchar(10), e double) "
               "CHARACTER SET utf8mb4")
              .status == TNT_OK);
  REQUIRE(
      s.execute(
           "INSERT INTO t VALUES (1, REPEAT('\xF0\x9F\x98\x80', 255), REPEAT('ß', 256), x'00ff', 'x', 1.5),"
           " (2, NULL, NULL, NULL, NULL, NULL), (3, '', 'b', x'', 'yz', -2), (4, 'a', NULL, x'01', '', 0)")
          .status == TNT_OK);
  const answer read = s.execute("SELECT id, a, b, c, d, e FROM t ORDER BY id");
  REQUIRE(read.rows.size() == 4);
  CHECK(read.details.empty());
  CHECK(read.rows[0][1].raw.size() == std::size_t{255} * 4);
  CHECK(read.rows[0][1].raw.substr(std::size_t{255} * 4 - 4) == "\xF0\x9F\x98\x80");
  CHECK(read.rows[0][2].raw.size() == std::size_t{256} * 2);
  CHECK(read.rows[0][3].raw == std::string("\0\xff", 2));
  CHECK(read.rows[0][4].raw == "x");
  CHECK(read.rows[0][5].d == 1.5);
  CHECK(read.rows[1][0].i == 2);
  for (std::size_t at = 1; at < 6; ++at) CHECK(read.rows[1][at].null);
  CHECK_FALSE(read.rows[2][1].null);
  CHECK(read.rows[2][1].raw.empty());
  CHECK(read.rows[2][2].raw == "b");
  CHECK_FALSE(read.rows[2][3].null);
  CHECK(read.rows[2][4].raw == "yz");
  CHECK(read.rows[2][5].d == -2);
  CHECK(read.rows[3][1].raw == "a");
  CHECK(read.rows[3][2].null);
  CHECK(read.rows[3][4].raw.empty());
}

TEST_CASE("texts that are longer than their column says come whole, wherever a character is cut") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  for (const std::string made :
       {"JSON_SET('{}', '$.a', REPEAT('\xF0\x9F\x98\x80', 300))", "JSON_SET('{}', '$.a', REPEAT('é', 1000))",
        "JSON_SET('{}', '$.ab', REPEAT('é', 1000))",
        "JSON_SET('{}', '$.abc', REPEAT('\xF0\x9F\x98\x80', 254))",
        "JSON_SET('{}', '$.a', REPEAT('x', 1011))", "JSON_SET('{}', '$.a', REPEAT('x', 1012))",
        "JSON_SET('{}', '$.a', REPEAT('x', 1013))", "JSON_SET('{}', '$.a', REPEAT('x', 1014))"}) {
    INFO(made);
    const answer read = s.execute("SELECT " + made + ", OCTET_LENGTH(" + made + "), 'behind it'");
    REQUIRE(read.rows.size() == 1);
    CHECK(std::to_string(read.rows[0][0].raw.size()) == read.value(0, 1));
    CHECK(read.value(0, 0).ends_with("\"}"));
    CHECK(read.value(0, 2) == "behind it");
  }
}

TEST_CASE("a text that is not UTF-8 is an error, not what another row had") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE t (id integer, a varchar(50)) CHARACTER SET utf8mb4").status == TNT_OK);
  // Half of a surrogate pair, which MariaDB takes.
  REQUIRE(s.execute("INSERT INTO t VALUES (1, 'of the first row'), (2, 0x61EDA08062)").status == TNT_OK);
  const answer read = s.execute("SELECT a FROM t ORDER BY id");
  INFO((read.rows.size() > 1 ? read.value(1, 0) : std::string()));
  CHECK(read.status == TNT_SQL);
}

TEST_CASE("a cell of many chunks comes whole, text and bytes") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  const std::string big = blown_up(3'000'000);
  REQUIRE(s.execute("CREATE TABLE big (t longtext, b longblob)").status == TNT_OK);
  REQUIRE(
      s.execute("INSERT INTO big VALUES (?, ?)", {text_cell(big.c_str()), bytes_cell(big.data(), big.size())})
          .status == TNT_OK);
  const answer read = s.execute("SELECT t, b FROM big");
  CHECK(read.value(0, 0) == big);
  CHECK(read.value(0, 1) == big);
}

TEST_CASE("many rows come in order, and a sink that has enough leaves the connection usable") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  const std::string numbers =
      "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, "
      "REPEAT('x', 50) FROM n";
  REQUIRE(s.execute("SET SESSION max_recursive_iterations = 30000").status == TNT_OK);
  const answer all = s.execute(numbers);
  REQUIRE(all.rows.size() == 20000);
  CHECK(all.rows[0][0].i == 1);
  CHECK(all.rows[19999][0].i == 20000);
  const answer some = s.execute(numbers, {}, {}, 3);
  CHECK(some.status == TNT_OK);
  CHECK(some.rows.size() == 3);
  CHECK(s.execute("SELECT 5").value() == "5");
}

TEST_CASE("errors carry the server's number and a SQLSTATE that the engine knows") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE w (id int PRIMARY KEY, n int NOT NULL, CHECK (n > 0))").status == TNT_OK);
  REQUIRE(s.execute("INSERT INTO w VALUES (1, 1)").status == TNT_OK);
  const auto refused = [&](const char *sql, int native, const char *sqlstate) {
    const answer why = s.execute(sql);
    INFO(sql << ": " << why.message);
    CHECK(why.status == TNT_SQL);
    CHECK(why.native_code == native);
    CHECK(why.sqlstate == sqlstate);
    CHECK(why.effect == TNT_EFFECT_NONE);
    CHECK(why.retry == TNT_RETRY_NEVER);
  };
  refused("CREATE TABLE w (id int)", 1050, "42S01");
  refused("SELECT * FROM nosuch", 1146, "42S02");
  refused("SELEC 1", 1064, "42601");
  refused("INSERT INTO w VALUES (1, 1)", 1062, "23505");
  refused("INSERT INTO w VALUES (2, NULL)", 1048, "23502");
  refused("INSERT INTO w VALUES (2, 0)", 4025, "23514");
  refused("ALTER TABLE w ADD COLUMN n int", 1060, "42701");
  refused("ALTER TABLE w DROP COLUMN nosuch", 1091, "42704");
  refused("INSERT INTO w (id) VALUES (3)", 1364, "23502");
}

TEST_CASE("a syntax error tells its byte in the statement") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  const std::string sql = "SELECT 'größe',\n       2 FRM x";
  const answer why = s.execute(sql);
  CHECK(why.sqlstate == "42601");
  CHECK(why.offset == sql.find('x') + 1);
}

TEST_CASE(
    "T-27: a program with a body goes to the server whole, and its results are drained with their errors") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(
      s.execute("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "
                "'nicht böse'; END")
          .status == TNT_OK);
  const answer called = s.execute("CALL p()");
  CHECK(called.status == TNT_SQL);
  CHECK(called.message == "nicht böse");
  CHECK(called.effect == TNT_EFFECT_UNKNOWN);
  CHECK(s.execute("SELECT 3").value() == "3");
}

TEST_CASE("statements that MariaDB's driver does not expect rows from leave the connection whole") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session s(database.url());
  REQUIRE(s.execute("CREATE TABLE o (a int)").status == TNT_OK);
  for (const char *sql :
       {"OPTIMIZE TABLE o", "REPAIR TABLE o", "CHECKSUM TABLE o", "VALUES (1), (2)", "HELP 'select'",
        "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END", "ANALYZE TABLE o", "CHECK TABLE o", "(SELECT 4)"}) {
    INFO(sql);
    const answer ran = s.execute(sql);
    INFO(ran.message);
    CHECK(ran.status == TNT_OK);
    CHECK(s.execute("SELECT 5").value() == "5");
  }
}

TEST_CASE("comments that are code are run as the server would run them") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  REQUIRE(s.execute("/*!40101 SET @a = 5 */").status == TNT_OK);
  CHECK(s.execute("SELECT @a").value() == "5");
  CHECK(s.execute("/*! SELECT 1 */").value() == "1");
  CHECK(s.execute("SELECT 1 /*!50000 + 1 */ /*!50701 + 10 */ /*M!100100 + 100 */ /*!999999 + 1000 */")
            .value() == "102");
  CHECK(s.execute("/*!40101 SET NAMES utf8 */").status == TNT_OK);
  CHECK(s.execute("SET NAMES latin1").status == TNT_SQL);
}

TEST_CASE("what would be cut or misread silently is refused before it is sent") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session s(url);
  CHECK(s.execute(std::string("SELECT 1\0, 2", 12)).status == TNT_BAD_ARGUMENT);
  CHECK(s.execute("SELECT '\xff'").status == TNT_BAD_ARGUMENT);
  tnt_cell with_nul = text_cell("a");
  with_nul.raw = {"a\0b", 3};
  CHECK(s.execute("SELECT HEX(?)", {with_nul}).value() == "610062");
  CHECK(s.execute("SELECT ?").status == TNT_SQL);
  CHECK(s.execute("SELECT ?, ?", {int_cell(1)}).status == TNT_BAD_ARGUMENT);
  CHECK(s.execute("USE mysql").status == TNT_SQL);
  CHECK(s.execute("SELECT '?', \"?\", `a` -- ?\n FROM (SELECT 1 AS a) q").status == TNT_OK);
}
