// What MySQL and MariaDB make of a model, where no SQL is needed to say it: how they rewrite conditions and
// literals, which columns stand in keys, and which indexes a foreign key makes for itself.
#pragma once
#include <tenantry/sdk/schema.hpp>

namespace tenantry::mysql {

// Of every table and text column that declares none: two keys are the same only where their bytes are.
inline constexpr std::string_view usual_collation = "utf8mb4_bin";

// The form in which the servers give a condition back: NOT is moved inwards, truth is 1, IN with one value
// is =.
[[nodiscard]] sdk::expression kept_condition(sdk::expression);
// A literal as the catalog prints it for a column of that type: 0 in a numeric(12,2) is 0.00.
[[nodiscard]] sdk::expression kept_literal(sdk::expression, const sdk::neutral_type &);

[[nodiscard]] bool uses_column(const sdk::expression &, std::string_view column);
[[nodiscard]] bool asks_clock(const sdk::expression &);
[[nodiscard]] bool contains(const std::vector<std::string> &names, std::string_view name);
// In a primary key, a unique constraint, an index or a foreign key?
[[nodiscard]] bool stands_in_key(const sdk::table_definition &, std::string_view column);
// The foreign key needs an index that begins with its columns; is there one besides that of its own?
[[nodiscard]] bool has_index_for(const sdk::table_definition &, const sdk::foreign_key_definition &);
// Drops indexes that only repeat what a foreign key makes by itself, and turns plain unique indexes into
// unique constraints: the catalog does not tell one from the other.
void settle_indexes(sdk::table_definition &);

// MariaDB's sequences: always bigint; what it takes by itself is not told.
[[nodiscard]] sdk::sequence_definition kept_sequence(sdk::sequence_definition);

}  // namespace tenantry::mysql
