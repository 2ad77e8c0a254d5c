// Opens a connection without blocking past the call's deadline (the look-up of a host's name apart, which the
// C library does in one piece).
#pragma once

#include <tenantry/sdk/call.hpp>

#include "conninfo.hpp"
#include "handles.hpp"

namespace tenantry::postgresql {

[[nodiscard]] conn_handle connect(const connect_parameters &parameters, const sdk::call &outer);

// libpq's verbose words about a failed connection, taken apart.
struct connect_words {
  std::string sqlstate;  // of the last server that was asked, "" if none answered
  std::string message;   // without codes and source lines
};
[[nodiscard]] connect_words read_connect_error(std::string_view verbose);

}  // namespace tenantry::postgresql
