// SQLite's result codes as failures of the contract.
#pragma once
#include <sqlite3.h>

#include "patience.hpp"

namespace tenantry::sqlite {

// What throw_failure tells beside SQLite's own words.
struct circumstances {
  const sdk::call &call;
  std::string_view file;
  gave_up reason = gave_up::no;
  bool rows_changed = false;  // the statement failed half-way and kept rows (INSERT OR FAIL)
};

// `code` is an extended result code, and the last one of `db`.
[[noreturn]] void throw_failure(sqlite3 *db, int code, const circumstances &around);

[[noreturn]] void throw_read_only(std::string_view file, int code);

}  // namespace tenantry::sqlite
