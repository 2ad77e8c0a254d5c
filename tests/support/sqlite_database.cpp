#include "tests/support/sqlite_database.hpp"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace tenantry::testing {
namespace {

struct close_database {
  void operator()(sqlite3 *database) const { sqlite3_close_v2(database); }
};
using database_handle = std::unique_ptr<sqlite3, close_database>;

database_handle open_file(const std::filesystem::path &file) {
  sqlite3 *raw = nullptr;
  const int code = sqlite3_open(file.c_str(), &raw);
  database_handle database(raw);
  if (code != SQLITE_OK) throw std::runtime_error(file.string() + ": " + sqlite3_errstr(code));
  sqlite3_busy_timeout(raw, 10000);
  return database;
}

int keep_row(void *rows, int count, char **values, char **) {
  std::vector<std::string> row;
  row.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
  static_cast<text_rows *>(rows)->push_back(std::move(row));
  return 0;
}

}  // namespace

text_rows sqlite_rows(const std::filesystem::path &file, const std::string &sql) {
  const auto database = open_file(file);
  text_rows rows;
  char *message = nullptr;
  if (sqlite3_exec(database.get(), sql.c_str(), keep_row, &rows, &message) == SQLITE_OK) return rows;
  const std::string words = message == nullptr ? "" : message;
  sqlite3_free(message);
  throw std::runtime_error(file.string() + ": " + words + " in: " + sql);
}

void sqlite_run(const std::filesystem::path &file, const std::string &sql) {
  (void)sqlite_rows(file, sql);
}

std::string sqlite_value(const std::filesystem::path &file, const std::string &sql) {
  const auto rows = sqlite_rows(file, sql);
  if (rows.size() != 1 || rows[0].size() != 1) throw std::runtime_error("not one value: " + sql);
  return rows[0][0];
}

std::string sqlite_schema(const std::filesystem::path &file) {
  std::string all;
  for (const auto &row :
       sqlite_rows(file,
                   "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' "
                   "ESCAPE '\\' AND tbl_name NOT LIKE 'tenantry%' ORDER BY type, name")) {
    for (const auto &cell : row) all += cell + "|";
    all += "\n";
  }
  return all;
}

}  // namespace tenantry::testing
