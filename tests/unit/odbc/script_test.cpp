#include "plugins/odbc/mysql/script.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

std::vector<std::string> cut(std::string_view text) {
  std::vector<std::string> pieces;
  tenantry::mysql::script().split(
      text, [&](const sdk::piece &one) { pieces.emplace_back(text.substr(one.begin, one.end - one.begin)); });
  return pieces;
}

using pieces = std::vector<std::string>;

std::size_t failing_byte(std::string_view text) {
  try {
    (void)cut(text);
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_SQL);
    CHECK(why.sqlstate() == "42601");
    return why.offset();
  }
  return 0;
}

}  // namespace

TEST_CASE("T-27: quotes and comments of MySQL hide semicolons") {
  CHECK(cut("SELECT 'a;\\';b', \"c;\"\"d\", `e;``f`; SELECT 2 -- x;\n; # y;\nSELECT /* ; */ 3;") ==
        pieces{"SELECT 'a;\\';b', \"c;\"\"d\", `e;``f`", "SELECT 2", "SELECT /* ; */ 3"});
  CHECK(cut("SELECT 5--1; SELECT 'x\\\\'; SELECT 1") == pieces{"SELECT 5--1", "SELECT 'x\\\\'", "SELECT 1"});
  CHECK(cut(" ;; -- nothing\n/* nothing */ ;\n").empty());
}

TEST_CASE("T-27: comments that are code are statements, and are not cut inside") {
  CHECK(cut("/*!40101 SET NAMES utf8 */;\n/*!50003 CREATE*/ /*!50020 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t "
            "BEFORE INSERT "
            "ON w FOR EACH ROW BEGIN SET NEW.a = 1; END */;\nSELECT 1") ==
        pieces{"/*!40101 SET NAMES utf8 */",
               "/*!50003 CREATE*/ /*!50020 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON w FOR EACH "
               "ROW BEGIN SET "
               "NEW.a = 1; END */",
               "SELECT 1"});
}

TEST_CASE("T-27: DELIMITER changes what ends a statement, in any case, and is no statement itself") {
  CHECK(cut("SELECT 1;\nDELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1; SELECT '//';\nEND//\nSELECT 2 "
            "//\n"
            "delimiter ;\nSELECT 3;") == pieces{"SELECT 1",
                                                "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1; SELECT '//';\nEND",
                                                "SELECT 2", "SELECT 3"});
  CHECK(cut("DELIMITER $$\r\nCREATE TRIGGER t BEFORE INSERT ON w FOR EACH ROW BEGIN SET NEW.a=1; "
            "END;$$\r\nDELIMITER ;\r\n") ==
        pieces{"CREATE TRIGGER t BEFORE INSERT ON w FOR EACH ROW BEGIN SET NEW.a=1; END"});
  CHECK(cut("DELIMITER ;;\nSELECT 1;\nSELECT 2;;\n") == pieces{"SELECT 1;\nSELECT 2"});
  CHECK(cut("SELECT 1 AS\ndelimiter;") == pieces{"SELECT 1 AS\ndelimiter"});
  CHECK(failing_byte("SELECT 1;\nDELIMITER \nSELECT 2") == 11);
}

TEST_CASE("T-27: bodies are whole without DELIMITER too") {
  const pieces programs{
      ("CREATE PROCEDURE p(IN a int) BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; START "
       "TRANSACTION; "
       "COMMIT; END"),
      ("CREATE DEFINER=`root`@`localhost` FUNCTION f(n int) RETURNS int DETERMINISTIC BEGIN IF n > 1 THEN "
       "RETURN IF(n > 2, 3, "
       "4); ELSEIF n = 0 THEN RETURN 0; ELSE RETURN CASE WHEN n THEN 1 ELSE IF(1, 2, 3) END; END IF; END"),
      "CREATE OR REPLACE TRIGGER t BEFORE INSERT ON w FOR EACH ROW SET NEW.a = IF(NEW.b, 1, 2)",
      "CREATE TRIGGER t AFTER UPDATE ON w FOR EACH ROW IF NEW.a THEN INSERT INTO l VALUES (1); END IF",
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN CASE 1 WHEN 1 THEN DO 1; ELSE DO 2; END CASE; END",
      "CREATE PROCEDURE q() lbl: LOOP LEAVE lbl; END LOOP",
      "CREATE PROCEDURE r() COMMENT 'x' WHILE 0 DO SET @a = REPEAT('x', 3); END WHILE",
      ("CREATE PROCEDURE IF NOT EXISTS s() BEGIN REPEAT SET @a = 1; UNTIL 1 END REPEAT; x: BEGIN DO 1; END "
       "x; "
       "END"),
      "BEGIN NOT ATOMIC SELECT 1; FOR i IN 1..2 DO SELECT i; END FOR; END",
      "CREATE PROCEDURE u() BEGIN SELECT t.begin, t.end FROM t; END"};
  std::string script;
  for (const std::string &one : programs) script += one + ";\n";
  CHECK(cut(script) == programs);
}

TEST_CASE("words of bodies in other statements begin no body") {
  const pieces plain{"BEGIN",
                     "CREATE TABLE event (`begin` int, `end` int)",
                     "CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END AS x",
                     "ALTER TABLE trigger_log ADD loop_count int",
                     "DROP PROCEDURE IF EXISTS p",
                     "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'",
                     "ALTER EVENT e DISABLE",
                     "COMMIT"};
  std::string script;
  for (const std::string &one : plain) script += one + ";\n";
  CHECK(cut(script) == plain);
}

TEST_CASE("what never ends is an error with the byte where it begins") {
  CHECK(failing_byte("SELECT 1; SELECT 'abc") == 18);
  CHECK(failing_byte("SELECT \"abc\\\"") == 8);
  CHECK(failing_byte("SELECT `abc") == 8);
  CHECK(failing_byte("SELECT 1 /* abc") == 10);
  CHECK(failing_byte("SELECT 1 /*!50000 abc") == 10);
  CHECK(failing_byte("SELECT 1;\nCREATE PROCEDURE p() BEGIN SELECT 1;") == 11);
}

TEST_CASE("T-27: a statement that its DELIMITER does not end is an error where it begins") {
  CHECK(failing_byte("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND\nDELIMITER ;\n") == 14);
  CHECK(failing_byte("DELIMITER $$\nSELECT 1$$\nSELECT 2;\n  delimiter\t; \r\n") == 25);
  // A name is a name: where `;` ends a statement, with anything else behind it, or not first in its line.
  CHECK(cut("CREATE TABLE t (\n  delimiter\n  int);") == pieces{"CREATE TABLE t (\n  delimiter\n  int)"});
  CHECK(cut("DELIMITER //\nCREATE TABLE t (\n  delimiter int)//") ==
        pieces{"CREATE TABLE t (\n  delimiter int)"});
  CHECK(cut("DELIMITER //\nUPDATE s SET\n delimiter =\n '|'//") ==
        pieces{"UPDATE s SET\n delimiter =\n '|'"});
  CHECK(cut("DELIMITER //\nSELECT a, \n delimiter ,\n b, \ndelimiter //") ==
        pieces{"SELECT a, \n delimiter ,\n b, \ndelimiter"});
  CHECK(cut("DELIMITER //\nSELECT a, \n delimiter") == pieces{"SELECT a, \n delimiter"});
  CHECK(cut("DELIMITER //\nSELECT delimiter ;\n//") == pieces{"SELECT delimiter"});
}

TEST_CASE("an identifier is quoted with its own quotes doubled") {
  CHECK(tenantry::mysql::script().quote("a`b") == "`a``b`");
  CHECK_THROWS_AS(tenantry::mysql::script().quote(""), sdk::failure);
}

TEST_CASE("pieces cover the text in order: what lies between them is blanks, comments and delimiters") {
  const auto fragment = rc::gen::element<std::string>(
      "SELECT 1", ";", "\n", " ", "'a;b'", "\"x\\\"y\"", "`n`", "-- c\n", "# c;\n", "/* ; */", "/*! ; */",
      "BEGIN", "END", "CREATE PROCEDURE p()", "IF", "THEN", "CASE", "\nDELIMITER //\n", "//",
      "\nDELIMITER ;\n", "é", "?");
  const bool held = rc::check("order", [&] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(fragment);
    std::string text;
    for (const std::string &one : parts) text += one;
    std::size_t last = 0;
    std::string between;
    try {
      tenantry::mysql::script().split(text, [&](const sdk::piece &one) {
        RC_ASSERT(one.begin >= last);
        RC_ASSERT(one.end > one.begin);
        RC_ASSERT(one.end <= text.size());
        between += text.substr(last, one.begin - last);
        last = one.end;
      });
    } catch (const sdk::failure &why) {
      RC_ASSERT(why.offset() >= 1);
      RC_ASSERT(why.offset() <= text.size());
      return;
    }
    between += text.substr(last);
    // Nothing of the statements themselves may be left out.
    for (const char *word : {"SELECT", "CREATE", "BEGIN", "'a;b'", "CASE", "é", "?"})
      RC_ASSERT(between.find(word) == std::string::npos);
  });
  CHECK(held);
}
