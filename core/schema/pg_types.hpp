#pragma once
// PostgreSQL's names of types ↔ neutral types.
#include <tenantry/sdk/schema.hpp>

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tenantry {

struct pg_type {
  sdk::neutral_type type;
  bool serial = false;  // smallserial, serial, bigserial: the type is the integer
};

// A TypeName node of the parser.  A type that PostgreSQL does not bring along is "native" with its name as
// text, and its place in enum_schema and enum_name until resolve_enum() has looked.  Nothing: "t.c%TYPE" and
// the like.
std::optional<pg_type> read_pg_type_node(const nlohmann::json &node);
// As text: "timestamp (3) with time zone", "\"audit\".\"mood\"[]".
std::optional<pg_type> read_pg_type(std::string_view text);

// Makes an enum of a native type that is one.
void resolve_enum(sdk::neutral_type &type, const sdk::schema_definition &schema);

// As Drizzle Kit writes it in a snapshot: "numeric(12, 2)", "timestamp (3) with time zone"; an enum's bare
// name.
std::string write_drizzle_type(const sdk::column_definition &column);

// "public" is the default schema.
std::string neutral_schema(std::string_view schema);

}  // namespace tenantry
