#pragma once
// MariaDB and MySQL databases of a test, over ODBC and without the adapter under test: made on a server that
// tools/servers/servers (or a person) gave, asked, and dropped.  Errors are exceptions with the statement and
// the server's words.
#include <memory>
#include <string>

#include "tests/support/sqlite_database.hpp"

namespace tenantry::testing {

// One connection.  Not for two threads at once.
class mysql_connection {
 public:
  explicit mysql_connection(const std::string &url);
  ~mysql_connection();
  mysql_connection(const mysql_connection &) = delete;
  mysql_connection &operator=(const mysql_connection &) = delete;

  text_rows rows(const std::string &sql);  // one statement
  void run(const std::string &sql) { (void)rows(sql); }
  std::string value(const std::string &sql);

 private:
  struct handles;
  std::unique_ptr<handles> handles_;
};

// A database of a name of its own, dropped when the object goes.
class mysql_database {
 public:
  explicit mysql_database(std::string server_url, const std::string &hint = "t");
  ~mysql_database();
  mysql_database(const mysql_database &) = delete;
  mysql_database &operator=(const mysql_database &) = delete;

  [[nodiscard]] const std::string &name() const { return name_; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string connection_string() const;  // of MariaDB's driver
  [[nodiscard]] text_rows rows(const std::string &sql) const { return mysql_connection(url()).rows(sql); }
  void run(const std::string &sql) const { mysql_connection(url()).run(sql); }
  [[nodiscard]] std::string value(const std::string &sql) const { return mysql_connection(url()).value(sql); }
  // Dropped and made again, empty.
  void start_again() const;
  // What SHOW CREATE says of every table and view but tenantry's own: equal texts are equal schemas.
  [[nodiscard]] std::string schema() const;

 private:
  std::string server_url_, name_;
};

}  // namespace tenantry::testing
