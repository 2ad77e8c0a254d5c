// From the host's configuration to the connection string of a driver: the part that is the same for every
// database.
#pragma once
#include <tenantry/sdk/config.hpp>

#include <chrono>

#include "drivers.hpp"
#include "location.hpp"

namespace tenantry::odbc {

struct opening {
  std::string connection_string;  // holds the password: never into a message
  std::string password;
  std::string driver;  // "" where the connection string names a DSN
  std::optional<std::chrono::milliseconds> connect_timeout;
};

struct opening_request {
  const sdk::config &config;
  const driver_wish &wish;
  const std::vector<std::string> &installed;
};

// What a database wants of its own; `keys` are those of the string so far, without Driver.
struct opening_rules {
  options (*from_url)(const location &, std::string_view driver);
  void (*finish)(options &keys, std::string_view driver, const sdk::config &);
};

// Throws TNT_BAD_CONFIG.  setting.driver names a driver; user, password and database of the configuration
// fill what the URL or the string lacks.
[[nodiscard]] opening read_opening(const opening_request &, const opening_rules &);

[[nodiscard]] std::string lower_case_key(std::string_view text);
// Removes the keys of these names, which are in lower case.
void drop_keys(options &from, std::initializer_list<std::string_view> names);
// Adds the key where none of that name is there.
void add_missing(options &to, const char *key, std::string_view value);

}  // namespace tenantry::odbc
