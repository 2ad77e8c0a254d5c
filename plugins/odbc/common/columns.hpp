// The columns of a result and their values, big ones in chunks.  Runs on a line's thread.
#pragma once
#include "statement.hpp"

namespace tenantry::odbc {

// In case of trouble the list is short and `failed` says why.
[[nodiscard]] std::vector<column> describe_columns(const statement_handle &, SQLSMALLINT count,
                                                   diagnostics &failed);

// A number that is not NULL, with its text.
void take_number(value &into, std::uint8_t kind, std::int64_t integer, double real);

// Column `at` (from 1) of the current row.  False: failed.
[[nodiscard]] bool read_value(const statement_handle &, SQLUSMALLINT at, std::uint8_t kind, value &into,
                              diagnostics &failed);

}  // namespace tenantry::odbc
