// How limits and the runners' lock are said in SQL.
#pragma once

#include <tenantry/sdk/connection.hpp>

#include <string>

namespace tenantry::postgresql {

// "BEGIN …"
[[nodiscard]] std::string begin_sql(const sdk::transaction_options &options);

// One SELECT that sets the transaction's own limits and takes its lock, "" where there is nothing to do.  A
// lock that somebody else holds makes it divide by zero (22012): in a pipeline nothing but an error stops
// what follows.
[[nodiscard]] std::string prologue_sql(const sdk::transaction_options &options);

[[nodiscard]] std::string session_limits_sql(const sdk::limits *or_null);

[[nodiscard]] sdk::failure lock_is_taken(std::string_view lock_name);

// What a COMMIT means that answers ROLLBACK.
[[nodiscard]] sdk::failure rolled_back_instead();

}  // namespace tenantry::postgresql
