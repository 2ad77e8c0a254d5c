// What a connection is opened with: the connection string for the driver, and the adapter's own settings.
#pragma once
#include "common/opening.hpp"

namespace tenantry::mysql {

struct target {
  odbc::opening how;
  std::string sql_mode;         // "" : the server's, made strict
  bool client_timeout = false;  // end a long statement from a second connection, whatever the server can
};

[[nodiscard]] const odbc::driver_wish &driver_wish();

// Throws TNT_BAD_CONFIG.  `installed`: the drivers of this machine.
[[nodiscard]] target read_target(const sdk::config &, const std::vector<std::string> &installed);

}  // namespace tenantry::mysql
