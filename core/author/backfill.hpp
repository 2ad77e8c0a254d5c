#pragma once
// --backfill wells.status='ACTIVE': what the rows that exist get in a column that must have a value.
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/change.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

// A usage error with a detail of this key refuses an unsafe change: exit code 8.
constexpr const char *unsafe_detail = "would be safe with";

struct backfill {
  object_place table;
  std::string column;
  sdk::column_default value;  // over the columns of the same row
  std::string text;           // as it was told
};

// TABLE.COLUMN=EXPRESSION or SCHEMA.TABLE.COLUMN=EXPRESSION, the expression in PostgreSQL's SQL.  Errors:
// usage, in the parser's own words where the expression does not parse.
result<backfill> parse_backfill(std::string_view text);

// The one for that column, or nullptr.
const backfill *find_backfill(const std::vector<backfill> &all, const sdk::table_definition &table,
                              const std::string &column);

// Errors, category usage: a new column of a table that has rows is NOT NULL and nothing says what they get
// (`next` has the flag, details one under unsafe_detail for each such column); one is told that no change
// needs.
status check_backfills(const std::vector<schema_change> &changes, const std::vector<backfill> &all);

// Of one change: the column must have a value and did not, or did not exist.
bool adds_required_column(const schema_change &change);
bool makes_column_required(const schema_change &change);

}  // namespace tenantry
