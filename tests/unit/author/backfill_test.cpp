#include "core/author/backfill.hpp"

#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string before = "CREATE TABLE wells (id integer PRIMARY KEY, title text);";
const std::string after = "CREATE TABLE wells (id integer PRIMARY KEY, title text, status text NOT NULL);";

std::string refusal(const std::string &text) {
  const auto made = parse_backfill(text);
  REQUIRE_FALSE(made);
  CHECK(made.error().category == category::usage);
  return to_string(made.error());
}

}  // namespace

TEST_CASE("a backfill is a column and an expression") {
  const backfill one = must(parse_backfill("audit.wells.status='ACT=IVE'"));
  CHECK(one.table == object_place{"audit", "wells"});
  CHECK(one.column == "status");
  CHECK(one.value.kind == "literal");
  CHECK(one.value.value.text == "ACT=IVE");
  CHECK(must(parse_backfill("public.wells.at=now()")).value.kind == "now");
  CHECK(must(parse_backfill("wells.label=lower(title)")).value.kind == "expression");
  CHECK(must(parse_backfill("\"odd.table\".\"a=b\"=1")).column == "a=b");
}

TEST_CASE("what is no backfill is refused in the parser's words") {
  CHECK_THAT(refusal("wells.status"), Contains("TABLE.COLUMN=EXPRESSION"));
  CHECK_THAT(refusal("status=1"), Contains("must stand before"));
  CHECK_THAT(refusal("wells.status="), Contains("TABLE.COLUMN=EXPRESSION"));
  CHECK_THAT(refusal("wells.status=1 +"), Contains("syntax error"));
  CHECK_THAT(refusal("wells.status=1; DROP TABLE wells"), Contains("syntax error"));
  CHECK_THAT(refusal("wells.status=(SELECT 1)"), Contains("subquery"));
  CHECK_THAT(refusal("wells.status=NULL"), Contains("no value"));
}

TEST_CASE("a required column without a value is refused with its flag, and told ones are taken") {
  const auto made = changes(before, after);
  const status refused = check_backfills(made, {});
  REQUIRE_FALSE(refused);
  CHECK_THAT(to_string(refused.error()), Contains("--backfill \"wells.status='…'\""));
  REQUIRE(refused.error().details.size() == 1);
  CHECK(refused.error().details[0].first == unsafe_detail);
  CHECK(check_backfills(made, told("wells.status='new'")));
  CHECK(check_backfills(made, told("wells.status=lower(title)")));
}

TEST_CASE("a backfill that fits nothing, or a text that lost its quotes, is refused") {
  const auto made = changes(before, after);
  const status other = check_backfills(made, told("wells.title='x'"));
  REQUIRE_FALSE(other);
  CHECK_THAT(other.error().message, Contains("fits nothing"));
  const status bare = check_backfills(made, told("wells.status=ACTIVE"));
  REQUIRE_FALSE(bare);
  CHECK_THAT(bare.error().next, Contains("--backfill \"wells.status='active'\""));
}

TEST_CASE("a column with a default, a generated one, and one of a new table need no backfill") {
  CHECK(check_backfills(changes(before,
                                "CREATE TABLE wells (id integer PRIMARY KEY, title text, a integer NOT "
                                "NULL DEFAULT 0, b integer NOT NULL GENERATED ALWAYS AS (id) STORED);"),
                        {}));
  CHECK(check_backfills(changes("", after), {}));
}
