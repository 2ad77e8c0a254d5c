#include <catch2/catch.hpp>

#include "core/migration/author.hpp"
#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

using list = std::vector<std::string>;

namespace {
void two_migrations(v0_scene &scene) {
  scene.add("0000_a", "SELECT 1;\n").add("0001_b", "SELECT 2;\n").write("mysql/0000_a.sql", "SELECT 3;\n");
}
}  // namespace

TEST_CASE("a sealed folder loads without a note") {
  v0_scene scene;
  two_migrations(scene);
  CHECK(scene.notes() == list{"unsealed ."});
  REQUIRE(write_seal(scene.load()));
  CHECK(scene.notes().empty());
  CHECK(contains(read_text(scene.file("meta/_tenantry.json")), "\"mysql/0000_a.sql\": \"v1:sha256:"));
}

TEST_CASE("T-32: line ends do not break a seal") {
  v0_scene scene;
  two_migrations(scene);
  REQUIRE(write_seal(scene.load()));
  CHECK(scene.write("0000_a.sql", "SELECT 1;\r\n").notes().empty());
}

TEST_CASE("a file that differs from its seal is refused by name, and can be sealed anew on request") {
  v0_scene scene;
  two_migrations(scene);
  REQUIRE(write_seal(scene.load()));
  scene.write("mysql/0000_a.sql", "SELECT 4;\n");
  const error e = scene.refusal();
  CHECK(e.where.file == scene.file("mysql/0000_a.sql"));
  CHECK(contains(e.message, "differs from its seal"));
  const auto unchecked = folder::load(scene.path(), {sample_now, false});
  REQUIRE(unchecked);
  REQUIRE(write_seal(*unchecked));
  CHECK(scene.notes().empty());
}

TEST_CASE("a sealed file that is gone is refused, a file that is not sealed is told") {
  v0_scene scene;
  two_migrations(scene);
  REQUIRE(write_seal(scene.load()));
  CHECK(scene.add("0002_c", "SELECT 5").notes() == list{"unsealed 0002_c.sql"});
  const error e = scene.remove("mysql/0000_a.sql").refusal();
  CHECK(contains(e.message, "is missing"));
  CHECK(e.where.file == scene.file("mysql/0000_a.sql"));
}

TEST_CASE("a seal that is not one is refused") {
  v0_scene scene;
  two_migrations(scene);
  for (const char *text :
       {"{", "[]", "{}", R"({"format":"other/1","files":{}})", R"({"format":"tenantry.seal/1"})",
        R"({"format":"tenantry.seal/1","files":{"0000_a.sql":7}})"}) {
    CAPTURE(text);
    CHECK(scene.write("meta/_tenantry.json", text).refusal().where.file == scene.file("meta/_tenantry.json"));
  }
  scene.write("meta/_tenantry.json", R"({"format":"tenantry.seal/1","files":{"0000_a.sql":"v2:blake:00"}})");
  CHECK(contains(scene.refusal().message, "of a kind that this version does not know"));
}

TEST_CASE("a v1 folder's seal lies beside its folders") {
  v0_scene scene;
  scene.write("20261122214138_a/migration.sql", "SELECT 1");
  REQUIRE(write_seal(scene.load()));
  CHECK(contains(read_text(scene.file("_tenantry.json")), "20261122214138_a/migration.sql"));
  CHECK(scene.notes().empty());
}
