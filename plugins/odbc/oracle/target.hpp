// What a connection to Oracle, or to an engine that is like it, is opened with.
#pragma once
#include "common/opening.hpp"

namespace tenantry::oracle {

[[nodiscard]] const odbc::driver_wish &driver_wish();

// Throws TNT_BAD_CONFIG.  `installed`: the drivers of this machine.
[[nodiscard]] odbc::opening read_target(const sdk::config &, const std::vector<std::string> &installed);

}  // namespace tenantry::oracle
