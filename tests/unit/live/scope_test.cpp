// What of a database is looked at.
#include <catch2/catch.hpp>

#include "core/live/live_reading.hpp"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

std::string shown(const schema_model &all) {
  std::string made;
  for (const auto &one : all.schemas) made += "schema " + one.name + "\n";
  for (const auto &one : all.tables) made += "table " + display_name(one.schema, one.name) + "\n";
  for (const auto &one : all.views) made += "view " + display_name(one.schema, one.name) + "\n";
  for (const auto &one : all.opaque) made += one.kind + " " + one.name + "\n";
  return made;
}

}  // namespace

TEST_CASE("a pattern names objects of the default schema, and of another one where it has a point") {
  CHECK(names_object("wells", "", "wells"));
  CHECK_FALSE(names_object("wells", "audit", "wells"));
  CHECK_FALSE(names_object("well", "", "wells"));
  CHECK(names_object("tmp_*", "", "tmp_2026"));
  CHECK(names_object("*_old", "", "wells_old"));
  CHECK_FALSE(names_object("*_old", "", "wells_older"));
  CHECK(names_object("a*b*c", "", "a_b_bc"));
  CHECK(names_object("audit.*", "audit", "log"));
  CHECK(names_object("*.log", "", "log"));
  CHECK_FALSE(names_object("audit.*", "", "log"));
}

TEST_CASE("what is ignored goes with all that stands on it") {
  schema_model all = model(R"(
    CREATE SCHEMA audit;
    CREATE TABLE wells (id int PRIMARY KEY);
    CREATE TABLE spatial_ref_sys (id int PRIMARY KEY);
    CREATE TABLE audit.log (id int);
    CREATE VIEW deep AS SELECT id FROM wells;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touched BEFORE UPDATE ON spatial_ref_sys FOR EACH ROW EXECUTE FUNCTION touch();)");
  live_scope scope;
  scope.ignore = {"spatial_*", "audit.log", "deep", "touch"};
  keep_in_scope(all, scope);
  CHECK(shown(all) == "schema audit\ntable wells\n");
}

TEST_CASE("tables that the engine keeps are no part of a schema, whatever they are called") {
  engine_options engine;
  engine.drizzle_schema = "meta";
  engine.drizzle_table = "drizzle_rows";
  schema_model all = model(R"(
    CREATE SCHEMA meta; CREATE TABLE meta.drizzle_rows (id int);
    CREATE TABLE wells (id int); CREATE TABLE tenantry_history (seq int); CREATE TABLE tenantry_lease (k int);
    CREATE TABLE __drizzle_migrations (id int);)");
  keep_in_scope(all, scope_beside(engine));
  CHECK(shown(all) == "table wells\n");
}

TEST_CASE("a schema of one's own keeps its place beside Drizzle's table") {
  engine_options engine;
  engine.drizzle_schema = "meta";
  schema_model all = model(
      "CREATE SCHEMA meta; CREATE TABLE meta.__drizzle_migrations (id int); CREATE TABLE meta.wells (id "
      "int);");
  keep_in_scope(all, scope_beside(engine));
  CHECK(shown(all) == "schema meta\ntable meta.wells\n");
}

TEST_CASE("only the schemas that are wanted are looked at") {
  schema_model all =
      model("CREATE SCHEMA audit; CREATE TABLE audit.log (id int); CREATE TABLE wells (id int);");
  live_scope scope;
  scope.schemas = {""};
  keep_in_scope(all, scope);
  CHECK(shown(all) == "table wells\n");
}
