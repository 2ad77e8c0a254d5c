#pragma once
// Two branches of one schema → one schema with the changes of both.
#include <string>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

struct merged_schema {
  schema_model schema;                 // of use only where nothing conflicts
  std::vector<std::string> conflicts;  // what both changed, each otherwise: "column \"wells.depth\""
};

// `first` and `second` were both made from `base`.  Columns that `second` adds stand behind those of `first`.
merged_schema merge_schemas(const schema_model &base, const schema_model &first, const schema_model &second);

}  // namespace tenantry
