#include "tests/support/mysql_database.hpp"

#include <sql.h>
#include <sqlext.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>

namespace tenantry::testing {
namespace {

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

// A value of an ODBC connection string, in braces.
std::string braced(const std::string &value) {
  std::string made = "{";
  for (const char c : value) made.append(c == '}' ? 2 : 1, c);
  return made + "}";
}

// mysql://user:password@host:port/database
std::string raw_string(const std::string &url) {
  const std::size_t begin = url.find("://") + 3, at = url.rfind('@'), colon = url.find(':', begin),
                    port = url.find(':', at), slash = url.find('/', at);
  if (url.find("://") == std::string::npos || at == std::string::npos || colon > at ||
      slash == std::string::npos)
    throw std::runtime_error("a test's URL reads scheme://USER:PASSWORD@HOST:PORT/DATABASE");
  const bool has_port = port < slash;
  return "Driver=MariaDB Unicode;Server=" + url.substr(at + 1, (has_port ? port : slash) - at - 1) +
         ";Port=" + (has_port ? url.substr(port + 1, slash - port - 1) : "3306") +
         ";Database=" + url.substr(slash + 1) + ";UID=" + braced(decoded(url.substr(begin, colon - begin))) +
         ";PWD=" + braced(decoded(url.substr(colon + 1, at - colon - 1)));
}

SQLCHAR *text_of(const std::string &text) {
  // ODBC's signatures know no const; the text is only read.
  return reinterpret_cast<SQLCHAR *>(const_cast<char *>(text.c_str()));  // NOLINT
}

[[noreturn]] void refuse(SQLSMALLINT kind, SQLHANDLE handle, const std::string &what) {
  SQLCHAR state[6] = {}, words[1024] = {};
  SQLINTEGER code = 0;
  SQLSMALLINT size = 0;
  SQLGetDiagRec(kind, handle, 1, state, &code, words, sizeof words, &size);
  throw std::runtime_error(what + "\n-> " + reinterpret_cast<const char *>(words));
}

std::string with_database(const std::string &url, const std::string &database) {
  return url.substr(0, url.find('/', url.rfind('@'))) + "/" + database;
}

std::string next_name(const std::string &hint) {
  static std::atomic<int> number{0};
  return "tenantry_" + hint + "_" + std::to_string(getpid()) + "_" + std::to_string(++number);
}

}  // namespace

struct mysql_connection::handles {
  SQLHENV environment = SQL_NULL_HENV;
  SQLHDBC connection = SQL_NULL_HDBC;

  ~handles() {
    if (connection != SQL_NULL_HDBC) {
      SQLDisconnect(connection);
      SQLFreeHandle(SQL_HANDLE_DBC, connection);
    }
    SQLFreeHandle(SQL_HANDLE_ENV, environment);
  }
};

mysql_connection::mysql_connection(const std::string &url) : handles_(std::make_unique<handles>()) {
  handles &h = *handles_;
  SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &h.environment);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC's own way to hand over a number
  SQLSetEnvAttr(h.environment, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
  SQLAllocHandle(SQL_HANDLE_DBC, h.environment, &h.connection);
  const std::string line = raw_string(url);
  if (!SQL_SUCCEEDED(SQLDriverConnect(h.connection, nullptr, text_of(line), SQL_NTS, nullptr, 0, nullptr,
                                      SQL_DRIVER_NOPROMPT)))
    refuse(SQL_HANDLE_DBC, h.connection, "connecting a test to its MariaDB or MySQL server");
}

mysql_connection::~mysql_connection() = default;

text_rows mysql_connection::rows(const std::string &sql) {
  SQLHSTMT raw = SQL_NULL_HSTMT;
  SQLAllocHandle(SQL_HANDLE_STMT, handles_->connection, &raw);
  const auto release = [](SQLHSTMT statement) { SQLFreeHandle(SQL_HANDLE_STMT, statement); };
  const std::unique_ptr<std::remove_pointer_t<SQLHSTMT>, decltype(release)> owner(raw, release);
  const SQLRETURN ran = SQLExecDirect(raw, text_of(sql), SQL_NTS);
  if (!SQL_SUCCEEDED(ran) && ran != SQL_NO_DATA) refuse(SQL_HANDLE_STMT, raw, sql);
  SQLSMALLINT columns = 0;
  SQLNumResultCols(raw, &columns);
  text_rows all;
  while (columns > 0 && SQL_SUCCEEDED(SQLFetch(raw))) {
    all.emplace_back();
    for (SQLUSMALLINT at = 1; at <= columns; ++at) {
      std::string cell(1 << 16, '\0');
      SQLLEN size = 0;
      SQLGetData(raw, at, SQL_C_CHAR, cell.data(), static_cast<SQLLEN>(cell.size()), &size);
      cell.resize(size == SQL_NULL_DATA ? 0 : std::min(static_cast<std::size_t>(size), cell.size() - 1));
      all.back().push_back(size == SQL_NULL_DATA ? "NULL" : cell);
    }
  }
  return all;
}

std::string mysql_connection::value(const std::string &sql) {
  const text_rows all = rows(sql);
  if (all.size() != 1 || all.front().size() != 1) throw std::runtime_error("not one value: " + sql);
  return all.front().front();
}

mysql_database::mysql_database(std::string server_url, const std::string &hint)
    : server_url_(std::move(server_url)), name_(next_name(hint)) {
  mysql_connection(server_url_).run("CREATE DATABASE `" + name_ + "`");
}

mysql_database::~mysql_database() {
  try {
    mysql_connection(server_url_).run("DROP DATABASE IF EXISTS `" + name_ + "`");
  } catch (const std::exception &) {  // the server is gone
  }
}

std::string mysql_database::url() const {
  return with_database(server_url_, name_);
}

std::string mysql_database::connection_string() const {
  return raw_string(url());
}
void mysql_database::start_again() const {
  mysql_connection server(server_url_);
  server.run("DROP DATABASE IF EXISTS `" + name_ + "`");
  server.run("CREATE DATABASE `" + name_ + "`");
}

std::string mysql_database::schema() const {
  mysql_connection on(url());
  std::string all;
  for (const auto &table :
       on.rows("SELECT table_name, table_type FROM information_schema.tables WHERE "
               "table_schema = DATABASE() AND table_name NOT LIKE 'tenantry%' ORDER BY 1"))
    all +=
        on.rows("SHOW CREATE " + std::string(table[1] == "VIEW" ? "VIEW" : "TABLE") + " `" + table[0] + "`")
            .at(0)
            .at(1) +
        "\n";
  return all;
}

}  // namespace tenantry::testing
