#include "core/migration/turned_history.hpp"

#include <catch2/catch.hpp>

#include "core/migration/pending.hpp"
#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

using kind = migration_state::kind;

migration_state state(kind is, std::int64_t when) {
  migration_state made;
  made.is = is;
  made.when = when;
  return made;
}

v0_scene &turned(v0_scene &scene) {
  return scene.write("20261122214138_acoustic_kylun/migration.sql", "SELECT 1")
      .write("20261122214203_add_work_orders/migration.sql", "SELECT 2");
}

}  // namespace

TEST_CASE("what was applied from a v0 folder counts in the v1 folder that drizzle-kit up made of it") {
  v0_scene scene;
  const folder f = turned(scene).load();
  history_state history;
  history.last_seq = 4;
  history.migrations["0000_acoustic_kylun"] = state(kind::applied, 1795383698506);
  const history_state named = in_names_of(f, history);
  CHECK(named.last_seq == 4);
  REQUIRE(named.migrations.size() == 1);
  CHECK(named.migrations.at("20261122214138_acoustic_kylun").is == kind::applied);

  const compiled_folder code = compiled(f);
  const auto pending = find_pending(code, history, {}, {});
  REQUIRE(pending);
  CHECK(pending->findings.empty());
  REQUIRE(pending->migrations.size() == 1);
  CHECK(pending->migrations[0].what->of->tag == "20261122214203_add_work_orders");
}

TEST_CASE("another second, another name and half-applied migrations keep their old tags") {
  v0_scene scene;
  const folder f = turned(scene).load();
  history_state history;
  history.migrations["0000_acoustic_kylun"] = state(kind::applied, 1795383697999);
  history.migrations["0001_add_orders"] = state(kind::applied, 1795383723843);
  history.migrations["0001_add_work_orders"] = state(kind::half_applied, 1795383723843);
  CHECK(in_names_of(f, history).migrations.size() == 3);
  CHECK(in_names_of(f, history).migrations.count("0001_add_work_orders") == 1);
}

TEST_CASE("an event under the new name is the younger one") {
  v0_scene scene;
  const folder f = turned(scene).load();
  history_state history;
  history.migrations["0000_acoustic_kylun"] = state(kind::applied, 1795383698506);
  history.migrations["20261122214138_acoustic_kylun"] = state(kind::pending, 0);
  const history_state named = in_names_of(f, history);
  REQUIRE(named.migrations.size() == 1);
  CHECK(named.migrations.at("20261122214138_acoustic_kylun").is == kind::pending);
}
