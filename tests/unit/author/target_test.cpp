#include "core/author/target.hpp"

#include "core/author/names.hpp"
#include "plugins/postgresql/entry.h"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

catalog_options only_postgresql() {
  catalog_options options;
  options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
  return options;
}

}  // namespace

TEST_CASE("a dialect is named with its lowest version, or without") {
  const render_target both = must(parse_render_target(" PostgreSQL >= 13 "));
  CHECK(both.dialect == "postgresql");
  CHECK(both.version == "13");
  CHECK(must(parse_render_target("sqlite")).version.empty());
  for (const char *bad : {"", ">=13", "postgresql>13", "postgresql>=", "postgresql>=new", "a b"})
    CHECK_FALSE(parse_render_target(bad));
}

TEST_CASE("a target knows what its dialect can do, and one that nobody serves names those that are there") {
  catalog adapters(only_postgresql());
  const rendition_target found = must(find_target(adapters, {"postgresql", "", "13"}));
  CHECK(found.not_valid);
  CHECK(found.online_indexes);
  CHECK(found.identifier_limit == 63);
  CHECK_FALSE(found.folds);
  const auto missing = find_target(adapters, {"oracle", "", ""});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().category == category::usage);
  CHECK_THAT(missing.error().next, Contains("postgresql"));
}

TEST_CASE("T-49: names that differ in case alone are one where the dialect folds them") {
  const schema_model both = model("CREATE TABLE wells (a integer, \"A\" integer);");
  rendition_target folding = able();
  CHECK(check_names(both, folding, false));
  folding.folds = true;
  const status refused = check_names(both, folding, false);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Contains("wells.A") && Contains("wells.a") && Contains("able"));
}

TEST_CASE("T-48: names of the base dialect that are cut to one are refused") {
  schema_model schema = model("CREATE TABLE a (id integer);");
  schema.tables[0].columns.push_back({std::string(70, 'x') + "1", {"integer"}});
  schema.tables[0].columns.push_back({std::string(70, 'x') + "2", {"integer"}});
  CHECK_FALSE(check_names(schema, able(), true));
  CHECK(check_names(schema, able(), false));  // the adapter cuts them with a hash
}
