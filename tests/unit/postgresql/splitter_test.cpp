// Where one statement ends and the next begins (T-26), on examples and on random scripts.
#include "plugins/postgresql/splitter.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <vector>

#include "plugins/postgresql/lexer.hpp"

using namespace tenantry::postgresql;

namespace {

struct split {
  std::vector<std::string> pieces;
  std::vector<script_piece> raw;
  std::optional<split_fault> fault;
};

split split_all(std::string_view script) {
  split out;
  out.fault = split_script(script, [&](const script_piece &one) {
    out.pieces.emplace_back(script.substr(one.begin, one.end - one.begin));
    out.raw.push_back(one);
    return true;
  });
  return out;
}

std::vector<std::string> pieces_of(std::string_view script) {
  const split out = split_all(script);
  INFO((out.fault ? out.fault->why : "no fault"));
  CHECK_FALSE(out.fault);
  return out.pieces;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("statements end at semicolons and lose blanks and comments around them") {
  CHECK(pieces_of("SELECT 1;SELECT 2") == texts{"SELECT 1", "SELECT 2"});
  CHECK(pieces_of("\xEF\xBB\xBF -- head\r\n /* a */ SELECT 1 /* b */ ; ;; -- tail") == texts{"SELECT 1"});
  CHECK(pieces_of("SELECT /* kept */ 1 -- and this\n + 2;") ==
        texts{"SELECT /* kept */ 1 -- and this\n + 2"});
  CHECK(pieces_of("").empty());
  CHECK(pieces_of("  ;; -- only a comment").empty());
}

TEST_CASE("semicolons inside strings, names and comments end nothing") {
  CHECK(pieces_of("SELECT 'a;''b;', \"c;\"\"d\" /* ; /* ; */ ; */ -- ;\n;SELECT 2").size() == 2);
  CHECK(pieces_of(R"(SELECT 'a\'; SELECT 2)") == texts{R"(SELECT 'a\')", "SELECT 2"});
  CHECK(pieces_of(R"(SELECT E'a\';b', e'\\'; SELECT 2)") == texts{R"(SELECT E'a\';b', e'\\')", "SELECT 2"});
  CHECK(pieces_of("SELECT E'a'\n  'b\\';c'; SELECT 2").size() == 2);
  CHECK(pieces_of("SELECT 'a'\n  'b\\'; SELECT 2").size() == 2);
  CHECK(pieces_of(R"(SELECT U&'d\0061t;\', U&"x;y", N'n;', B'1;', x';'; SELECT 2)").size() == 2);
  CHECK(pieces_of(R"(SELECT date'2024;', namee'x\'; SELECT 2)").size() == 2);
}

TEST_CASE("T-26: dollar quotes keep what is inside, whatever their tag") {
  CHECK(pieces_of("SELECT $$a;'b$$; SELECT 2").size() == 2);
  CHECK(pieces_of("DO $body$ BEGIN PERFORM $$x;$$; $bod$; END $body$; SELECT 2").size() == 2);
  CHECK(pieces_of("SELECT $1, a$1, b$c$d; SELECT $ä$;$ä$").size() == 2);
  CHECK(pieces_of("SELECT $_1$;$_1$").size() == 1);
  CHECK(split_all("SELECT $1$; $1$").pieces.size() == 2);
}

TEST_CASE("T-26: the body of BEGIN ATOMIC is one piece with its function") {
  const std::string body =
      "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE SQL BEGIN ATOMIC "
      "SELECT CASE WHEN a > 1 THEN (CASE a WHEN 2 THEN 1 END) ELSE CASE WHEN true THEN 0 END END; "
      "SELECT t.end AS end FROM t; SELECT begin FROM t; END";
  CHECK(pieces_of(body + "; SELECT 2") == texts{body, "SELECT 2"});
  const std::string procedure = "create procedure p() begin atomic insert into t values (1); end";
  CHECK(pieces_of(procedure + ";SELECT 2") == texts{procedure, "SELECT 2"});
  CHECK(pieces_of("BEGIN; SELECT 1; END; SELECT 2").size() == 4);
  CHECK(pieces_of("CREATE FUNCTION f() RETURNS int RETURN 1; SELECT 2").size() == 2);
  CHECK(pieces_of("CREATE TABLE begin (atomic int); SELECT 2").size() == 2);
}

TEST_CASE("the actions of a rule stand in parentheses, and there alone semicolons belong to the statement") {
  const std::string rule = "CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT (2);)";
  CHECK(pieces_of(rule + "; SELECT 2") == texts{rule, "SELECT 2"});
  CHECK(pieces_of("SELECT (1; SELECT 2)").size() == 2);
}

TEST_CASE("what never ends is told with the place where it begins") {
  const std::pair<std::string, std::size_t> cases[] = {
      {"SELECT 1; SELECT 'abc", 17},
      {"SELECT \"abc", 7},
      {"x /* /* */", 2},
      {"SELECT $a$ $b$ $$", 7},
      {R"(SELECT E'abc\')", 7},
      {"; U&\"x", 2},
      {"SELECT 1 U&'x", 9},
      {"CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;", 20},
      {"CREATE RULE r AS ON INSERT TO t DO (SELECT 1;", 35},
  };
  for (const auto &[script, offset] : cases) {
    INFO(script);
    const split out = split_all(script);
    REQUIRE(out.fault);
    CHECK(out.fault->offset == offset);
  }
}

TEST_CASE("commands of psql and rows behind COPY are refused where they stand") {
  const split connect = split_all("SELECT 1;\n\\connect other\nSELECT 2;");
  REQUIRE(connect.fault);
  CHECK(connect.fault->offset == 10);
  CHECK(connect.fault->why.find("\\connect") != std::string::npos);
  const split copy = split_all("SELECT 1; COPY t (a, b) FROM stdin;\n1\tit's\n\\.\n");
  REQUIRE(copy.fault);
  CHECK(copy.fault->offset == 10);
  CHECK_FALSE(split_all("COPY t FROM '/srv/file'; COPY (SELECT a FROM stdin) TO '/srv/x'").fault);
}

TEST_CASE("a reader that stops gets no further piece") {
  int seen = 0;
  CHECK_FALSE(split_script("SELECT 1; SELECT 2; SELECT '", [&](const script_piece &) { return ++seen < 1; }));
  CHECK(seen == 1);
}

TEST_CASE("pieces cover the script but for blanks, comments and terminators, in order") {
  CHECK(rc::check("coverage", [] {
    const auto part = rc::gen::elementOf(std::vector<std::string>{"SELECT ",
                                                                  "'a;b'",
                                                                  "'it''s'",
                                                                  "E'\\';'",
                                                                  "\"n;\"",
                                                                  "$$;$$",
                                                                  "$x$ $$ ; $x$",
                                                                  ";",
                                                                  ";",
                                                                  "\n",
                                                                  " ",
                                                                  "-- c;\n",
                                                                  "/* ; /* ; */ */",
                                                                  "(",
                                                                  ")",
                                                                  "1.5",
                                                                  "+",
                                                                  "::int",
                                                                  "?",
                                                                  "$1",
                                                                  "name",
                                                                  "CASE",
                                                                  "END",
                                                                  "BEGIN",
                                                                  "ATOMIC",
                                                                  "CREATE ",
                                                                  "FUNCTION ",
                                                                  "RULE ",
                                                                  "OR REPLACE ",
                                                                  "ä",
                                                                  ".",
                                                                  "U&'x'"});
    const auto parts = *rc::gen::container<std::vector<std::string>>(part);
    std::string script;
    for (const std::string &one : parts) script += one;
    const split out = split_all(script);
    std::size_t covered = 0;
    for (const script_piece &one : out.raw) {
      RC_ASSERT(one.begin >= covered);
      RC_ASSERT(one.end > one.begin);
      RC_ASSERT(one.end <= script.size());
      // Between two pieces nothing but terminators is left when blanks and comments are passed over.
      lexer between(std::string_view(script).substr(0, one.begin), covered);
      token t;
      while (between.next(t)) RC_ASSERT(t.kind == token_kind::semicolon);
      covered = one.end;
    }
    if (!out.fault) {
      lexer rest(script, covered);
      token t;
      while (rest.next(t)) RC_ASSERT(t.kind == token_kind::semicolon);
    }
  }));
}

TEST_CASE("statements of a known kind are found again after they were joined") {
  CHECK(rc::check("join and split", [] {
    const auto statements =
        *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
            "SELECT 1", "SELECT ';'", "DO $$ BEGIN; END $$", "INSERT INTO t VALUES (E'\\'', \"a;b\")",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END",
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "COMMIT", "x /* ; */ y"}));
    std::string script;
    for (const std::string &one : statements) {
      script += *rc::gen::elementOf(std::vector<std::string>{"", " ", "\n-- c;'\n", "/* ' */"}) + one +
                *rc::gen::elementOf(std::vector<std::string>{";", " ;;", "; -- \"\n"});
    }
    const split out = split_all(script);
    RC_ASSERT(!out.fault);
    RC_ASSERT(out.pieces == statements);
  }));
}

TEST_CASE("random bytes never hang the splitter nor break its promises") {
  CHECK(rc::check("bytes", [](const std::string &script) {
    std::size_t last = 0;
    const auto fault = split_script(script, [&](const script_piece &one) {
      RC_ASSERT((one.begin >= last && one.end > one.begin && one.end <= script.size()));
      last = one.end;
      return true;
    });
    if (fault) RC_ASSERT(fault->offset <= script.size());
  }));
}

TEST_CASE("scripts of four megabytes that look bad are read in linear time") {
  const auto repeated = [](std::string_view part) {
    std::string out;
    while (out.size() < 4'000'000) out += part;
    return out;
  };
  for (const std::string_view part :
       {"$a", "(", "/*", "'", "\"\"", "$a$", "CASE ", "?", "a.", "CREATE INDEX ", "--", "E''\n", "0"}) {
    INFO(part);
    const std::string script = repeated(part);
    const auto begun = std::chrono::steady_clock::now();
    static_cast<void>(split_script(script, [](const script_piece &) { return true; }));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
  }
}
