#pragma once
// A fleet with a declared schema, and what drift says of it.
#include <functional>
#include <string>
#include <vector>

#include "tests/support/fleet.hpp"

namespace tenantry::testing {

class drift_fleet {
 public:
  // `dialects`: "\"postgresql>=13\", \"sqlite\"".
  explicit drift_fleet(const std::string &dialects);

  // Writes the schema and generates the migration.
  void declare(const std::string &sql, const std::string &name) const;
  // Every tenant must be migrated.
  void migrate(std::vector<std::string> more = {}) const;
  // drift tenant with --json.
  [[nodiscard]] fleet_run drift(std::vector<std::string> more = {}) const;
  // With text for people.
  [[nodiscard]] finished_program shown(std::vector<std::string> more = {}) const;

  test_fleet fleet;
};

// The event of that tenant, or of the summary where `id` is "".
[[nodiscard]] nlohmann::json drift_of(const fleet_run &run, const std::string &id = "");
// The texts of its differences, sorted, one a line.
[[nodiscard]] std::string texts_of(const nlohmann::json &event);

}  // namespace tenantry::testing
