#pragma once
// What a team says of one dialect in its configuration, for what that dialect lacks: a type in place of
// another, how long a text in a key is, and names for the tables of a schema that a database without schemas
// has no place for.  Changes are mapped before the adapter sees them; the snapshot holds the declared form.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/change.hpp"

namespace tenantry {

struct mapped_type {
  sdk::neutral_type from, to;
};
struct dialect_mapping {
  std::vector<mapped_type> types;
  std::optional<std::uint32_t> text_in_key;    // characters that a text without a length has in a key
  std::map<std::string, std::string> schemas;  // schema → what its objects' names begin with instead

  [[nodiscard]] bool empty() const { return types.empty() && !text_in_key && schemas.empty(); }
};

// The key that is no type: how long a text in a key is.
constexpr std::string_view text_in_key_name = "text-in-key";

// One line of [types.DIALECT]: a type in PostgreSQL's words, an enum's name, or text-in-key; `to` is a
// neutral type ("varchar(200)") or the dialect's own text ("LONGTEXT").  Errors: usage.
status add_type_mapping(dialect_mapping &into, const std::string &dialect, std::string_view from,
                        std::string_view to);
// One line of [schemas.DIALECT].  Errors: usage.
status add_schema_mapping(dialect_mapping &into, const std::string &schema, std::string_view prefix);

// What holds for a dialect: its own mapping before those of its fallbacks.
dialect_mapping mapping_of_chain(const std::map<std::string, dialect_mapping> &all,
                                 const std::vector<std::string> &chain);

schema_model map_schema(const dialect_mapping &mapping, schema_model schema);

// The changes that are left: a schema that is mapped is neither made nor dropped.
struct mapped_changes {
  std::vector<schema_change> changes;
  std::vector<std::size_t> numbers;  // of each: which one it was
};
mapped_changes map_changes(const dialect_mapping &mapping, const std::vector<schema_change> &changes);

}  // namespace tenantry
