#pragma once
// What the schema's structs (tenantry/sdk/schema.hpp) need in core: one form for what means the same, paths
// that name a part of a schema, and the faults that no database would take.
#include <tenantry/sdk/schema.hpp>
#include <tenantry/sdk/schema_types.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

using schema_model = sdk::schema_definition;

// "wells", "audit.log"; a part that holds a dot, a quote or "=" is quoted as in SQL.
std::string display_name(std::string_view schema, std::string_view name);
std::string display_name(std::string_view schema, std::string_view name, std::string_view part);

// "tables/audit.log/columns/msg": the keys under which sources keep places and texts.
std::string path_of(std::string_view list, std::string_view schema, std::string_view name);
std::string path_of(std::string_view list, std::string_view schema, std::string_view name,
                    std::string_view part_list, std::string_view part);

// The names that PostgreSQL gives: "wells_pkey", "wells_id_seq", cut to 63 bytes as it cuts them.
std::string usual_name(std::string_view table, std::string_view column, std::string_view label);

// Sorts; leaves out names and options that are the usual ones; brings literals to their column's type;
// columns of a primary key are not null.  Idempotent.
void normalise(schema_model &schema);

// Something that no database can hold: a name twice, a reference to nothing, an unknown type.
struct schema_fault {
  std::string path;  // as path_of gives it, or a parent of it
  std::string message;
  std::string next;
};
std::vector<schema_fault> find_faults(const schema_model &schema);

// A type of the model by its bare name: "varchar"; neither "enum" nor "native".
bool is_neutral_type(std::string_view name);

// Equal but for the order of columns.
bool same_schema(schema_model a, schema_model b);

// The text behind an expression without what people and servers write differently: blanks, the case of
// keywords, quotes that are not needed, the table's own name, parentheses around the whole.
std::string comparable_sql(std::string_view text, std::string_view table);
bool same_expression(const sdk::expression &a, const sdk::expression &b, std::string_view table);

}  // namespace tenantry
