#include "core/schema/sql_text.hpp"

#include "tests/unit/schema/scene.hpp"

using namespace tenantry;

TEST_CASE("quotes, dollar quotes and comments are stepped over as wholes") {
  const std::string text = R"(a 'it''s )' "od""d(" E'\')' $x$ ) $y$ $x$ /* ( /* ) */ */ -- )
)";
  std::size_t at = 0;
  std::vector<std::string> items;
  while (at < text.size()) {
    const std::size_t end = skip_sql_item(text, at);
    REQUIRE(end > at);
    if (text[at] != ' ' && text[at] != '\n') items.push_back(text.substr(at, end - at));
    at = end;
  }
  CHECK(items == std::vector<std::string>{"a", "'it''s )'", "\"od\"\"d(\"", "E'\\')'", "$x$ ) $y$ $x$",
                                          "/* ( /* ) */ */", "-- )"});
}

TEST_CASE("what stands in brackets is found past brackets inside of it") {
  CHECK(inside_brackets("CHECK (a > (b + 1) AND c <> ')') NOT NULL", 0) == "a > (b + 1) AND c <> ')'");
  CHECK(inside_brackets("no brackets", 0).empty());
  CHECK(inside_brackets("open (a", 0).size() <= 2);
  CHECK(find_sql_word("DEFAULT (not) 'not' NOT NULL", 0, "not") == 20);
  CHECK(find_sql_sign("f(a, b), c", 0, ',') == 7);
}

TEST_CASE("blanks, comments and brackets around the whole are taken off, and no others") {
  CHECK(bare_sql(" -- why\n ((a) AND (b)) /* end */ ") == "(a) AND (b)");
  CHECK(bare_sql("((a))") == "a");
  CHECK(bare_sql("") == "");
  CHECK(bare_sql("()") == "");
}

TEST_CASE("texts that differ in quotes, case, blanks and the table's own name are comparable") {
  const std::string one = comparable_sql("(\"wells\".\"title\"  IS  Not null)", "wells");
  CHECK(one == comparable_sql("title is not null", "wells"));
  CHECK(one != comparable_sql("\"Title\" is not null", "wells"));
  CHECK(comparable_sql("a = 'X'", "") != comparable_sql("a = 'x'", ""));
}
