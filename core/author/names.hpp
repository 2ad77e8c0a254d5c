#pragma once
// Names that are two in the declared schema and one in a database: after folding, or after cutting to the
// dialect's limit (T-48, T-49).
#include "core/author/target.hpp"

namespace tenantry {

// `base`: the dialect whose names are kept whole, so that the server itself cuts them; others are cut with a
// hash.  Error: bad_config, with both names and the dialect.
status check_names(const schema_model &schema, const rendition_target &target, bool base);

}  // namespace tenantry
