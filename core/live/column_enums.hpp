#pragma once
// Enums that stand in columns, as MySQL has them, made objects of the schema that columns refer to.
#include "core/schema/model.hpp"

namespace tenantry {

// Each column whose native type is a list of values, "enum('calm','wild')", becomes one of an enum.  That has
// the name of the column with "_enum" where all such columns of that name have the same values, else of table
// and column too.  Left as they are: columns whose values no enum of PostgreSQL can be, or whose enum would
// have a name that is taken.
void name_column_enums(schema_model &schema);

}  // namespace tenantry
