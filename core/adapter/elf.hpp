#pragma once
// Looks at a shared object's header before the loader does: its own words for a library of another processor
// differ from system to system, and say little.
#include <string>

#include "core/base/result.hpp"

namespace tenantry {

// Refuses a file that is no shared object, or one for another processor than this program's.
status check_architecture(int fd);

}  // namespace tenantry
