#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {
error compile_refusal(const v0_scene &scene) {
  const folder f = scene.load();
  auto made = compile(f, postgresql(), {"postgresql"});
  REQUIRE_FALSE(made);
  CHECK(made.error().category == category::folder);
  return made.error();
}
}  // namespace

TEST_CASE("Drizzle Kit's folders compile, and their custom files run as empty") {
  const auto f = folder::load(drizzle_data("v0/tenant"), {sample_now, true});
  REQUIRE(f);
  const compiled_folder c = compiled(*f);
  REQUIRE(c.renditions.size() == 14);
  CHECK(c.base);
  CHECK_FALSE(c.missing);
  CHECK(c.renditions[0].body.statements.size() == 11);
  CHECK(c.renditions[0].body.segments.size() == 1);
  CHECK(c.renditions[12].body.statements.empty());
  const auto five = folder::load(drizzle_data("v1/five"), {sample_now, true});
  REQUIRE(five);
  CHECK(compiled(*five).renditions.size() == 5);
}

TEST_CASE("Drizzle Kit's SQLite folder compiles as a rebuild without its pragmas") {
  const auto f = folder::load(drizzle_data("v0/sqlite"), {sample_now, true});
  REQUIRE(f);
  const auto c = compile(*f, sqlite_splitter(), {"sqlite"});
  REQUIRE(c);
  CHECK_FALSE(c->renditions[0].body.rebuild);
  CHECK(c->renditions[1].body.rebuild);
  CHECK(c->renditions[1].body.statements.size() == 10);
}

TEST_CASE(
    "a dialect runs its own file, then its fallback's, and the base's only if the base is in its chain") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").write("mysql/0000_a.sql", "SELECT 2");
  scene.add("0001_b", "SELECT 3")
      .write("mysql/0001_b.sql", "SELECT 4")
      .write("mariadb/0001_b.sql", "SELECT 5");
  scene.add("0002_c", "SELECT 6").add("0003_d", "SELECT 7");
  const folder f = scene.load();
  const auto c = compile(f, sqlite_splitter(), {"mariadb", "mysql"});
  REQUIRE(c);
  CHECK_FALSE(c->base);
  REQUIRE(c->renditions.size() == 2);
  CHECK(c->renditions[0].dialect == "mysql");
  CHECK(c->renditions[0].body.statements[0].sql == "SELECT 2");
  CHECK(c->renditions[1].dialect == "mariadb");
  REQUIRE(c->missing);
  CHECK(c->missing->tag == "0002_c");
  CHECK(c->missing->file_to_make == scene.path() / "mariadb" / "0002_c.sql");
  const auto child = compile(f, sqlite_splitter(), {"cockroach", "postgresql"});
  REQUIRE(child);
  CHECK(child->renditions.size() == 4);
  CHECK_FALSE(child->base);
}

TEST_CASE("a dialect that needs nothing says so in a file of its own") {
  v0_scene scene;
  scene.add("0000_a", "-- tenantry: no-op\n");
  const folder f = scene.load();
  CHECK(compiled(f).renditions[0].body.segments.empty());
}

TEST_CASE("a file without a statement is refused by name") {
  v0_scene scene;
  const error e = compile_refusal(scene.add("0000_a", "-- later\n"));
  CHECK(e.where.file == scene.file("0000_a.sql"));
  CHECK(e.where.line == 1);
}

TEST_CASE("what the splitter refuses carries file and line of the migration") {
  v0_scene scene;
  const error e = compile_refusal(scene.add("0000_a", "SELECT 1").add("0001_b", "SELECT 1;\nSELECT 'x"));
  CHECK(e.where.file == scene.file("0001_b.sql"));
  CHECK(e.where.line == 2);
}

TEST_CASE("the reverse of a migration is compiled where it exists") {
  v0_scene scene;
  scene.add("0000_a", "CREATE TABLE a (b int)")
      .write("0000_a.down.sql", "DROP TABLE a")
      .add("0001_b", "SELECT 1");
  const folder f = scene.load();
  const auto down = compile_down(f.migrations()[0], postgresql(), {"postgresql"});
  REQUIRE(down);
  REQUIRE(down->has_value());
  CHECK((*down)->body.statements[0].sql == "DROP TABLE a");
  const auto none = compile_down(f.migrations()[1], postgresql(), {"postgresql"});
  REQUIRE(none);
  CHECK_FALSE(none->has_value());
}
