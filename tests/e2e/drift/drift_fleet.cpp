#include "tests/e2e/drift/drift_fleet.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace tenantry::testing {

drift_fleet::drift_fleet(const std::string &dialects) {
  std::filesystem::remove_all(fleet.migrations());
  fleet.configure("schema = \"schema\"\ndialects = [" + dialects + "]\n");
}

void drift_fleet::declare(const std::string &sql, const std::string &name) const {
  write_text(fleet.folder() / "schema" / "tenant.sql", sql);
  const auto made = fleet.run({"generate", "tenant", "--name", name});
  INFO(made.told());
  REQUIRE(made.program.exit_code == 0);
}

void drift_fleet::migrate(std::vector<std::string> more) const {
  const auto run = fleet.migrate(std::move(more));
  INFO(run.told());
  REQUIRE(run.program.exit_code == 0);
}

fleet_run drift_fleet::drift(std::vector<std::string> more) const {
  more.insert(more.begin(), {"drift", "tenant"});
  return fleet.run(std::move(more));
}

finished_program drift_fleet::shown(std::vector<std::string> more) const {
  more.insert(more.begin(), {"drift", "tenant"});
  return run_program(fleet.call(std::move(more)));
}

nlohmann::json drift_of(const fleet_run &run, const std::string &id) {
  for (const auto &line : run.lines) {
    if (id.empty() && line["event"] == "drift_summary") return line;
    if (!id.empty() && line["event"] == "drift" && line.value("id", "") == id) return line;
  }
  FAIL("no line for \"" << id << "\"\n" << run.told());
  return nullptr;
}

std::string texts_of(const nlohmann::json &event) {
  std::vector<std::string> all;
  for (const auto &one : event["differences"]) all.push_back(one["text"].get<std::string>());
  std::sort(all.begin(), all.end());
  std::string made;
  for (const std::string &one : all) made += one + "\n";
  return made;
}

}  // namespace tenantry::testing
