#pragma once
// Renames: told as "wells.title=wells.subject", and what a database does with everything that names the old
// name.
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

struct object_place {
  std::string schema, name;
  friend auto operator<=>(const object_place &,
                          const object_place &) = default;  // NOLINT(modernize-use-nullptr)
};

// "wells.title=wells.subject": `from` and `to` as parts.  "wells.title=" says that it was dropped and not
// renamed.
struct told_rename {
  std::vector<std::string> from, to;
  std::string text;
};
// Parts may be quoted as in SQL.  Errors: category usage.
result<told_rename> parse_rename(std::string_view text);

// Do it as a database does: whatever names the old name follows.  The names of constraints, indexes and
// sequences stay.
void rename_table(schema_model &schema, const object_place &from, const object_place &to);
void rename_column(schema_model &schema, const object_place &place, const std::string &from,
                   const std::string &to);
void rename_enum(schema_model &schema, const object_place &from, const object_place &to);

bool names_column(const sdk::expression &e, std::string_view column);

}  // namespace tenantry
