// Where a database is: a URL taken apart, or an ODBC connection string, made into the string that
// SQLDriverConnect gets.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenantry::odbc {

using options = std::vector<std::pair<std::string, std::string>>;  // in order, keys as written

struct location {
  std::string host, port, database, user, password;  // decoded
  options parameters;                                // behind the "?"
};

// scheme://user:password@host:port/database?key=value&…, with percent-encoding.  Throws TNT_BAD_CONFIG, never
// with a part of the text that may belong to a password.
[[nodiscard]] location read_url(std::string_view url);

// Driver={…};Server=…;PWD={…}, keys as written, values without braces.  Throws TNT_BAD_CONFIG.
[[nodiscard]] options read_connection_string(std::string_view text);

// A connection string of the keys in order.  Values with special characters stand in braces.
[[nodiscard]] std::string write_connection_string(const options &);

// The value of a key, whose case does not matter; the last one counts.
[[nodiscard]] std::optional<std::string> find_option(const options &, std::string_view key);

[[nodiscard]] bool is_url(std::string_view text);

}  // namespace tenantry::odbc
