#include "core/migration/snapshot_chain.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

std::string snapshot(const std::string &id, const std::string &parent) {
  return R"({"id":")" + id + R"(","prevId":")" + parent + R"("})";
}
const std::string none = "00000000-0000-0000-0000-000000000000";

// "kind: message", one a line.
std::string faults(const v0_scene &scene) {
  constexpr const char *names[] = {"missing", "shared", "collision", "broken", "stray"};
  const folder loaded = scene.load();
  const auto chain = read_snapshot_chain(loaded);
  if (!chain) FAIL(to_string(chain.error()));
  std::string all;
  for (const chain_fault &one : chain->faults)
    all += std::string(names[static_cast<int>(one.is)]) + ": " + one.message + "\n";
  return all;
}

}  // namespace

TEST_CASE("a chain in which each snapshot was made from the one before it has no fault") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1;").add("0001_b", "SELECT 1;");
  scene.write("meta/0000_snapshot.json", snapshot("x", none))
      .write("meta/0001_snapshot.json", snapshot("y", "x"));
  CHECK(faults(scene).empty());
}

TEST_CASE("a hole, two from one parent, two with one number, and a stray one are told apart") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1;").add("0001_b", "SELECT 1;").add("0002_c", "SELECT 1;");
  scene.write("meta/0000_snapshot.json", snapshot("x", none))
      .write("meta/0002_snapshot.json", snapshot("z", "y"));
  CHECK(faults(scene) == "missing: the snapshot of \"0001_b\" is missing: the chain has a hole\n");
  scene.write("meta/0001_snapshot.json", snapshot("y", none));
  CHECK(faults(scene) ==
        "collision: \"0000_a\" and \"0001_b\" were both made from the schema before \"0000_a\"\n");
  scene.write("meta/0001_snapshot.json", snapshot("y", "other"));
  CHECK(faults(scene) == "broken: the snapshot of \"0001_b\" was not made from that of \"0000_a\"\n");
  scene.write("meta/0001_snapshot.json", snapshot("y", "x"))
      .write("meta/0007_snapshot.json", snapshot("q", "z"));
  CHECK(faults(scene) ==
        "stray: the snapshot \"0007_snapshot.json\" belongs to no migration: Drizzle Kit would go on from "
        "it\n");
}

TEST_CASE("Drizzle Kit's own folder has no fault") {
  const auto loaded = folder::load(drizzle_data("v0/tenant"), {sample_now, true});
  REQUIRE(loaded);
  const auto chain = read_snapshot_chain(*loaded);
  REQUIRE(chain);
  CHECK(chain->links.size() == 14);
  CHECK(chain->faults.empty());
}
