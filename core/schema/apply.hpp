#pragma once
// Changes done in the model: what a database would hold after them.  The check of `diff`, and how one model
// is carried from migration to migration.
#include <vector>

#include "core/schema/change.hpp"

namespace tenantry {

// Error, category internal: a change does not fit what is there (its `before` is another table).
status apply_change(schema_model &schema, const schema_change &change);
status apply_changes(schema_model &schema, const std::vector<schema_change> &changes);

}  // namespace tenantry
