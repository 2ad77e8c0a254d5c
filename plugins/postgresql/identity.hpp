// The one query that says who is at the other end: for identify and for an item of a batch.
#pragma once

#include <string>
#include <string_view>

#include "handles.hpp"

namespace tenantry::postgresql {

// quick names a function that an installation may have closed to ordinary users (then: 42501) or not have at
// all; careful asks first, works for everybody, and costs a fresh session two milliseconds more.
enum class identity_query { quick, careful };

// Columns as admin.h lists them.
[[nodiscard]] std::string identity_sql(PGconn *conn, identity_query how);

// Did the quick query fail in a way that the careful one will not?
[[nodiscard]] bool needs_careful_identity(std::string_view sqlstate);

}  // namespace tenantry::postgresql
