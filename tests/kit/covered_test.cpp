// Nothing in the kit is there that no adapter could fail.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "tests/kit/kit.hpp"
#include "tests/kit/without_wrong.hpp"
#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::set<std::string> listed() {
  std::set<std::string> ids;
  std::istringstream lines(run_kit({"--list", "--json"}).out);
  for (std::string line; std::getline(lines, line);) ids.insert(nlohmann::json::parse(line).at("id"));
  return ids;
}

}  // namespace

TEST_CASE("each test of the kit has a wrong adapter, or a reason why not") {
  std::set<std::string> violated;
  for (const wrong_way &one : all_wrongs()) violated.emplace(one.fails);
  for (const std::string &id : listed()) {
    INFO(id);
    CHECK((violated.count(id) == 1) != (without_wrong.count(id) == 1));
  }
}

TEST_CASE("each wrong adapter names a test that is there, and has a name of its own") {
  const std::set<std::string> ids = listed();
  std::set<std::string> names;
  for (const wrong_way &one : all_wrongs()) {
    INFO(one.name);
    CHECK(ids.count(std::string(one.fails)) == 1);
    CHECK(names.emplace(one.name).second);
  }
}

TEST_CASE("the schema of the quirks file has the keys that the kit reads") {
  const auto schema =
      nlohmann::json::parse(testing::read_text(TENANTRY_SOURCE_DIR "/sdk/schema/adapter-quirks.schema.json"));
  for (const char *section : {"sql", "types", "urls", "features"}) {
    std::string names;
    for (const auto &[key, about] : schema.at("properties").at(section).at("properties").items())
      names += (names.empty() ? "" : ", ") + key;
    const testing::temporary_folder folder;
    const auto file =
        folder.write("quirks.json", std::string(R"({"quirks": 1, ")") + section + R"(": {"kit": ""}})");
    INFO(names);
    CHECK(run_kit({TENANTRY_SQLITE_MANIFEST, "--quirks", file.string()})
              .err.find("its keys: " + names + "\n") != std::string::npos);
  }
}

}  // namespace tenantry::kit
