#pragma once
// A valid schema out of a seed: the same seed, the same schema.  Names come from small pools.
#include <cstdint>

#include "core/schema/model.hpp"

namespace tenantry::testing {

schema_model random_schema(std::uint32_t seed);

// The same schema with its lists in another order (columns, enum values and index parts keep theirs).
schema_model shuffled(schema_model schema, std::uint32_t seed);

}  // namespace tenantry::testing
