// A database of a test on a MariaDB or MySQL server: made through the adapter, dropped when the object goes.
#pragma once
#include <unistd.h>

#include "tests/integration/schema/host.hpp"

namespace tenantry::testing {

class mysql_server_database {
 public:
  mysql_server_database(std::string server_url, const std::string &hint)
      : server_url_(std::move(server_url)), name_("tenantry_" + hint + "_" + std::to_string(getpid())) {
    admin("CREATE DATABASE `" + name_ + "`");
  }
  ~mysql_server_database() {
    try {
      admin("DROP DATABASE `" + name_ + "`");
    } catch (const std::exception &) {  // the server is gone
    }
  }
  mysql_server_database(const mysql_server_database &) = delete;
  mysql_server_database &operator=(const mysql_server_database &) = delete;

  [[nodiscard]] std::string url() const {
    return server_url_.substr(0, server_url_.find('/', server_url_.rfind('@'))) + "/" + name_;
  }

 private:
  void admin(const std::string &sql) const {
    dialect_host(mysql_table(), {{"url", server_url_}, {"purpose", "admin"}}, "mysql", "").run(sql);
  }
  std::string server_url_, name_;
};

}  // namespace tenantry::testing
