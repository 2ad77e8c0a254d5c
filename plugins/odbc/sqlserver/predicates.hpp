// Expressions as Transact-SQL wants them, and the one form in which its catalog is compared.  No dialect
// here: the tree alone.
#pragma once
#include <tenantry/sdk/schema.hpp>

namespace tenantry::sqlserver {

// Where a condition stands: a column alone becomes "column = 1", TRUE "1 = 1", and [ in a LIKE pattern is
// escaped.
[[nodiscard]] sdk::expression as_condition(const sdk::expression &);

// A filtered index takes comparisons with values, IN and IS NULL, joined by AND.
[[nodiscard]] bool fits_filter(const sdk::expression &);

// BETWEEN as two comparisons, an OR of comparisons of one column as IN with its values in order, booleans as
// numbers.
[[nodiscard]] sdk::expression canonical(const sdk::expression &);

// Does the expression name the column?
[[nodiscard]] bool mentions(const sdk::expression &, const std::string &column);

}  // namespace tenantry::sqlserver
