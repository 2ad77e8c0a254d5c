#pragma once
// PostgreSQL databases of a test: made on a server that tools/servers/servers (or a person) gave, asked, and
// dropped. Errors are exceptions with the statement and the server's words.
#include <memory>
#include <string>

#include "tests/support/sqlite_database.hpp"

namespace tenantry::testing {

// One connection.  Not for two threads at once.
class postgres_connection {
 public:
  explicit postgres_connection(const std::string &url);
  ~postgres_connection();
  postgres_connection(const postgres_connection &) = delete;
  postgres_connection &operator=(const postgres_connection &) = delete;

  text_rows rows(const std::string &sql);  // several statements: the rows of the last
  void run(const std::string &sql) { (void)rows(sql); }
  std::string value(const std::string &sql);

 private:
  struct handle;
  std::unique_ptr<handle> handle_;
};

// A database of a name of its own, dropped (with whoever still uses it) when the object goes.
class postgres_database {
 public:
  explicit postgres_database(std::string server_url, const std::string &hint = "t");
  ~postgres_database();
  postgres_database(const postgres_database &) = delete;
  postgres_database &operator=(const postgres_database &) = delete;

  [[nodiscard]] const std::string &name() const { return name_; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] text_rows rows(const std::string &sql) const { return postgres_connection(url()).rows(sql); }
  void run(const std::string &sql) const { postgres_connection(url()).run(sql); }
  [[nodiscard]] std::string value(const std::string &sql) const {
    return postgres_connection(url()).value(sql);
  }
  // Columns, constraints, indexes with their validity, enums, views, functions; without tenantry's and
  // Drizzle's own.
  [[nodiscard]] std::string schema() const;

 private:
  std::string server_url_, name_;
};

// The URL with another database, and with one more parameter.
[[nodiscard]] std::string url_with_database(const std::string &url, const std::string &database);
[[nodiscard]] std::string url_with_parameter(const std::string &url, const std::string &parameter);
// The URL with another host and port, its user and password kept.
[[nodiscard]] std::string url_with_port(const std::string &url, unsigned port);
[[nodiscard]] unsigned port_of(const std::string &url);

}  // namespace tenantry::testing
