// From ODBC's records to tenantry's failure: category, SQLSTATE as the engine knows it, retry.  Oracle's own
// numbers are read from its "ORA-00942"; without one, as engines that are only like Oracle answer, the
// SQLSTATE decides.  Pure: tested on recorded records.
#pragma once
#include <tenantry/sdk/call.hpp>

#include "common/diagnostics.hpp"

namespace tenantry::oracle {

[[nodiscard]] sdk::failure failed_statement(const odbc::diagnostics &, std::string_view sql);
[[nodiscard]] sdk::failure failed_connect(const odbc::diagnostics &);
[[nodiscard]] bool is_noise(const odbc::diagnostic &);

// The first ORA- number of a message; 0: none.
[[nodiscard]] int ora_number(std::string_view message);

}  // namespace tenantry::oracle
