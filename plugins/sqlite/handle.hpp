// RAII for SQLite's handles, and the smallest way to run a statement of our own.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <string_view>

namespace tenantry::sqlite {

struct close_database {
  void operator()(sqlite3 *db) const noexcept { sqlite3_close_v2(db); }
};
using database = std::unique_ptr<sqlite3, close_database>;

struct finalize_statement {
  void operator()(sqlite3_stmt *statement) const noexcept { sqlite3_finalize(statement); }
};
using statement = std::unique_ptr<sqlite3_stmt, finalize_statement>;

// A column's bytes, NUL bytes included.  Valid until the next step.
inline std::string_view column_text(sqlite3_stmt *row, int column) noexcept {
  const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
  return data == nullptr
             ? std::string_view{}
             : std::string_view{data, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

}  // namespace tenantry::sqlite
