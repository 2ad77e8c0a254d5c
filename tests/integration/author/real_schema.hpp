#pragma once
// Random schemas that a real server takes, and versions of them: the same seed and version, the same schema.
#include <cstdint>

#include "core/schema/model.hpp"

namespace tenantry::testing {

struct schema_features {
  bool partial_indexes = true;
  bool expression_indexes = true;
};

// Version 0 is where a schema begins.  In each other version a quarter of its parts (tables, columns, keys …)
// is thrown again: what is there may be gone, or be another; a column stays in one family of types, so that
// its values can be kept.
schema_model real_schema(std::uint32_t seed, std::uint32_t version, const schema_features &features);

}  // namespace tenantry::testing
