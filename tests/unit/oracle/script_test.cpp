#include "plugins/odbc/oracle/script.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

using pieces = std::vector<std::string>;

pieces cut(std::string_view text) {
  pieces all;
  tenantry::oracle::script().split(
      text, [&](const sdk::piece &one) { all.emplace_back(text.substr(one.begin, one.end - one.begin)); });
  return all;
}

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

TEST_CASE(
    "T-29: a semicolon or a slash alone in its line ends a statement, and a slash behind one runs nothing "
    "again") {
  CHECK(cut("SELECT 1 FROM DUAL;\nSELECT 2 FROM DUAL\n/\nSELECT 3 FROM DUAL") ==
        pieces{"SELECT 1 FROM DUAL", "SELECT 2 FROM DUAL", "SELECT 3 FROM DUAL"});
  CHECK(cut("CREATE TABLE a (i NUMBER);\n/\n  /  \r\nDROP TABLE a;") ==
        pieces{"CREATE TABLE a (i NUMBER)", "DROP TABLE a"});
  CHECK(cut("SELECT 6\n / 2 FROM DUAL;") == pieces{"SELECT 6\n / 2 FROM DUAL"});
  CHECK(cut("SELECT 6 /\n2 FROM DUAL;") == pieces{"SELECT 6 /\n2 FROM DUAL"});
  CHECK(cut("-- only\n/* a\n/\n*/\n;").empty());
}

TEST_CASE("T-29: programs and blocks keep their semicolons up to the slash") {
  const pieces programs{
      ("CREATE OR REPLACE PROCEDURE p IS\nBEGIN\n  UPDATE t SET a = 1;\n  IF SQL%ROWCOUNT = 0 THEN NULL; END "
       "IF;\nEND;"),
      "create or replace editionable package body k as procedure p is begin null; end; end k;",
      "CREATE TRIGGER t BEFORE INSERT ON w FOR EACH ROW BEGIN :NEW.a := 1; END;",
      "DECLARE n NUMBER; BEGIN SELECT 6 / 2 INTO n FROM DUAL; END;",
      "<<outer>> BEGIN NULL; END;",
      "CREATE TYPE o AS OBJECT (a NUMBER);",
      "WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM DUAL"};
  std::string script;
  for (const std::string &one : programs) script += one + "\n/\n";
  CHECK(cut(script) == programs);
  CHECK(
      cut("ALTER PROCEDURE p COMPILE;\nCREATE TABLE procedure_log (i NUMBER);\nSELECT 1 FROM DUAL;").size() ==
      3);
}

TEST_CASE("T-29: quotes of every kind hide what ends a statement") {
  CHECK(cut("SELECT 'a;\n/\n''b' FROM DUAL; SELECT 2 FROM DUAL") ==
        pieces{"SELECT 'a;\n/\n''b' FROM DUAL", "SELECT 2 FROM DUAL"});
  CHECK(cut("SELECT q'[it's; \n/\n]', nq'!a';b!', Q'{x'y}' FROM DUAL; SELECT 1 FROM DUAL").size() == 2);
  CHECK(cut("SELECT q'(a)' || q'<b>' || q'zcz', seq.q FROM DUAL; SELECT 1 FROM DUAL").size() == 2);
  CHECK(cut("SELECT \"a;b\" FROM t -- x;\n; SELECT /*+ hint; */ 1 FROM DUAL").size() == 2);
}

TEST_CASE("Oracle: commands of SQL*Plus are named, SQL that looks like them is not") {
  CHECK(failing_byte("SET DEFINE OFF\nSELECT 1 FROM DUAL;") == 1);
  CHECK(failing_byte("SELECT 1 FROM DUAL;\nPROMPT done\n") == 21);
  CHECK(failing_byte("EXEC p(1);") == 1);
  CHECK(failing_byte("@other.sql") == 1);
  CHECK(cut("SET TRANSACTION READ ONLY; SET ROLE r; START TRANSACTION; COMMIT;") ==
        pieces{"SET TRANSACTION READ ONLY", "SET ROLE r", "START TRANSACTION", "COMMIT"});
}

TEST_CASE("Oracle: what never ends is an error with the byte where it begins") {
  CHECK(failing_byte("SELECT 1 FROM DUAL; SELECT 'abc") == 28);
  CHECK(failing_byte("SELECT q'[abc]") == 8);
  CHECK(failing_byte("SELECT \"abc") == 8);
  CHECK(failing_byte("SELECT 1 /* abc") == 10);
  CHECK(failing_byte("SELECT 1 FROM DUAL;\nBEGIN\n  NULL;\n/\n") == 21);
  CHECK(failing_byte("x; BEGIN 'abc") == 10);
}

TEST_CASE("Oracle: an identifier is quoted with its own quotes doubled") {
  CHECK(tenantry::oracle::script().quote("a b") == "\"a b\"");
  CHECK(tenantry::oracle::script().quote("a\"b") == "\"a\"\"b\"");
  CHECK_THROWS_AS(tenantry::oracle::script().quote(std::string_view("a\0b", 3)), sdk::failure);
  CHECK_THROWS_AS(tenantry::oracle::script().quote(""), sdk::failure);
}

TEST_CASE(
    "Oracle: pieces cover the text in order, what lies between them is blanks, comments and what ends them") {
  const auto fragment = rc::gen::element<std::string>(
      "SELECT 1", ";", "\n", " ", "'a;\n/\nb'", "q'[x;']'", "\"n;\"", "-- c;\n", "/* ; */", "\n/\n", "/",
      "BEGIN", "END", "CREATE PROCEDURE p IS", "DECLARE", "é", "?", "nq'!;!'");
  const bool held = rc::check("order", [&] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(fragment);
    std::string text, between;
    for (const std::string &one : parts) text += one;
    std::size_t last = 0;
    try {
      tenantry::oracle::script().split(text, [&](const sdk::piece &one) {
        RC_ASSERT(one.begin >= last);
        RC_ASSERT(one.end > one.begin);
        RC_ASSERT(one.end <= text.size());
        between += text.substr(last, one.begin - last);
        last = one.end;
      });
    } catch (const sdk::failure &why) {
      RC_ASSERT(why.offset() >= 1U);
      RC_ASSERT(why.offset() <= text.size());
      return;
    }
    between += text.substr(last);
    for (const char *word : {"SELECT", "CREATE", "BEGIN", "'a", "q'", "é", "?", "\"n"})
      RC_ASSERT(between.find(word) == std::string::npos);
  });
  CHECK(held);
}
