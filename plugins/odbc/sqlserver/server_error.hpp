// From ODBC's records to tenantry's failure: category, SQLSTATE as the engine knows it, retry, and the byte
// in the batch.  Pure: tested on recorded records.  The effect is the connection's to say, which asks
// XACT_STATE().
#pragma once
#include <tenantry/sdk/call.hpp>

#include "common/diagnostics.hpp"

namespace tenantry::sqlserver {

[[nodiscard]] sdk::failure failed_statement(const odbc::diagnostics &, std::string_view sql);
[[nodiscard]] sdk::failure failed_connect(const odbc::diagnostics &);

// "Changed database context to …": what a server says at every login.
[[nodiscard]] bool is_noise(const odbc::diagnostic &);

}  // namespace tenantry::sqlserver
