#include <rapidcheck.h>
#include <tenantry/sdk/script.hpp>

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

sdk::lexical_rules all_quotes() {
  sdk::lexical_rules rules;
  rules.backticks = true;
  rules.bracketed = sdk::brackets::plain;
  return rules;
}

std::vector<sdk::piece> pieces(std::string_view text, const sdk::lexical_rules &rules = all_quotes()) {
  std::vector<sdk::piece> all;
  sdk::plain_sql(rules).split(text, [&](const sdk::piece &one) { all.push_back(one); });
  return all;
}

std::vector<std::string> statements(std::string_view text, const sdk::lexical_rules &rules = all_quotes()) {
  std::vector<std::string> all;
  for (const sdk::piece &one : pieces(text, rules))
    all.emplace_back(text.substr(one.begin, one.end - one.begin));
  return all;
}

std::uint32_t offset_of_failure(std::string_view text, const sdk::lexical_rules &rules = all_quotes()) {
  try {
    (void)pieces(text, rules);
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_SQL);
    CHECK(why.effect() == sdk::effect::none);
    return why.offset();
  }
  return 0;
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("a script is cut at its semicolons, and pieces are trimmed") {
  CHECK(statements("  create table a (b int) ;\n\n insert into a values (1)\n") ==
        list{"create table a (b int)", "insert into a values (1)"});
  CHECK(statements("").empty());
  CHECK(statements(" ; ;; ").empty());
}

TEST_CASE("semicolons in strings, identifiers and comments cut nothing") {
  CHECK(
      statements("select ';', 'it''s; fine', \"a;\"\"b\", `c;``d`, [e;f] -- g; h\n, /* i; */ 1; select 2") ==
      list{"select ';', 'it''s; fine', \"a;\"\"b\", `c;``d`, [e;f] -- g; h\n, /* i; */ 1", "select 2"});
}

TEST_CASE("pieces of comments alone are left out, comments around a statement are not part of it") {
  CHECK(statements("-- only words;\n/* and; more */;\n-- before\nselect 1 /* after */ ; -- end") ==
        list{"select 1"});
}

TEST_CASE("comments nest only where the rules say so") {
  sdk::lexical_rules nested;
  nested.nested_comments = true;
  CHECK(statements("/* a /* b */ ; c */ select 1", nested) == list{"select 1"});
  CHECK(statements("/* a /* b */ select 1; select 2") == list{"select 1", "select 2"});
}

TEST_CASE("a backslash escapes a quote only where the rules say so") {
  sdk::lexical_rules backslash;
  backslash.backslash_escapes = true;
  CHECK(statements(R"(select 'a\';b'; select 2)", backslash) == list{R"(select 'a\';b')", "select 2"});
  CHECK(statements(R"(select 'a\'; select 2)") == list{R"(select 'a\')", "select 2"});
}

TEST_CASE("what never ends is refused with the byte where it begins") {
  CHECK(offset_of_failure("select 1; select 'abc") == 18);
  CHECK(offset_of_failure("select \"abc") == 8);
  CHECK(offset_of_failure("select `abc") == 8);
  CHECK(offset_of_failure("select [abc") == 8);
  CHECK(offset_of_failure("/* abc *") == 1);
  CHECK(offset_of_failure("select 1 /") == 0);
  sdk::lexical_rules nested;
  nested.nested_comments = true;
  CHECK(offset_of_failure(" /* a /* b */", nested) == 2);
}

TEST_CASE("an identifier is quoted with its quote doubled, and never empty") {
  CHECK(sdk::plain_sql().quote("a\"b") == "\"a\"\"b\"");
  sdk::lexical_rules square;
  square.identifier_quote = '[';
  CHECK(sdk::plain_sql(square).quote("a]b[") == "[a]]b[]");
  CHECK_THROWS_AS(sdk::plain_sql().quote(""), sdk::failure);
  CHECK_THROWS_AS(sdk::plain_sql().quote(std::string_view("a\0b", 3)), sdk::failure);
}

TEST_CASE("words of a statement are compared without regard to case") {
  sdk::statement_tokens tokens;
  for (const std::string_view word : {"Create", "table", "\"Create\"", ";", "End"}) tokens.add(word);
  CHECK(tokens.starts_with({"CREATE", "TABLE"}));
  CHECK_FALSE(tokens.starts_with({"CREATE", "INDEX"}));
  CHECK(tokens.ends_with(";", "END"));
  CHECK(tokens.at(99).empty());
}

// Random scripts from the parts that splitters get wrong.
static std::string random_script() {
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>(";", " ", "\n", "\t", "'", "''", "\"", "`", "[", "]", "--", "/*", "*/",
                                    "a", "begin", "end", "1", "\\", "\xc3\xa4"));
  std::string script;
  for (const std::string &part : parts) script += part;
  return script;
}

// True where the text holds nothing but blanks, semicolons and comments.
static bool is_filler(std::string_view text) {
  return pieces(text).empty();
}

TEST_CASE("pieces come in order, inside the text, apart, and leave nothing but filler between them") {
  const bool held = rc::check([] {
    const std::string script = random_script();
    std::vector<sdk::piece> all;
    try {
      all = pieces(script);
    } catch (const sdk::failure &why) {
      RC_ASSERT(why.offset() >= 1u);
      RC_ASSERT(why.offset() <= script.size());
      return;
    }
    std::size_t at = 0;
    for (const sdk::piece &one : all) {
      RC_ASSERT(at <= one.begin);
      RC_ASSERT(one.begin < one.end);
      RC_ASSERT(one.end <= script.size());
      RC_ASSERT(is_filler(std::string_view(script).substr(at, one.begin - at)));
      // A piece cut out and split again is one piece, the same.
      const auto again = pieces(std::string_view(script).substr(one.begin, one.end - one.begin));
      RC_ASSERT(again.size() == 1u);
      RC_ASSERT(again.front().end == one.end - one.begin);
      at = one.end;
    }
    RC_ASSERT(is_filler(std::string_view(script).substr(at)));
  });
  CHECK(held);
}
