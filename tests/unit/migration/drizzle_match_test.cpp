#include "core/migration/drizzle_match.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

using list = std::vector<std::string>;

std::string hash_of(const folder &f, std::size_t index, std::size_t form = 0) {
  return f.migrations()[index].files.find(f.base_dialect())->second.drizzle_hashes.at(form);
}

drizzle_history v0_table(std::vector<drizzle_row> rows) {
  return {true, false, std::move(rows)};
}
drizzle_history v1_table(std::vector<drizzle_row> rows) {
  return {true, true, std::move(rows)};
}

// One letter for each migration: a applied, e edited, r re-dated, - no row; then orphans and NULL stamps.
std::string picture(const folder &f, const drizzle_history &h) {
  const drizzle_match match = match_drizzle(f, h);
  std::string text;
  for (const auto &m : match.migrations)
    text += m.row == nullptr ? '-' : m.edited ? 'e' : m.re_dated ? 'r' : 'a';
  for (const auto *row : match.orphans) text += " orphan " + std::to_string(row->id);
  for (const auto *row : match.null_stamps) text += " null " + std::to_string(row->id);
  return text;
}

// Stamps 1000, 2000, 3000.
v0_scene &three(v0_scene &scene) {
  return scene.add("0000_a", "SELECT 1;\r\n").add("0001_b", "SELECT 2").add("0002_c", "SELECT 3");
}

v0_scene &three_v1(v0_scene &scene) {
  return scene.write("20261122214138_a/migration.sql", "SELECT 1")
      .write("20261122214139_b/migration.sql", "SELECT 2")
      .write("20261122214139_c/migration.sql", "SELECT 3");
}
constexpr std::int64_t first_second = 1795383698000;

}  // namespace

TEST_CASE("a Drizzle row with a migration's stamp and any form of its hash stands for it") {
  v0_scene scene;
  const folder f = three(scene).load();
  CHECK(picture(f, v0_table({{1, hash_of(f, 0), 1000, {}}, {2, hash_of(f, 1), 2000, {}}})) == "aa-");
  CHECK(picture(f, v0_table({{1, hash_of(f, 0, 1), 1000, {}}})) == "a--");
}

TEST_CASE("the same stamp with another hash is edited, with none a baseline by hand") {
  v0_scene scene;
  const folder f = three(scene).load();
  CHECK(picture(f, v0_table({{1, "00", 1000, {}}, {2, "", 2000, {}}})) == "ea-");
}

TEST_CASE("the same hash under another stamp is re-dated, neither is an orphan") {
  v0_scene scene;
  const folder f = three(scene).load();
  CHECK(picture(f, v0_table({{1, hash_of(f, 1), 2500, {}}, {2, "00", 9000, {}}})) == "-r- orphan 2");
}

TEST_CASE("a row that matches by half takes no migration from one that matches exactly") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").add("0001_same", "SELECT 1").add("0002_c", "SELECT 3");
  const folder f = scene.load();
  CHECK(picture(f, v0_table({{1, hash_of(f, 0), 500, {}}, {2, hash_of(f, 0), 1000, {}}})) == "ar-");
  CHECK(picture(f, v0_table({{1, hash_of(f, 0), 500, {}},
                             {2, hash_of(f, 0), 1000, {}},
                             {3, hash_of(f, 0), 2000, {}}})) == "aa- orphan 1");
}

TEST_CASE("two rows of one migration, as two runs at once leave them, are one") {
  v0_scene scene;
  const folder f = three(scene).load();
  CHECK(picture(f, v0_table({{1, hash_of(f, 0), 1000, {}}, {2, hash_of(f, 0), 1000, {}}})) == "a--");
}

TEST_CASE("a row without a stamp is told") {
  v0_scene scene;
  const folder f = three(scene).load();
  CHECK(picture(f, v0_table({{7, hash_of(f, 0), {}, {}}})) == "--- null 7");
}

TEST_CASE("rows of a v1 table match by name, those without one by second and then by hash") {
  v0_scene scene;
  const folder f = three_v1(scene).load();
  CHECK(picture(f, v1_table({{1, hash_of(f, 0), first_second, "20261122214138_a"},
                             {2, hash_of(f, 2), first_second + 1370, {}}})) == "a-a");
  CHECK(picture(f, v1_table({{1, "00", first_second, "20261122214138_a"}})) == "e--");
  CHECK(picture(f, v1_table({{1, "00", first_second, "20261122214138_gone"}})) == "--- orphan 1");
  CHECK(picture(f, v1_table({{1, hash_of(f, 0), 5, "20200101000000_a"}})) == "r--");
  CHECK(picture(f, v1_table({{1, hash_of(f, 1), 5, {}}, {2, "00", first_second + 999, {}}})) == "er-");
}

TEST_CASE("a v0 table matches a v1 folder by second, and where two share it by hash") {
  v0_scene scene;
  const folder f = three_v1(scene).load();
  CHECK(picture(f, v0_table({{1, hash_of(f, 0), first_second + 506, {}},
                             {2, hash_of(f, 1), first_second + 1370, {}},
                             {3, hash_of(f, 2), first_second + 1990, {}}})) == "aaa");
  CHECK(picture(f, v0_table({{1, "00", first_second + 1370, {}}})) == "--- orphan 1");
}

TEST_CASE("a v1 table matches a v0 folder by stamp, second and hash") {
  v0_scene scene;
  const folder f = scene.add("0000_a", "SELECT 1", 1506).add("0001_b", "SELECT 2", 2370).load();
  CHECK(picture(f, v1_table({{1, hash_of(f, 0), 1506, "19700101000001_a"},
                             {2, hash_of(f, 1), 2000, "19700101000002_b"}})) == "aa");
}

TEST_CASE("T-40: what Drizzle itself would run is told by its own rule") {
  v0_scene scene;
  const folder f = three(scene).load();
  const auto would = [&](const drizzle_history &h) { return drizzle_would_run(f, h, match_drizzle(f, h)); };
  CHECK(would(v0_table({})) == list{"0000_a", "0001_b", "0002_c"});
  CHECK(would(v0_table({{1, "00", 2000, {}}})) == list{"0002_c"});
  CHECK(would(v0_table({{1, hash_of(f, 2), 3000, {}}})).empty());
  CHECK(would(v0_table({{1, hash_of(f, 2), 3000, {}}, {2, "", {}, {}}})).size() == 3);
  v0_scene newer;
  const folder v1 = three_v1(newer).load();
  const drizzle_history named = v1_table(
      {{1, hash_of(v1, 1), first_second + 1000, "20261122214139_b"}, {2, hash_of(v1, 0), first_second, {}}});
  CHECK(drizzle_would_run(v1, named, match_drizzle(v1, named)) ==
        list{"20261122214138_a", "20261122214139_c"});
}
