#pragma once
// A gap of a dialect, and the lines of the configuration that would close it.
#include <string>

#include "core/author/target.hpp"

namespace tenantry {

// Found by asking the adapter again with types and schemas mapped: `[types.mysql] tsvector = "…"`, several
// lines separated by " and ".  `before` needs its enums alone.  "": no mapping helps.
std::string find_way_out(const rendition_target &target, const schema_model &before,
                         const schema_change &change);

}  // namespace tenantry
