#pragma once
// A project with a folder for a declared schema and none for migrations yet, and tenants whose databases
// exist.
#include <map>
#include <string>
#include <vector>

#include "tests/support/fleet.hpp"

namespace tenantry::testing {

class live_project {
 public:
  explicit live_project(const std::string &more = "");

  [[nodiscard]] const test_fleet &fleet() const { return fleet_; }
  [[nodiscard]] std::filesystem::path schema_file() const {
    return fleet_.folder() / "schema" / "tenant.sql";
  }
  [[nodiscard]] std::string schema_text() const { return read_text(schema_file()); }
  void declare(const std::string &sql) const { write_text(schema_file(), sql); }

  // A file <id>.db with these statements, and its row.
  std::filesystem::path add_sqlite(const std::string &id, const std::string &sql) const;
  void add(const std::string &id, const std::string &type, const std::string &url) const;

  // With --json; the exit code must be as wished.
  [[nodiscard]] fleet_run run(std::vector<std::string> arguments, int exit_code = 0,
                              const std::map<std::string, std::string> &environment = {}) const;
  // Without --json: what a person reads on stdout and stderr.
  [[nodiscard]] std::string text(std::vector<std::string> arguments, int exit_code = 0) const;

 private:
  test_fleet fleet_;
};

// The field of the last event of that name; null where there is none.
[[nodiscard]] nlohmann::json last(const fleet_run &run, const std::string &event, const std::string &field);
// That field of all events of that name, one a line.
[[nodiscard]] std::string all_of(const fleet_run &run, const std::string &event, const std::string &field);

}  // namespace tenantry::testing
