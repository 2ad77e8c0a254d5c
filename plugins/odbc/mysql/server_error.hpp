// From ODBC's records to tenantry's failure: category, SQLSTATE as the engine knows it, effect, retry, and
// the byte in the statement.  Pure: tested on recorded records.
#pragma once
#include <tenantry/sdk/call.hpp>

#include "classify.hpp"
#include "common/diagnostics.hpp"

namespace tenantry::mysql {

// Of a statement that leaves nothing behind where it fails, as nearly all do.
[[nodiscard]] sdk::failure failed_statement(const odbc::diagnostics &, std::string_view sql);
[[nodiscard]] sdk::failure failed_connect(const odbc::diagnostics &);

// DROP TABLE of several, or a procedure that may commit inside: the failure's effect is unknown.
[[nodiscard]] bool may_have_left_part(const sdk::failure &, const classified &);

// "near 'x y' at line 2" -> the byte of x, from 1; 0 where it cannot be found.
[[nodiscard]] std::size_t offset_of(std::string_view message, std::string_view sql);

// A deadlock's victim: the server has rolled the whole transaction back and left it.
[[nodiscard]] bool rolled_back(const sdk::failure &);

}  // namespace tenantry::mysql
