#include "plugins/odbc/sqlserver/script.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

using pieces = std::vector<std::string>;

std::vector<sdk::piece> split(std::string_view text) {
  std::vector<sdk::piece> all;
  tenantry::sqlserver::script().split(text, [&](const sdk::piece &one) { all.push_back(one); });
  return all;
}

pieces cut(std::string_view text) {
  pieces all;
  for (const sdk::piece &one : split(text)) all.emplace_back(text.substr(one.begin, one.end - one.begin));
  return all;
}

std::size_t failing_byte(std::string_view text) {
  try {
    (void)split(text);
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_SQL);
    CHECK(why.sqlstate() == "42601");
    return why.offset();
  }
  return 0;
}

}  // namespace

TEST_CASE("T-28: GO alone in its line ends a batch, in any case and with a count") {
  CHECK(cut("SELECT 1\nGO\nSELECT 2;\n  go  \r\nSELECT 3") == pieces{"SELECT 1", "SELECT 2;", "SELECT 3"});
  const auto repeated = split("INSERT INTO a VALUES (1)\nGO 5\nSELECT 1\nGO 2 -- twice\n");
  REQUIRE(repeated.size() == 2);
  CHECK(repeated[0].repeat == 5);
  CHECK(repeated[1].repeat == 2);
  CHECK(cut("GO\n\nGO\n-- nothing\nGO").empty());
  CHECK(cut("-- a heading\nSELECT 1\n/* at the end */\nGO\n") == pieces{"SELECT 1"});
}

TEST_CASE("T-28: GO inside comments, strings and names is text") {
  CHECK(cut("SELECT 'a\nGO\nb'\nGO\nSELECT 2") == pieces{"SELECT 'a\nGO\nb'", "SELECT 2"});
  CHECK(cut("SELECT 1 /* a\nGO\n/* nested\nGO\n*/ */ + 1\nGO\nSELECT [x\nGO\n]]y]") ==
        pieces{"SELECT 1 /* a\nGO\n/* nested\nGO\n*/ */ + 1", "SELECT [x\nGO\n]]y]"});
  CHECK(cut("SELECT \"x\nGO\n\"") == pieces{"SELECT \"x\nGO\n\""});
  CHECK(cut("SELECT 1 AS go, 2 go") == pieces{"SELECT 1 AS go, 2 go"});
  CHECK(cut("SELECT 1 -- x\nGOTO done") == pieces{"SELECT 1 -- x\nGOTO done"});
}

TEST_CASE("semicolons cut nothing, for a batch's variables live as long as it does") {
  CHECK(cut("DECLARE @a int = 1; SELECT @a; GO_x: SELECT 2;") ==
        pieces{"DECLARE @a int = 1; SELECT @a; GO_x: SELECT 2;"});
  CHECK(cut("; ;\nSELECT 1") == pieces{"SELECT 1"});
}

TEST_CASE("GO with anything else in its line is refused where it stands") {
  CHECK(failing_byte("SELECT 1\nGO;\n") == 10);
  CHECK(failing_byte("SELECT 1\nGO SELECT 2\n") == 10);
  CHECK(failing_byte("SELECT 1\nGO 0") == 10);
  CHECK(failing_byte("SELECT 1\nGO 99999999999999") == 10);
}

TEST_CASE("SQL Server: what never ends is an error with the byte where it begins") {
  CHECK(failing_byte("SELECT 1\nGO\nSELECT 'abc") == 20);
  CHECK(failing_byte("SELECT [abc]]") == 8);
  CHECK(failing_byte("SELECT 1 /* a /* b */") == 10);
}

TEST_CASE("SQL Server: an identifier is quoted with its own quotes doubled") {
  CHECK(tenantry::sqlserver::script().quote("a]b[\"c") == "[a]]b[\"c]");
  CHECK_THROWS_AS(tenantry::sqlserver::script().quote(""), sdk::failure);
  CHECK_THROWS_AS(tenantry::sqlserver::script().quote(std::string_view("a\0b", 3)), sdk::failure);
}

TEST_CASE("SQL Server: pieces cover the text in order, what lies between them is blanks, comments and GO") {
  const auto fragment = rc::gen::element<std::string>(
      "SELECT 1", ";", "\n", " ", "'a\nGO\nb'", "\"x\"\"y\"", "[n]]\nGO\n]", "-- c GO\n", "/* /* GO */ */",
      "\nGO\n", "\nGO 3\n", "go", "BEGIN", "END", "é", "?", "@x", "\r\n");
  const bool held = rc::check("order", [&] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(fragment);
    std::string text, between;
    for (const std::string &one : parts) text += one;
    std::size_t last = 0;
    try {
      tenantry::sqlserver::script().split(text, [&](const sdk::piece &one) {
        RC_ASSERT(one.begin >= last);
        RC_ASSERT(one.end > one.begin);
        RC_ASSERT(one.end <= text.size());
        RC_ASSERT(one.repeat == 1U || one.repeat == 3U);
        between += text.substr(last, one.begin - last);
        last = one.end;
      });
    } catch (const sdk::failure &why) {
      RC_ASSERT(why.offset() >= 1U);
      RC_ASSERT(why.offset() <= text.size());
      return;
    }
    between += text.substr(last);
    for (const char *word : {"SELECT", "BEGIN", "'a", "END", "é", "?", "@x", "[n"})
      RC_ASSERT(between.find(word) == std::string::npos);
  });
  CHECK(held);
}
