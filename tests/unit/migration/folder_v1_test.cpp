#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

TEST_CASE("Drizzle Kit's newer folder is read in the order of its names") {
  const auto f = folder::load(drizzle_data("v1/five"), {sample_now, true});
  REQUIRE(f);
  CHECK(f->form() == folder_form::v1);
  CHECK(f->base_dialect() == "postgresql");
  REQUIRE(f->migrations().size() == 5);
  CHECK(f->migrations()[0].tag == "20261122214138_acoustic_kylun");
  CHECK(f->migrations()[0].when == 1795383698000);
  CHECK(f->migrations()[2].tag == "20261122214205_purple_pixie");
  CHECK(f->migrations()[4].tag == "20261122214208_sweet_micromax");
}

TEST_CASE("a v1 migration has its renditions beside it, and folders without one are ignored") {
  v0_scene scene;
  scene.write("20261122214138_a/migration.sql", "SELECT 1").write("20261122214138_a/mysql.sql", "SELECT 2");
  scene.write("20261122214138_a/down.sql", "SELECT -1").write("20261122214138_a/mysql.down.sql", "SELECT -2");
  scene.write("notes/readme.md", "x").write("20261122214139_b/other.sql", "SELECT 3");
  const folder f = scene.load();
  REQUIRE(f.migrations().size() == 1);
  const migration &m = f.migrations()[0];
  CHECK(m.files.at("postgresql").text == "SELECT 1");
  CHECK(m.files.at("mysql").text == "SELECT 2");
  CHECK(m.downs.at("postgresql").text == "SELECT -1");
  CHECK(m.downs.at("mysql").text == "SELECT -2");
}

TEST_CASE("a v1 folder's dialect is its newest snapshot's") {
  v0_scene scene;
  scene.write("20261122214138_a/migration.sql", "SELECT 1")
      .write("20261122214138_a/snapshot.json", R"({"dialect":"mysql"})");
  CHECK(scene.load().base_dialect() == "mysql");
}

TEST_CASE("a v1 migration without a time in its name is refused") {
  v0_scene scene;
  scene.write("add_users/migration.sql", "SELECT 1");
  const error e = scene.refusal();
  CHECK(e.where.file == scene.file("add_users/migration.sql"));
  CHECK(contains(e.message, "14 digits"));
  scene.remove("add_users/migration.sql").write("20261322214138_a/migration.sql", "SELECT 1");
  CHECK(contains(scene.refusal().message, "20261322214138_a"));
}

TEST_CASE("T-39: v1 names that differ in case alone are refused") {
  v0_scene scene;
  scene.write("20261122214138_a/migration.sql", "SELECT 1")
      .write("20261122214138_A/migration.sql", "SELECT 2");
  CHECK(contains(scene.refusal().message, "differ in case alone"));
}

TEST_CASE("a broken v1 snapshot, an empty file and two files for one dialect are refused") {
  v0_scene scene;
  scene.write("20261122214138_a/migration.sql", "SELECT 1").write("20261122214138_a/snapshot.json", "{\n");
  CHECK(scene.refusal().where.line == 2);
  scene.remove("20261122214138_a/snapshot.json").write("20261122214138_a/mysql.sql", " ");
  CHECK(scene.refusal().where.file == scene.file("20261122214138_a/mysql.sql"));
  scene.remove("20261122214138_a/mysql.sql").write("20261122214138_a/postgresql.sql", "SELECT 2");
  CHECK(contains(scene.refusal().message, "two files for postgresql"));
}
