#include "core/author/rendition.hpp"

#include "plugins/postgresql/entry.h"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string wells = "CREATE TABLE wells (id integer PRIMARY KEY, title text NOT NULL";

class scene {
 public:
  explicit scene(const std::string &version = "15") : adapters_(options()) {
    target_ = must(find_target(adapters_, {"postgresql", "", version}));
  }
  rendition_target &target() { return target_; }
  drafted_rendition draft(const std::string &from, const std::string &to) {
    const schema_model before = model(from), after = model(to);
    rendition_request wanted{&before, &after, changes(from, to), changes(to, from), {}, {}};
    table_texts texts;
    return must(draft_rendition(target_, wanted, texts));
  }

 private:
  static catalog_options options() {
    catalog_options made;
    made.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
    return made;
  }
  catalog adapters_;
  rendition_target target_;
};

}  // namespace

TEST_CASE("a rendition has its reverse, and what that loses stands at its head") {
  const auto made = scene().draft(wells + ");", wells + ", depth integer);");
  CHECK(made.sql == "ALTER TABLE \"wells\" ADD COLUMN \"depth\" integer;");
  CHECK(made.losses.empty());
  REQUIRE(made.down_losses.size() == 1);
  CHECK_THAT(made.down, Contains("-- tenantry: lossy") && Contains("DROP COLUMN \"depth\""));
}

TEST_CASE("a reverse that loses nothing says nothing") {
  const auto made = scene().draft(wells + ");", wells + ");CREATE INDEX i ON wells (title);");
  CHECK(made.sql == "CREATE INDEX CONCURRENTLY \"i\" ON \"wells\" USING btree (\"title\");");
  CHECK(made.down == "DROP INDEX CONCURRENTLY \"i\";");
}

TEST_CASE("what a migration took for good is said by its reverse, or there is none") {
  const auto nullable = scene().draft(wells + ", depth integer);", wells + ");");
  CHECK_THAT(nullable.down, Contains("do not come back") && Contains("ADD COLUMN \"depth\""));
  const auto required = scene().draft(wells + ", depth integer NOT NULL);", wells + ");");
  CHECK(required.down.empty());
  CHECK_THAT(required.no_down, Contains("wells.depth"));
}

TEST_CASE("an adapter that knows tenantry.render/1 alone is asked in that, and says the same") {
  const std::string mood = "CREATE TYPE mood AS ENUM ('calm'";
  const std::string from = mood + ");" + wells + ", m mood); CREATE TABLE x (id integer);";
  const std::string to = mood + ", 'wild');" + wells +
                         ", m mood NOT NULL DEFAULT 'wild', depth integer); CREATE INDEX i ON wells (depth);"
                         "CREATE TABLE x (id bigint, well integer REFERENCES wells);"
                         "CREATE TABLE y (id integer UNIQUE, m mood);";
  scene today, yesterday;
  REQUIRE(today.target().lists_tables);
  yesterday.target().lists_tables = false;
  const auto one = today.draft(from, to), other = yesterday.draft(from, to);
  CHECK(one.sql == other.sql);
  CHECK(one.down == other.down);
  CHECK(one.no_down == other.no_down);
  CHECK_THAT(one.sql, Contains("ADD COLUMN \"depth\"") && Contains("CREATE TABLE \"y\""));
}

TEST_CASE("what the version lacks is a gap, and the rest is there") {
  const std::string more = wells + ", UNIQUE NULLS NOT DISTINCT (title));CREATE TABLE x (id integer);";
  const auto made = scene("14").draft(wells + ");", more);
  REQUIRE(made.gaps.size() == 1);
  CHECK_THAT(made.gaps[0].why, Contains("PostgreSQL 15"));
  CHECK_THAT(made.sql, Contains("CREATE TABLE \"x\"") && Contains("is missing"));
  CHECK(made.down.empty());
  CHECK(scene("15").draft(wells + ");", more).gaps.empty());
}
