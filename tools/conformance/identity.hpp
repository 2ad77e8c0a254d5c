#pragma once
// The row of tenantry.admin/1 identify, its columns by name.
#include <tenantry/sdk/ext/draft/admin.h>
#include <map>
#include <string>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

using identity_row = std::map<std::string, value>;

// Fails the test unless there is one row and every column.
[[nodiscard]] identity_row identify(subject &it, connection &on);

}  // namespace tenantry::conformance
