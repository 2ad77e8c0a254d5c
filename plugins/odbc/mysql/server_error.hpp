// From ODBC's records to tenantry's failure: category, SQLSTATE as the engine knows it, effect, retry, and
// the byte in the statement.  Pure: tested on recorded records.
#pragma once
#include <tenantry/sdk/call.hpp>

#include "classify.hpp"
#include "common/diagnostics.hpp"

namespace tenantry::mysql {

struct sent_statement {
  std::string_view sql;
  classified about;
};

[[nodiscard]] sdk::failure failure_of(const odbc::diagnostics &, const sent_statement &);
[[nodiscard]] sdk::failure failed_connect(const odbc::diagnostics &);

// The records beyond the one that became the failure.
void tell_others(const odbc::diagnostics &, const sdk::call &);

// "near 'x y' at line 2" -> the byte of x, from 1; 0 where it cannot be found.
[[nodiscard]] std::size_t offset_of(std::string_view message, std::string_view sql);

// A deadlock's victim: the server has rolled the whole transaction back and left it.
[[nodiscard]] bool rolled_back(const sdk::failure &);

}  // namespace tenantry::mysql
