#pragma once
// Databases of a test on a MariaDB or MySQL server: made through the adapter's own admin extension and
// dropped when the object goes.
#include <unistd.h>
#include <atomic>
#include <stdexcept>

#include "tests/integration/postgresql/session.hpp"

namespace tenantry::testing {

// The URL with another database.
inline std::string with_database(const std::string &url, const std::string &database) {
  const std::size_t slash = url.find('/', url.rfind('@'));
  return url.substr(0, slash) + "/" + database;
}

// A connection that may create and drop databases.
inline tnt_conn *open_admin(const std::string &url) {
  auto [opened, conn] = session::try_open({{"url", url}, {"purpose", "admin"}});
  if (opened.status != TNT_OK) throw std::runtime_error("open: " + opened.message);
  return conn;
}

class mariadb_database {
 public:
  explicit mariadb_database(std::string server_url, const std::string &hint = "t")
      : server_url_(std::move(server_url)), name_(next_name(hint)) {
    session admin(open_admin(server_url_));
    const answer made = admin.create(name_);
    if (made.status != TNT_OK) throw std::runtime_error("create: " + made.message);
  }
  ~mariadb_database() {
    try {
      session admin(open_admin(server_url_));
      admin.drop(name_, true);
    } catch (const std::exception &) {  // the server is gone
    }
  }
  mariadb_database(const mariadb_database &) = delete;
  mariadb_database &operator=(const mariadb_database &) = delete;

  [[nodiscard]] std::string url() const { return with_database(server_url_, name_); }
  [[nodiscard]] const std::string &name() const { return name_; }

 private:
  static std::string next_name(const std::string &hint) {
    static std::atomic<int> number{0};
    return "tenantry_" + hint + "_" + std::to_string(getpid()) + "_" + std::to_string(++number);
  }
  std::string server_url_, name_;
};

}  // namespace tenantry::testing
