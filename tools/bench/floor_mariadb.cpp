// The floor for MariaDB, over its ODBC driver: connect, and for a fresh database each statement by itself
// with its history row behind it, as DDL that commits demands; for a no-op one SELECT.  Nothing is checked,
// nothing locked.  A database is an ODBC connection string.
#include <sql.h>
#include <sqlext.h>

#include "floor.hpp"

namespace {

using namespace tenantry_floor;

SQLCHAR *text_of(const std::string &text) {
  // ODBC's signatures know no const; the text is only read.
  return reinterpret_cast<SQLCHAR *>(const_cast<char *>(text.c_str()));  // NOLINT
}

[[noreturn]] void refuse(SQLSMALLINT kind, SQLHANDLE handle) {
  SQLCHAR state[6] = {}, words[1024] = {};
  SQLINTEGER code = 0;
  SQLSMALLINT size = 0;
  SQLGetDiagRec(kind, handle, 1, state, &code, words, sizeof words, &size);
  give_up(reinterpret_cast<const char *>(words));
}

class connection {
 public:
  explicit connection(const std::string &line) {
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC's own way to hand over a number
    SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
    SQLAllocHandle(SQL_HANDLE_DBC, environment_, &connection_);
    if (!SQL_SUCCEEDED(SQLDriverConnect(connection_, nullptr, text_of(line), SQL_NTS, nullptr, 0, nullptr,
                                        SQL_DRIVER_NOPROMPT)))
      refuse(SQL_HANDLE_DBC, connection_);
  }
  ~connection() {
    SQLDisconnect(connection_);
    SQLFreeHandle(SQL_HANDLE_DBC, connection_);
    SQLFreeHandle(SQL_HANDLE_ENV, environment_);
  }
  connection(const connection &) = delete;
  connection &operator=(const connection &) = delete;

  // Rows are fetched and dropped.
  void send(const std::string &sql) {
    SQLHSTMT statement = SQL_NULL_HSTMT;
    SQLAllocHandle(SQL_HANDLE_STMT, connection_, &statement);
    const SQLRETURN ran = SQLExecDirect(statement, text_of(sql), SQL_NTS);
    if (!SQL_SUCCEEDED(ran) && ran != SQL_NO_DATA) refuse(SQL_HANDLE_STMT, statement);
    SQLSMALLINT columns = 0;
    SQLNumResultCols(statement, &columns);
    while (columns > 0 && SQL_SUCCEEDED(SQLFetch(statement))) {
    }
    SQLFreeHandle(SQL_HANDLE_STMT, statement);
  }

 private:
  SQLHENV environment_ = SQL_NULL_HENV;
  SQLHDBC connection_ = SQL_NULL_HDBC;
};

// The bench's files have one statement a line.
std::vector<std::string> statements_of(const migration_text &one) {
  std::vector<std::string> all;
  for (const std::string &part : one.statements) {
    std::istringstream lines(part);
    for (std::string line; std::getline(lines, line);)
      if (!line.empty()) all.push_back(line.substr(0, line.rfind(';')));
  }
  return all;
}

void migrate(const arguments &given, const std::string &database) {
  connection c(database);
  c.send(history_table("tenantry_history", "timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)"));
  int seq = 0;
  for (const migration_text &one : given.migrations) {
    c.send(history_insert("tenantry_history", one.tag, ++seq, "start"));
    for (const std::string &statement : statements_of(one)) {
      c.send(statement);
      c.send(history_insert("tenantry_history", one.tag, ++seq, "step"));
    }
    c.send(history_insert("tenantry_history", one.tag, ++seq, "done"));
  }
}

void look(const std::string &database) {
  connection c(database);
  c.send(
      "SELECT seq, event, tag, checksum, stamp, step, steps, prefix_hash FROM tenantry_history WHERE track = "
      "'tenant' ORDER BY seq");
}

}  // namespace

int main(int argc, char **argv) {
  const arguments given = read_arguments(argc, argv);
  for_each_in_parallel(given.databases, given.parallel, [&](const std::string &database) {
    if (given.fresh)
      migrate(given, database);
    else
      look(database);
  });
}
