#pragma once
// A fleet whose schema is declared in SQL: one tenant on PostgreSQL, "big", and one on SQLite, "small".
#include <memory>
#include <string>
#include <vector>

#include "tests/support/fleet.hpp"

namespace tenantry::testing {

class declared_fleet {
 public:
  // Without a server there is only the SQLite tenant.
  explicit declared_fleet(const std::string &server, const std::string &more = "");

  void declare(const std::string &sql) const;
  // generate tenant with --json; the exit code must be as wished.
  [[nodiscard]] fleet_run generate(std::vector<std::string> more, int exit_code = 0) const;
  // generate, and then every tenant must be migrated.
  fleet_run carry_out(std::vector<std::string> more) const;
  // A migration written by hand: the same SQL for both.
  void write_by_hand(const std::string &name, const std::string &sql) const;
  void migrate() const;

  [[nodiscard]] std::string file(const std::string &name) const;  // under migrations
  [[nodiscard]] bool has_file(const std::string &name) const;
  [[nodiscard]] const postgres_database &big() const { return *big_; }
  [[nodiscard]] std::filesystem::path small() const { return fleet_.folder() / "small.db"; }
  // The same statement on both.
  void on_both(const std::string &sql) const;
  // The same value on both.
  [[nodiscard]] std::string both(const std::string &query) const;
  [[nodiscard]] const test_fleet &fleet() const { return fleet_; }

 private:
  test_fleet fleet_;
  std::unique_ptr<postgres_database> big_;
};

// The messages of all events of that name, one a line.
[[nodiscard]] std::string told(const fleet_run &run, const std::string &event, const std::string &field);

}  // namespace tenantry::testing
