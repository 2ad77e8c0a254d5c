#pragma once
// The schemas of tests/data/schemas, inside the program so that an installed kit has them.
#include <string_view>
#include <vector>

namespace tenantry::conformance {

struct fixed_schema {
  std::string_view name;  // "types"
  std::string_view only;  // the one dialect or flavour that it is for; empty: all
  std::string_view text;  // JSON, tenantry.schema/1
};
[[nodiscard]] const std::vector<fixed_schema> &fixed_schemas();

}  // namespace tenantry::conformance
