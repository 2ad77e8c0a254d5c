#pragma once
// Random identifiers, as files and rows carry them.
#include <string>

namespace tenantry {

// Version 4, lower case, with dashes.
std::string random_uuid();

}  // namespace tenantry
