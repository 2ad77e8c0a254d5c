// Conditions for databases without truth values in their SQL, and the one form in which they are compared. No
// dialect here: the tree alone.
#pragma once
#include <tenantry/sdk/schema.hpp>

namespace tenantry::odbc {

// Where a condition stands: a column alone becomes "column = 1", TRUE "1 = 1".
[[nodiscard]] sdk::expression as_condition(const sdk::expression &);

// A filtered index takes comparisons with values, IN and IS NULL, joined by AND.
[[nodiscard]] bool fits_filter(const sdk::expression &);

// BETWEEN as two comparisons, an OR of comparisons of one column as IN with its values in order, booleans as
// numbers.
[[nodiscard]] sdk::expression canonical(const sdk::expression &);

// Does the expression name the column?
[[nodiscard]] bool mentions(const sdk::expression &, const std::string &column);

}  // namespace tenantry::odbc
