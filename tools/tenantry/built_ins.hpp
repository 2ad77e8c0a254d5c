#pragma once
// The adapters that are linked into the program.
#include <vector>

#include "core/adapter/catalog.hpp"

namespace tenantry {

std::vector<built_in> built_in_adapters();

}  // namespace tenantry
