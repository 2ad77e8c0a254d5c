// Compiled once for each file of wrong/, with that file alone: its wrongs are those that this executable
// knows.
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>
#include <regex>

#include "plugins/postgresql/entry.h"
#include "tests/kit/kit.hpp"
#include "tests/kit/wrong/wrong.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"

namespace tenantry::kit {
namespace {

using nlohmann::json;

// A folder with the wrapper and a manifest that fits it, and a database of its own.
class scene {
 public:
  scene(const std::string &right, const std::string &server) : right_(right) {
    if (right == "postgresql") database_.emplace(server, "kit");
    const std::filesystem::path wrapper(TENANTRY_KIT_WRAPPER);
    std::filesystem::copy_file(wrapper, folder_.path() / wrapper.filename());
  }

  kit_run run(const wrong_way *way, const std::string &only) {
    json manifest = json::parse(right_ == "sqlite" ? testing::read_text(TENANTRY_SQLITE_MANIFEST)
                                                   : std::string(tenantry_postgresql_manifest));
    if (way != nullptr && !way->manifest.empty()) manifest.merge_patch(json::parse(way->manifest));
    manifest["library"] = std::filesystem::path(TENANTRY_KIT_WRAPPER).filename().string();
    const auto file = folder_.write("adapter.json", manifest.dump());
    std::filesystem::create_directories(folder_.path() / "data");
    return run_kit_json(
        {file.string(), "--quirks", TENANTRY_SOURCE_DIR "/plugins/" + right_ + "/quirks.json", "--only", only,
         "--timeout", "20"},
        {{"TENANTRY_KIT_RIGHT", right_ == "sqlite" ? TENANTRY_KIT_SQLITE : TENANTRY_KIT_POSTGRESQL},
         {"TENANTRY_KIT_WRONG", way == nullptr ? "" : std::string(way->name)},
         {"TENANTRY_CHECK_URL", url()}});
  }

 private:
  [[nodiscard]] std::string url() const {
    return database_ ? database_->url() : "sqlite://" + (folder_.path() / "data/kit.db").string();
  }

  testing::temporary_folder folder_;
  std::string right_;
  std::optional<testing::postgres_database> database_;
};

// The group of what it violates: another group may hold a test of the same demand (close undoes what is
// open).
std::string tests_for(const wrong_way &way) {
  return "^" + std::string(way.fails.substr(0, way.fails.find('.'))) + "\\.";
}

// Under short counts a test that waits for a time to pass is run for its own wrong alone.
std::string worth_running(const kit_run &right, const wrong_way &way, const std::string &only) {
  if (testing::rounds(0, 1) == 1) return only;
  constexpr int slow_ms = 400;
  std::string ids = std::string(way.fails);
  for (const auto &[id, event] : right.tests)
    if (event.at("duration_ms").get<int>() < slow_ms) ids += "|" + id;
  return "^(" + ids + ")$";
}

void expect_one_bad(const kit_run &right, const kit_run &wrong, const wrong_way &way,
                    const std::string &ran) {
  const std::string fails(way.fails);
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.verdict(fails) == way.with);
  if (wrong.tests.count(fails) != 0) {
    const json &told = wrong.tests.at(fails);
    CHECK_FALSE(told.at("seen").get<std::string>().empty());
  }
  for (const auto &[id, event] : right.tests) {
    if (id == fails || !std::regex_search(id, std::regex(ran))) continue;
    INFO(id << ": " << (wrong.tests.count(id) != 0 ? wrong.tests.at(id).dump() : "not run"));
    const bool behind_gate =
        wrong.verdict(id) == "skipped" &&
        wrong.tests.at(id).at("seen").get<std::string>().starts_with("not run, because " + fails);
    if (id == way.skips)
      CHECK(wrong.verdict(id) == "skipped");
    else
      CHECK((wrong.verdict(id) == event.at("verdict") || behind_gate));
  }
}

}  // namespace

TEST_CASE("each wrong adapter fails exactly its own test") {
  std::map<std::string, std::unique_ptr<scene>> scenes;
  std::map<std::string, kit_run> rights;
  REQUIRE_FALSE(all_wrongs().empty());
  for (const wrong_way &way : all_wrongs()) {
    const std::string right(way.right), only = tests_for(way);
    std::string server;
    if (right == "postgresql") {
      TENANTRY_REQUIRE_SERVER(given, TENANTRY_TEST_PG15_SCRAM);
      server = given;
    }
    if (!scenes.contains(right)) scenes[right] = std::make_unique<scene>(right, server);
    const std::string key = right + only;
    if (!rights.contains(key)) {
      rights[key] = scenes[right]->run(nullptr, only);
      INFO(rights[key].last.dump() << rights[key].err);
      for (const auto &[id, event] : rights[key].tests)
        if (event.at("verdict") != "ok" && event.at("verdict") != "skipped") UNSCOPED_INFO(event.dump());
      REQUIRE(rights[key].exit_code == 0);
    }
    INFO("wrong adapter: " << way.name);
    const std::string worth = worth_running(rights[key], way, only);
    expect_one_bad(rights[key], scenes[right]->run(&way, worth), way, worth);
  }
}

}  // namespace tenantry::kit
