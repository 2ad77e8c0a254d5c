#pragma once
// Several MariaDB tenants whose migrations mix DDL and DML, and what they must be like in the end however
// often a run was killed.
#include <memory>
#include <string>
#include <vector>

#include "tests/support/fleet.hpp"
#include "tests/support/mysql_database.hpp"

namespace tenantry::testing {

class mariadb_fleet {
 public:
  mariadb_fleet(const std::string &server_url, unsigned tenants);

  [[nodiscard]] const test_fleet &fleet() const { return fleet_; }
  [[nodiscard]] const std::vector<std::unique_ptr<mysql_database>> &databases() const { return databases_; }
  void empty_all() const;
  // A run over all, to its end.
  [[nodiscard]] fleet_run migrate() const;
  // Runs until nobody is held any more: of each tenant that is, the message is checked, the database is
  // looked at, and what the message offers is typed.  Answers the last run, and counts those that were held.
  [[nodiscard]] fleet_run migrate_and_resolve(unsigned &held) const;
  // Every tenant as after a clean run, whose schema was `schema`: nothing twice, nothing lost.
  void check_all(const std::string &schema) const;

 private:
  void resolve(const nlohmann::json &tenant) const;

  test_fleet fleet_;
  std::vector<std::unique_ptr<mysql_database>> databases_;
};

}  // namespace tenantry::testing
