#pragma once
// Texts that a server rewrites, for a plan that will run: taken as equal where nothing else can be known.
#include <string>

#include "core/live/settle.hpp"

namespace tenantry {

// Like settle without forms, but an expression is set aside where it differs in a text of one dialect and
// nowhere else: nothing is left as it is that must change.
settled settle_texts(schema_model live, schema_model declared, const std::string &why);

}  // namespace tenantry
