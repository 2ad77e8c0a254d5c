#pragma once
// What the host needs to know of a dialect, out of the adapter's `describe` document.
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

struct dialect_facts {
  std::string name;      // "postgresql"
  bool schemas = false;  // tables live in schemas that can be created
  std::size_t identifier_limit = 63;
  std::string row_limit;  // stands behind ORDER BY, {n} is the number; "" if the dialect has none
};

result<dialect_facts> parse_dialect_facts(std::string_view json);

}  // namespace tenantry
