#pragma once
// Two schemas → the changes that make the second of the first: minimal, the same for every order of the
// input, in Drizzle's order of kinds and by name within a kind; where a dependency needs another order, it
// wins.
#include <string>
#include <vector>

#include "core/schema/change.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

struct diff_options {
  std::vector<told_rename> renames;
  bool ask =
      true;  // false: what is gone is dropped and what is new is made, for a comparison that nobody runs
  std::string before = "the newest snapshot";  // what `from` is to a person, for a message
};

// Both normalised and without faults.  Error, category usage: something is gone and something of its kind is
// new, and nobody told whether it was renamed (`next` has the flags), or a rename was told that fits nothing.
result<std::vector<schema_change>> diff_schemas(const schema_model &from, const schema_model &to,
                                                const diff_options &options = {});

// Are two parts the same, but for how their expressions are written?
bool same_column(const sdk::column_definition &a, const sdk::column_definition &b, std::string_view table);
bool same_index(const sdk::index_definition &a, const sdk::index_definition &b, std::string_view table);

}  // namespace tenantry
