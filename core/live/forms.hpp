#pragma once
// How a server writes what a schema declares, learned without a trace in anybody's schema: from a scratch
// schema inside a transaction that is rolled back, or from an empty database that ends with its connection.
#include <vector>

#include "core/live/live_reading.hpp"
#include "core/live/settle.hpp"
#include "core/migration/folder.hpp"

namespace tenantry {

// Makes the tables of `kept` that have expressions, and its views, in a scratch schema on the session's own
// server, reads them back and rolls back.  What the server refuses is left out and named in `refused`.
// Errors: unsupported where the dialect has no such schema; locked, timeout …; the server's where it lets
// nobody make one (a standby, a missing grant).
result<server_forms> forms_from_scratch_schema(session &s, const rendition_target &target,
                                               const schema_model &kept, const transaction_options &limits_in,
                                               const call_limits &limits, std::vector<std::string> &refused);

// Runs the migrations in an empty database of the adapter's own and reads what they made.  `renditions`: the
// applied ones in folder order.  Errors: unsupported where the adapter has no such database; the first
// statement that fails.
result<server_forms> forms_from_migrations(const rendition_target &target,
                                           const std::vector<const rendition *> &renditions,
                                           const live_scope &scope, const call_limits &limits);

}  // namespace tenantry
