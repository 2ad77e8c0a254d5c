#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

script parsed(std::string_view text, const adapter &a = postgresql()) {
  auto made = parse(text, a);
  if (!made) FAIL(to_string(made.error()));
  return std::move(*made);
}

std::vector<std::string> statements(const script &s) {
  std::vector<std::string> all;
  for (const statement &one : s.statements) all.emplace_back(one.sql);
  return all;
}

// "t1-2 COMMIT in the file | o3": transactional or outside, statements from 1, why it ends.
std::string segments(const script &s) {
  std::string all;
  for (const segment &one : s.segments) {
    if (!all.empty()) all += " | ";
    all +=
        (one.transactional ? "t" : "o") + std::to_string(one.first + 1) + "-" + std::to_string(one.last + 1);
    if (!one.cut_because.empty()) all += " " + one.cut_because;
  }
  return all;
}

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("a file is cut at Drizzle's breakpoints and at semicolons, with the lines where statements begin") {
  const script s = parsed(
      "-- head\nCREATE TABLE a (b int);\n--> statement-breakpoint\nSELECT 1; SELECT\n2;--> "
      "statement-breakpoint\n\n  SELECT 3");
  CHECK(statements(s) == list{"CREATE TABLE a (b int)", "SELECT 1", "SELECT\n2", "SELECT 3"});
  CHECK(s.statements[0].line == 2);
  CHECK(s.statements[1].line == 4);
  CHECK(s.statements[2].line == 4);
  CHECK(s.statements[3].line == 7);
  CHECK(s.statements[3].number == 4);
  CHECK(segments(s) == "t1-4");
}

TEST_CASE("a file without statements has no segments") {
  CHECK(parsed("-- Custom SQL migration file, put your code below! --").segments.empty());
  CHECK(parsed("--> statement-breakpoint").segments.empty());
  CHECK(parsed("").segments.empty());
}

TEST_CASE("a breakpoint inside a quote is refused where the quote begins, as Drizzle cuts there too") {
  const error e = parse_refusal("SELECT 1;\nSELECT 'a --> statement-breakpoint b';");
  CHECK(e.where.line == 2);
  CHECK(e.where.column == 8);
}

TEST_CASE("a quote, comment or dollar quote that never ends is refused with its line") {
  CHECK(parse_refusal("SELECT 1;\n\nSELECT 'abc").where.line == 3);
  CHECK(parse_refusal("SELECT 1;\n/* abc").where.line == 2);
  CHECK(parse_refusal("SELECT 1;--> statement-breakpoint\nDO $x$ begin").where.line == 2);
}

TEST_CASE("T-30: a statement that cannot run in a transaction is a segment of its own") {
  const script s =
      parsed("CREATE TABLE a (b int);\nCREATE INDEX CONCURRENTLY i ON a (b);\nVACUUM a;\nSELECT 1;SELECT 2");
  CHECK(segments(s) ==
        "t1-1 cannot run in a transaction | o2-2 cannot run in a transaction | "
        "o3-3 cannot run in a transaction | t4-5");
  CHECK(s.statements[1].outside);
  CHECK_FALSE(s.statements[3].outside);
}

TEST_CASE("transaction none makes each statement a segment outside a transaction") {
  const script s = parsed("-- tenantry: transaction none\nSELECT 1;SELECT 2");
  CHECK(s.head.no_transaction);
  CHECK(segments(s) == "o1-1 cannot run in a transaction | o2-2");
}

TEST_CASE("the commit directive ends a segment, and counts in comments between statements alone") {
  CHECK(segments(parsed("SELECT 1;\n-- tenantry: commit\nSELECT 2;")) == "t1-1 -- tenantry: commit | t2-2");
  CHECK(segments(parsed("SELECT 1;--> statement-breakpoint\n--   tenantry:  commit  \nSELECT 2;")) ==
        "t1-1 -- tenantry: commit | t2-2");
  CHECK(segments(parsed("SELECT '\n-- tenantry: commit\n';SELECT 2;")) == "t1-2");
  CHECK(segments(parsed("SELECT 1;/*\n-- tenantry: commit\n*/SELECT 2;")) == "t1-2");
  CHECK(segments(parsed("SELECT 1\n-- tenantry: commit\n+ 1;SELECT 2;")) == "t1-2");
  CHECK(segments(parsed("SELECT 1;SELECT 2;\n-- tenantry: commit")) == "t1-2");
}

TEST_CASE("T-31: COMMIT and BEGIN of the user are honoured, left out and warned of") {
  const script s =
      parsed("CREATE TABLE a (b int);\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON a (b);\nBEGIN;\nSELECT 1;");
  CHECK(statements(s) == list{"CREATE TABLE a (b int)", "CREATE INDEX CONCURRENTLY i ON a (b)", "SELECT 1"});
  CHECK(segments(s) == "t1-1 cannot run in a transaction | o2-2 cannot run in a transaction | t3-3");
  REQUIRE(s.warnings.size() == 2);
  CHECK(contains(s.warnings[0], "line 2: \"COMMIT\" is honoured"));
  CHECK(contains(s.warnings[1], "line 4: \"BEGIN\" is left out"));
  CHECK(segments(parsed("BEGIN;SELECT 1;COMMIT;SELECT 2;END;")) == "t1-1 COMMIT in the file | t2-2");
  CHECK(segments(parsed("COMMIT;SELECT 1;")) == "t1-1");
}

TEST_CASE("T-31: savepoints pass, what would end the transaction otherwise is refused with its line") {
  CHECK(statements(parsed("SAVEPOINT a;SELECT 1;ROLLBACK TO SAVEPOINT a;RELEASE a;")).size() == 4);
  for (const char *text : {"ROLLBACK", "ABORT", "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'"}) {
    CAPTURE(text);
    const error e = parse_refusal("SELECT 1;\nSELECT 2;\n" + std::string(text) + ";");
    CHECK(e.where.line == 3);
    CHECK(contains(e.message, text));
  }
}

TEST_CASE("a new enum value is committed before a later statement of the file uses it, and only then") {
  const std::string add = "ALTER TYPE mood ADD VALUE 'glad';";
  CHECK(segments(parsed(add + "INSERT INTO a VALUES ('glad');")) ==
        "t1-1 a new enum value is used later | t2-2");
  CHECK(segments(parsed(add + "INSERT INTO a VALUES ('sad');")) == "t1-2");
  CHECK(segments(parsed("INSERT INTO a VALUES ('glad');" + add)) == "t1-2");
}

TEST_CASE("SQLite's foreign key pragma is no statement of the migration and marks a rebuild") {
  const script s = parsed(
      "PRAGMA foreign_keys=OFF;--> statement-breakpoint\nDROP TABLE a;--> statement-breakpoint\n"
      "PRAGMA foreign_keys=ON;--> statement-breakpoint\nCREATE TABLE b (c int)",
      sqlite_splitter());
  CHECK(s.rebuild);
  CHECK(statements(s) == list{"DROP TABLE a", "CREATE TABLE b (c int)"});
  CHECK(s.statements[1].number == 2);
  CHECK(s.statements[1].line == 4);
  CHECK_FALSE(parsed("DROP TABLE a", sqlite_splitter()).rebuild);
}

TEST_CASE("directives at the head are read") {
  const script s = parsed(
      "-- tenantry: lock-timeout 5s\n-- about\n/* more */\n--tenantry: statement-timeout 2m\n"
      "-- tenantry: ignore I001 \"the table is empty\"\n-- tenantry: ignore D002 \"agreed\"\nSELECT 1");
  CHECK(s.head.lock_timeout == milliseconds(5000));
  CHECK(s.head.statement_timeout == milliseconds(120000));
  CHECK(s.head.ignored_rules == list{"I001", "D002"});
  CHECK_FALSE(s.head.no_op);
  CHECK(parsed("-- tenantry: no-op\n").head.no_op);
}

TEST_CASE("a directive that means nothing is refused with its line and the nearest one") {
  const error e = parse_refusal("-- head\n-- tenantry: lock-timeuot 5s\nSELECT 1");
  CHECK(e.where.line == 2);
  CHECK(contains(e.message, "Did you mean \"lock-timeout\"?"));
  CHECK(contains(parse_refusal("-- tenantry: transaction nne\nSELECT 1").message, "\"transaction none\""));
  CHECK(contains(parse_refusal("-- tenantry: lock-timeout soon\nSELECT 1").message,
                 "\"soon\" is not a duration"));
  CHECK(contains(parse_refusal("-- tenantry: ignore I001\nSELECT 1").message, "a reason in quotes"));
  CHECK(
      contains(parse_refusal("SELECT 1;\n-- tenantry: comit\nSELECT 2").message, "Did you mean \"commit\"?"));
  const error late = parse_refusal("SELECT 1;\n\n-- tenantry: lock-timeout 5s\nSELECT 2");
  CHECK(late.where.line == 3);
  CHECK(contains(late.message, "at the head of the file alone"));
  CHECK(parse_refusal("-- tenantry: no-op\nSELECT 1").where.line == 2);
}

TEST_CASE("durations have a unit or are zero") {
  CHECK(parse_duration("250ms") == milliseconds(250));
  CHECK(parse_duration("5s") == milliseconds(5000));
  CHECK(parse_duration("2m") == milliseconds(120000));
  CHECK(parse_duration("1h") == milliseconds(3600000));
  CHECK(parse_duration("0") == milliseconds(0));
  for (const char *wrong : {"", "5", "s", "5 parsecs", "-5s", "99999999999s", "1.5s"})
    CHECK_FALSE(parse_duration(wrong));
}

TEST_CASE("T-33: prefix hashes are what they were computed to be elsewhere, whatever the line ends") {
  const script s = parsed("SELECT 1;\nSELECT 2;");
  CHECK(s.statements[0].prefix.hex() == "f815101480e0c02658d3bac89a92e29a8bcf44ac7372181a2cc14364d3881b10");
  CHECK(s.statements[1].prefix.hex() == "4ba933df465865a5dc780b928f9a6d3cfd4338ff3a4b1930e66a0ed99860ec92");
  CHECK(parsed("SELECT\n1").statements[0].prefix == parsed("SELECT\r\n1").statements[0].prefix);
}

TEST_CASE("a database that Drizzle Kit pulled is a baseline, unless a person opened the comment") {
  const std::string head =
      "-- Current sql file was generated after introspecting the database\n-- If you want to run "
      "this migration please uncomment this code before executing migrations\n";
  const script s =
      parsed(head + "/*\nCREATE TABLE a (b int);\n--> statement-breakpoint\nCREATE TABLE c (d int);\n*/");
  CHECK(s.baseline);
  CHECK(s.statements.empty());
  CHECK_FALSE(parsed(head + "\nCREATE TABLE a (b int);").baseline);
  CHECK_FALSE(
      parsed("/* Current sql file was generated after introspecting the database */ SELECT 1").baseline);
}

TEST_CASE("segments cover all statements in order, and outside ones stand alone") {
  rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "SELECT 1", "VACUUM", "COMMIT", "BEGIN", "ALTER TYPE m ADD VALUE 'x'", "SELECT 'x'",
        "\n-- tenantry: commit\n", "--> statement-breakpoint\n", "CREATE INDEX CONCURRENTLY i ON a (b)"));
    std::string text = "SELECT 0;";
    for (const std::string &one : pieces) text += one.front() == '\n' || one.front() == '-' ? one : one + ";";
    const auto s = parse(text);
    RC_ASSERT(s.has_value());
    std::size_t next = 0;
    for (const segment &one : s->segments) {
      RC_ASSERT(one.first == next);
      RC_ASSERT(one.last >= one.first);
      for (std::size_t i = one.first; i <= one.last; ++i)
        RC_ASSERT(s->statements[i].outside != one.transactional);
      RC_ASSERT(one.transactional || one.first == one.last);
      next = one.last + 1;
      RC_ASSERT(one.cut_because.empty() == (next == s->statements.size()));
    }
    RC_ASSERT(next == s->statements.size());
  });
}
