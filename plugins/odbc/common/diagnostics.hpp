// What a driver or the driver manager says about a call: all records of a handle, in order.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "handles.hpp"

namespace tenantry::odbc {

struct diagnostic {
  std::string sqlstate;
  int native = 0;
  std::string message;  // without the names of driver and server that stand before it in brackets
  bool operator==(const diagnostic &) const = default;
};
using diagnostics = std::vector<diagnostic>;

// At most 64, for a driver that never says SQL_NO_DATA.
[[nodiscard]] diagnostics read_diagnostics(SQLSMALLINT kind, SQLHANDLE handle);

// "[ma-3.1.15][10.11.6]Table 'a' doesn't exist" -> "Table 'a' doesn't exist"
[[nodiscard]] std::string_view without_brackets(std::string_view message);

// The text with every occurrence of the secret replaced; drivers repeat what they were given.
[[nodiscard]] std::string without_secret(std::string text, std::string_view secret);

// The record that tells most: the first with a number of the server, else the first.
[[nodiscard]] const diagnostic &most_telling(const diagnostics &all);

}  // namespace tenantry::odbc
