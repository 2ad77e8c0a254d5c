// Which changes of a request one copy of their table makes: a copy costs as much as the table is large, and
// the number of changes must not multiply it.
#pragma once
#include <tenantry/sdk/dialect.hpp>

namespace tenantry::sqlite {

// What SQLite's ALTER TABLE ADD COLUMN takes: no key, nothing that would have to be computed for the old
// rows, and no check of the table's.
bool can_add(const sdk::table_change &one);

// It makes no statement: the table stays as it is in the file.
bool says_nothing(const sdk::table_change &one);

// SQLite has no ALTER for it: the table is copied into a new one.
bool needs_rebuild(const sdk::table_change &one);

// Lists of changes of one table that begin with a rebuild, their numbers rising.  All of a list is made where
// its last one stands; nothing that stands between them sees a difference.
std::vector<std::vector<std::size_t>> find_rebuilds(const nlohmann::json &changes,
                                                    const sdk::table_list &tables);

}  // namespace tenantry::sqlite
