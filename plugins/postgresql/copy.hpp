// COPY between client and server has no place in the contract: it is refused, and the connection stays
// usable.
#pragma once

#include <string_view>

#include "line.hpp"

namespace tenantry::postgresql {

// COPY … FROM STDIN or TO STDOUT: a pipeline must not even send it.
[[nodiscard]] bool speaks_copy(std::string_view sql);

[[nodiscard]] bool is_copy(const PGresult *result);

// Ends a COPY that has begun: sends no row, drops what comes.
void leave_copy(line &on, const PGresult *began, const sdk::call &call);

[[nodiscard]] sdk::failure copy_refused();

}  // namespace tenantry::postgresql
