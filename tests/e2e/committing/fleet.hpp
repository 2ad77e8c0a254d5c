#pragma once
// A fleet of one tenant behind the test adapter whose DDL commits.
#include <map>

#include "tests/support/fleet.hpp"

namespace tenantry::testing {

class committing_fleet {
 public:
  committing_fleet() {
    write_text(file(), "");
    fleet_.add_tenant({"t", "COMMITTING", "committing:t.db", "ACTIVE", {}});
  }
  [[nodiscard]] test_fleet &fleet() { return fleet_; }
  [[nodiscard]] std::filesystem::path file() const { return fleet_.folder() / "t.db"; }
  [[nodiscard]] std::string value(const std::string &sql) const { return sqlite_value(file(), sql); }

  [[nodiscard]] program_call call(std::vector<std::string> arguments,
                                  const std::map<std::string, std::string> &environment = {}) const {
    arguments.insert(arguments.end(), {"--json", "--adapter-dir", TENANTRY_TEST_ADAPTERS});
    program_call made = fleet_.call(std::move(arguments));
    made.program = program_of_this_tree();
    made.environment = environment;
    return made;
  }
  [[nodiscard]] fleet_run run(std::vector<std::string> arguments,
                              const std::map<std::string, std::string> &environment = {}) const {
    return read_run(run_program(call(std::move(arguments), environment)));
  }
  void start_again() const {
    for (const char *side : {"-wal", "-shm", "-journal", ".lock"})
      std::filesystem::remove(file().string() + side);
    write_text(file(), "");
  }

 private:
  test_fleet fleet_;
};

}  // namespace tenantry::testing
