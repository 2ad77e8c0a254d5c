// How a live schema differs from the declared one, in words.
#include "core/live/difference.hpp"

#include <catch2/catch.hpp>

#include "plugins/postgresql/entry.h"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = schema_difference::kind;

namespace {

const std::string wells =
    "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, status varchar(20) DEFAULT "
    "'new', "
    "depth integer, CONSTRAINT deep CHECK (depth >= 0));";

std::vector<schema_difference> found(const std::string &live, const std::string &declared) {
  return must(tell_differences(model(live), model(declared)));
}

// The texts, one a line.
std::string told(const std::string &live, const std::string &declared) {
  std::string all;
  for (const schema_difference &one : found(live, declared)) all += one.text + "\n";
  return all;
}

const rendition_target &postgresql() {
  static catalog adapters([] {
    catalog_options options;
    options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
    return options;
  }());
  static const rendition_target made = must(find_target(adapters, {"postgresql", "", "15"}));
  return made;
}

}  // namespace

TEST_CASE("equal schemas do not differ") {
  CHECK(told(wells, wells).empty());
}

TEST_CASE("what is too much and what is missing is told by its kind, name and place") {
  CHECK(told(wells + "CREATE INDEX ix_hotfix ON wells (title DESC, lower(status));", wells) ==
        "extra index ix_hotfix on wells (title DESC, lower(status))\n");
  CHECK(told(wells, wells + "CREATE UNIQUE INDEX once ON wells (title) WHERE depth > 5;") ==
        "missing index once on wells unique (title) where depth > 5\n");
  CHECK(told(wells + "CREATE TABLE bin (id int PRIMARY KEY, well int REFERENCES wells (id));", wells) ==
        "extra table bin\n");
  CHECK(told(wells, wells +
                        "CREATE TABLE bin (id int PRIMARY KEY, well int REFERENCES wells (id)); CREATE INDEX "
                        "by_well ON bin (well);") == "missing table bin\n");
  CHECK(told(wells, wells + "ALTER TABLE wells ADD COLUMN note text;") == "missing column wells.note text\n");
  CHECK(told(wells + "ALTER TABLE wells DROP CONSTRAINT deep;", wells) ==
        "missing check deep on wells (depth >= 0)\n");
  CHECK(told(wells + "ALTER TABLE wells ADD CONSTRAINT once UNIQUE (title);", wells) ==
        "extra unique constraint once on wells (title)\n");
  CHECK(
      told(wells +
               "CREATE TYPE mood AS ENUM ('calm'); CREATE SEQUENCE s; CREATE SCHEMA audit; CREATE VIEW v AS "
               "SELECT 1 AS a;",
           wells) == "extra view v\nextra enum mood\nextra sequence s\nextra schema audit\n");
}

TEST_CASE("what is there in another way is told with both ways") {
  CHECK(told(wells + "ALTER TABLE wells ALTER COLUMN status TYPE text;", wells) ==
        "column wells.status is text, declared varchar(20)\n");
  CHECK(told(wells +
                 "ALTER TABLE wells ALTER COLUMN status SET DEFAULT 'old', ALTER COLUMN status SET NOT NULL;",
             wells) ==
        "column wells.status is NOT NULL, declared so that it may be NULL and has the default "
        "'old', declared the default 'new'\n");
  CHECK(told(wells +
                 "ALTER TABLE wells DROP CONSTRAINT deep, ADD CONSTRAINT deep CHECK (depth >= 5 AND depth < "
                 "9000);",
             wells) == "check deep on wells is (depth >= 5 AND depth < 9000), declared (depth >= 0)\n");
  CHECK(told("CREATE TYPE mood AS ENUM ('calm', 'wild');", "CREATE TYPE mood AS ENUM ('calm');") ==
        "enum mood has the values (calm, wild), declared (calm)\n");
  CHECK(told("CREATE TABLE a (x int, y int, PRIMARY KEY (x));",
             "CREATE TABLE a (x int, y int NOT NULL, PRIMARY KEY "
             "(x, y));")
            .find("the primary key on a is (x), declared (x, y)\n") != std::string::npos);
}

TEST_CASE("a renamed column is one too much and one missing, and both say that it may be a rename") {
  const auto all = found("CREATE TABLE wells (id int PRIMARY KEY, subject text);",
                         "CREATE TABLE wells (id int PRIMARY KEY, title text);");
  REQUIRE(all.size() == 2);
  for (const schema_difference &one : all) {
    CHECK(one.note.find("title may have been renamed to subject") != std::string::npos);
    CHECK_FALSE(one.alone);
  }
}

TEST_CASE("columns of other types are not taken for renamed") {
  for (const schema_difference &one : found("CREATE TABLE wells (id int PRIMARY KEY, subject text);",
                                            "CREATE TABLE wells (id int PRIMARY KEY, title int);"))
    CHECK(one.note.empty());
}

TEST_CASE("the SQL leads from the live schema to the declared one, and says what it loses") {
  const auto made = must(find_differences(
      postgresql(),
      model(wells + "CREATE INDEX ix_hotfix ON wells (title); ALTER TABLE wells ADD COLUMN junk text;"),
      model(wells)));
  REQUIRE(made.differences.size() == 2);
  REQUIRE(made.script.size() == 2);
  CHECK(made.script[0].sql == "DROP INDEX \"ix_hotfix\"");
  CHECK(made.script[0].loss.empty());
  CHECK(made.script[1].sql == "ALTER TABLE \"wells\" DROP COLUMN \"junk\"");
  CHECK_FALSE(made.script[1].loss.empty());
  CHECK(made.differences[made.script[1].change].text == "extra column wells.junk text");
}

TEST_CASE("a column that must have a value warns of tables with rows") {
  const auto made = must(find_differences(
      postgresql(), model(wells), model(wells + "ALTER TABLE wells ADD COLUMN owner text NOT NULL;")));
  REQUIRE(made.differences.size() == 1);
  CHECK(made.differences[0].note.find("fails where the table has rows") != std::string::npos);
}

TEST_CASE("an accepted difference is none any more, whatever its kind") {
  const schema_model live = model(
      wells +
      "CREATE INDEX ix ON wells (title); CREATE TABLE bin (id int PRIMARY KEY); ALTER TABLE wells DROP "
      "CONSTRAINT deep, ADD COLUMN junk text, ADD CONSTRAINT once UNIQUE (title); CREATE VIEW v AS SELECT 1 "
      "AS a; CREATE SEQUENCE s; CREATE TYPE mood AS ENUM ('calm'); CREATE FUNCTION f() RETURNS int LANGUAGE "
      "sql AS 'SELECT 1';");
  schema_model declared = model(wells + "CREATE TABLE gone (id int PRIMARY KEY);");
  const auto all = must(tell_differences(live, declared));
  CHECK(all.size() == 10);
  for (const schema_difference &one : all) accept_difference(one, live, declared);
  CHECK(must(tell_differences(live, declared)).empty());
}
