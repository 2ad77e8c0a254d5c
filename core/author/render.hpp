#pragma once
// Changes of a schema → SQL of one dialect, through its adapter and without a connection, under the target's
// mapping.  What `generate`,
// `push` and `drift` have in common.
#include <string>
#include <vector>

#include "core/author/target.hpp"
#include "core/schema/render_request.hpp"

namespace tenantry {

// The changes in the order in which they run; `before` is the schema from which they start.  Each statement
// names its change; what the dialect cannot express is a gap, never a piece of SQL left out silently.
// Errors: internal, where the adapter refuses the request or answers something malformed.
result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes);
// The same, where another dialect is asked about the same tables: their texts are made once.
result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes, table_texts &texts);

// Makes of the enums before a change those that exist after it.
void follow_enums(enum_list &enums, const schema_change &change);

// What this dialect can keep of a schema: two schemas are the same there where their projections are.
// `lost`, where it is given: what it cannot keep, "table wells, column tags: it has no arrays".
result<schema_model> project_schema(const rendition_target &target, const schema_model &schema,
                                    std::vector<std::string> *lost = nullptr);

}  // namespace tenantry
