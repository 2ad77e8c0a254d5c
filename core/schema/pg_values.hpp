#pragma once
// PostgreSQL's text of expressions and defaults ↔ parse trees, and the few names that a person wrote for
// them.
#include <tenantry/sdk/schema.hpp>

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry {

sdk::expression read_pg_expression(std::string_view sql, std::string_view table);
sdk::column_default read_pg_default(std::string_view sql, std::string_view table);

// Drizzle's manner: "wells"."depth" >= 0.
std::string write_pg_expression(const sdk::expression &e, std::string_view table);
std::string write_pg_default(const sdk::column_default &value);
std::string quote_pg_name(std::string_view name);
std::string quote_pg_name(std::string_view schema, std::string_view name);  // schema "" is left out
std::string quote_pg_text(std::string_view text);

// A row security policy in the one text that all sources give it.
struct pg_policy {
  std::string name, schema, table;
  std::string as = "PERMISSIVE", command = "ALL";
  std::vector<std::string> roles;
  std::string using_sql, check_sql;
};
sdk::opaque_definition to_opaque(const pg_policy &policy);
// The policy behind such a text; nothing where it is none.
std::optional<pg_policy> read_pg_policy(std::string_view sql);
std::optional<pg_policy> read_pg_policy(const nlohmann::json &tree, std::string_view sql);

sdk::opaque_definition row_security_of(std::string_view schema, std::string_view table);
struct pg_role {
  std::string name;
  bool create_database = false, create_role = false, inherit = true;
};
sdk::opaque_definition to_opaque(const pg_role &role);
std::optional<pg_role> read_pg_role(const nlohmann::json &tree);

}  // namespace tenantry
