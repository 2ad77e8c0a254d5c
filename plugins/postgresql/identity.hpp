// The one query that says who is at the other end: for identify and for an item of a batch.  A fresh session
// looks every name of a query up for the first time, which costs more than to run it: so it asks for raw
// facts alone, and what they mean is worked out here.
#pragma once

#include <tenantry/sdk/adapter.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "handles.hpp"

namespace tenantry::postgresql {

// quick names a function that an installation may have closed to ordinary users (then: 42501) or not have at
// all; careful asks first, works for everybody, and costs a fresh session two milliseconds more.
enum class identity_query { quick, careful };

[[nodiscard]] std::string_view identity_sql(identity_query how);

// The answer's only row, NULL as "", as the contract has it.
[[nodiscard]] sdk::identity read_identity(const std::vector<std::string> &row, const PGconn *conn);

// Did the quick query fail in a way that the careful one will not?
[[nodiscard]] bool needs_careful_identity(std::string_view sqlstate);

}  // namespace tenantry::postgresql
