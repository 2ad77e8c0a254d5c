#pragma once
// Texts that a server rewrites when it keeps them: taken as equal where nothing else can be known.
#include <string>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

// Wherever a part of `wanted` differs from the same part of `live` in such a text alone, it takes the live
// one.  The names of those parts: "check \"wells.deep\"".
std::vector<std::string> take_texts_of(const schema_model &live, schema_model &wanted);

}  // namespace tenantry
