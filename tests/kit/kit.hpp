#pragma once
// Runs tenantry-adapter-check and reads what it says.
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace tenantry::kit {

struct kit_run {
  int exit_code = -1;
  std::string err;
  std::map<std::string, nlohmann::json> tests;  // id -> kit_test event
  nlohmann::json last;                          // kit_summary or kit_refused

  [[nodiscard]] std::string verdict(const std::string &id) const;
};

[[nodiscard]] testing::finished_program run_kit(const std::vector<std::string> &arguments,
                                                const std::map<std::string, std::string> &environment = {});
[[nodiscard]] kit_run run_kit_json(std::vector<std::string> arguments,
                                   const std::map<std::string, std::string> &environment = {});

}  // namespace tenantry::kit
