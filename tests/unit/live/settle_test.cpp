// Expressions that a server writes in its own way: compared where its form is known, named where it is not.
#include "core/live/settle.hpp"

#include <catch2/catch.hpp>

#include "core/live/difference.hpp"
#include "core/live/kept_texts.hpp"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

// x % 2 ^ 3 is beyond the part that the model reads: a text of one dialect.
schema_model checked_by(const std::string &condition) {
  return model("CREATE TABLE wells (id int PRIMARY KEY, x int, CONSTRAINT odd CHECK (" + condition + "));");
}
const std::string as_written = "x::bit(4) = '0001'", as_kept = "(x)::bit(4) = '0001'::\"bit\"",
                  another = "(x)::bit(4) = '0010'::\"bit\"";

std::string differences(const settled &both) {
  std::string all;
  for (const schema_difference &one : must(tell_differences(both.live, both.declared)))
    all += one.text + "\n";
  return all;
}

}  // namespace

TEST_CASE("a text that the server wrote anew is not compared where its form is not known") {
  const settled both = settle(checked_by(as_kept), checked_by(as_written), nullptr, "nobody knows");
  CHECK(both.expressions_differ);
  REQUIRE(both.not_compared.size() == 1);
  CHECK(both.not_compared[0].object == "check odd on wells");
  CHECK(both.not_compared[0].why == "nobody knows");
  CHECK(differences(both).empty());
}

TEST_CASE("with the server's own form a rewritten text is the same and another one is a difference") {
  const server_forms forms{checked_by(as_kept), false};
  const settled same = settle(checked_by(as_kept), checked_by(as_written), &forms, "");
  CHECK(same.not_compared.empty());
  CHECK(differences(same).empty());
  const settled other = settle(checked_by(another), checked_by(as_written), &forms, "");
  CHECK(other.not_compared.empty());
  CHECK(differences(other).find("check odd on wells is") == 0);
}

TEST_CASE("an expression that the model reads is compared without the server") {
  const settled both = settle(checked_by("x >= 5"), checked_by("x >= 0"), nullptr, "nobody knows");
  CHECK(both.not_compared.empty());
  CHECK(differences(both) == "check odd on wells is (x >= 5), declared (x >= 0)\n");
}

TEST_CASE("a view is compared with the server's form of it and else named") {
  const std::string table = "CREATE TABLE wells (id int PRIMARY KEY, x int);";
  const schema_model declared = model(table + "CREATE VIEW deep AS SELECT id FROM wells WHERE x > 9;");
  const schema_model live =
      model(table + "CREATE VIEW deep AS SELECT wells.id FROM wells WHERE (wells.x > 9);");
  const settled unknown = settle(live, declared, nullptr, "nobody knows");
  REQUIRE(unknown.not_compared.size() == 1);
  CHECK(unknown.not_compared[0].object == "view deep");
  CHECK(differences(unknown).empty());
  const server_forms forms{live, false};
  CHECK(differences(settle(live, declared, &forms, "")).empty());
  const server_forms others{
      model(table + "CREATE VIEW deep AS SELECT wells.id FROM wells WHERE (wells.x > 8);"), false};
  CHECK(differences(settle(live, declared, &others, "")) == "view deep has another query than declared\n");
}

TEST_CASE("what the migrations made in an empty database is what a database should have") {
  const server_forms whole{model("CREATE TABLE by_hand (id int PRIMARY KEY);"), true};
  const settled both =
      settle(model("CREATE TABLE by_hand (id int PRIMARY KEY); CREATE TABLE extra (id int);"),
             model("CREATE TABLE declared (id int);"), &whole, "");
  CHECK(differences(both) == "extra table extra\n");
}

TEST_CASE("what the dialect does not keep is named and left out on both sides") {
  const schema_model declared = model(
      "CREATE TABLE wells (id int PRIMARY KEY, x int); CREATE INDEX i ON wells (x) WHERE x > 3; CREATE VIEW "
      "v "
      "AS SELECT 1 AS a;");
  const schema_model kept = model("CREATE TABLE wells (id int PRIMARY KEY, x int);");
  schema_model live = declared;
  const auto lost = leave_out_lost(declared, kept, live, "mariadb");
  REQUIRE(lost.size() == 2);
  CHECK(lost[0].object == "index i on wells");
  CHECK(lost[1].object == "view v");
  CHECK(must(tell_differences(live, kept)).empty());
}

TEST_CASE("for a plan that runs, a condition with a text in it that differs elsewhere is a difference") {
  const settled same = settle_texts(checked_by(as_kept), checked_by(as_written), "nobody knows");
  REQUIRE(same.not_compared.size() == 1);
  CHECK(differences(same).empty());
  const auto with_text = [](const std::string &text, std::int64_t least) {
    schema_model made = checked_by("x > 0");
    made.tables[0].checks[0].value = sdk::expression::operation_of(
        "and", {sdk::expression::sql_of("postgresql", text),
                sdk::expression::operation_of(
                    ">", {sdk::expression::column_of("x"), sdk::expression::integer_of(least)})});
    return made;
  };
  const schema_model live = with_text(as_kept, 1), declared = with_text(as_written, 2);
  const settled longer = settle_texts(live, declared, "nobody knows");
  CHECK(longer.not_compared.empty());
  CHECK_FALSE(differences(longer).empty());
  CHECK(settle(live, declared, nullptr, "nobody knows").not_compared.size() == 1);
}
