#pragma once
// A MariaDB server of one test's own, for tests that kill servers: started by tools/servers, killed, started
// again on its data at the same port, and gone with its object.
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

class own_mariadb {
 public:
  own_mariadb();
  ~own_mariadb();
  own_mariadb(const own_mariadb &) = delete;
  own_mariadb &operator=(const own_mariadb &) = delete;

  [[nodiscard]] const std::string &url() const { return url_; }
  void kill() const;         // with SIGKILL; comes back when it is gone
  void start_again() const;  // on what the killed one left

 private:
  [[nodiscard]] std::string folder() const { return (files_.path() / "servers").string(); }

  temporary_folder files_;
  std::string url_;
};

}  // namespace tenantry::testing
