// A connection to MySQL or MariaDB, not yet made: the session's own, and those beside it.
#pragma once
#include "common/client.hpp"

namespace tenantry::mysql {

[[nodiscard]] odbc::client new_client(odbc::opening how);

}  // namespace tenantry::mysql
