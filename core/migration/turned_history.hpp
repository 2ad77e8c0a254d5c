#pragma once
// `drizzle-kit up` turns a v0 folder into a v1 one and gives each migration another name; what a database's
// history holds keeps the old ones.
#include "core/migration/folder.hpp"
#include "core/migration/history.hpp"

namespace tenantry {

// The history with applied migrations under the names of a v1 folder.
history_state in_names_of(const folder &f, const history_state &history);

}  // namespace tenantry
