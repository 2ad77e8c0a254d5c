// The parameters of a connection: what the URL says, completed by the other keys of the configuration.
#pragma once

#include <tenantry/sdk/config.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tenantry::postgresql {

struct connect_parameters {
  std::vector<std::pair<std::string, std::string>> values;  // libpq's key words
  std::optional<std::chrono::milliseconds> timeout;         // for the whole of open

  void set(std::string_view key, std::string_view value);
  void set_default(std::string_view key, std::string_view value);
  [[nodiscard]] const std::string *find(std::string_view key) const;
};

// Throws TNT_BAD_CONFIG.  A message never holds a piece of the URL: where a password's special character is
// not encoded, libpq takes the rest of it for a host, a port or a database, and would print it (T-68).
[[nodiscard]] connect_parameters read_parameters(const sdk::config &config);

}  // namespace tenantry::postgresql
