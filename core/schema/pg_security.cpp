// Policies, row security and roles: opaque to the model, in one text whatever source they come from.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/schema/pg_types.hpp"
#include "core/schema/pg_values.hpp"
#include "core/schema/sql_parser.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

using nlohmann::json;

std::string role_text(const std::string &role) {
  for (const char *word : {"public", "current_user", "current_role", "session_user"})
    if (role == word) return role;
  return quote_pg_name(role);
}

std::string role_name(const json &spec) {
  const std::string kind = spec.value("roletype", "");
  if (kind == "ROLESPEC_PUBLIC") return "public";
  if (kind == "ROLESPEC_CURRENT_USER") return "current_user";
  if (kind == "ROLESPEC_CURRENT_ROLE") return "current_role";
  if (kind == "ROLESPEC_SESSION_USER") return "session_user";
  return spec.value("rolename", "");
}

std::string upper(std::string text) {
  for (char &c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

sdk::opaque_definition to_opaque(const pg_policy &policy) {
  sdk::opaque_definition made;
  made.kind = "policy";
  made.name = policy.name;
  made.on_schema = policy.schema;
  made.on_table = policy.table;
  const std::string on = quote_pg_name(policy.name) + " ON " + quote_pg_name(policy.schema, policy.table);
  std::string sql = "CREATE POLICY " + on + " AS " + policy.as + " FOR " + policy.command + " TO ";
  for (std::size_t at = 0; at < policy.roles.size(); ++at)
    sql += (at == 0 ? "" : ", ") + role_text(policy.roles[at]);
  if (policy.roles.empty()) sql += "public";
  if (!policy.using_sql.empty()) sql += " USING (" + policy.using_sql + ")";
  if (!policy.check_sql.empty()) sql += " WITH CHECK (" + policy.check_sql + ")";
  made.create["postgresql"] = std::move(sql);
  made.drop["postgresql"] = "DROP POLICY " + on;
  return made;
}

std::optional<pg_policy> read_pg_policy(const json &tree, std::string_view sql) {
  if (!tree.contains("table")) return std::nullopt;
  pg_policy made;
  made.name = tree.value("policy_name", "");
  made.schema = neutral_schema(tree["table"].value("schemaname", ""));
  made.table = tree["table"].value("relname", "");
  made.as = tree.value("permissive", false) ? "PERMISSIVE" : "RESTRICTIVE";
  made.command = upper(tree.value("cmd_name", "all"));
  if (tree.contains("roles"))
    for (const json &one : tree["roles"])
      if (one.contains("RoleSpec")) made.roles.push_back(role_name(one["RoleSpec"]));
  if (tree.contains("qual"))
    made.using_sql = bare_sql(inside_brackets(sql, std::min(find_sql_word(sql, 0, "using"), sql.size())));
  if (tree.contains("with_check"))
    made.check_sql = bare_sql(inside_brackets(sql, std::min(find_sql_word(sql, 0, "check"), sql.size())));
  return made;
}

std::optional<pg_policy> read_pg_policy(std::string_view sql) {
  const auto tree = parse_postgresql(sql, {0, sql.size()}, "");
  if (!tree || !tree->contains("CreatePolicyStmt")) return std::nullopt;
  return read_pg_policy((*tree)["CreatePolicyStmt"], sql);
}

sdk::opaque_definition row_security_of(std::string_view schema, std::string_view table) {
  sdk::opaque_definition made;
  made.kind = "row_security";
  made.name = table;
  made.on_schema = schema;
  made.on_table = table;
  const std::string on = "ALTER TABLE " + quote_pg_name(schema, table);
  made.create["postgresql"] = on + " ENABLE ROW LEVEL SECURITY";
  made.drop["postgresql"] = on + " DISABLE ROW LEVEL SECURITY";
  return made;
}

sdk::opaque_definition to_opaque(const pg_role &role) {
  sdk::opaque_definition made;
  made.kind = "role";
  made.name = role.name;
  std::string with;
  if (role.create_database) with += " CREATEDB";
  if (role.create_role) with += " CREATEROLE";
  if (!role.inherit) with += " NOINHERIT";
  made.create["postgresql"] =
      "CREATE ROLE " + quote_pg_name(role.name) + (with.empty() ? "" : " WITH" + with);
  made.drop["postgresql"] = "DROP ROLE " + quote_pg_name(role.name);
  return made;
}

std::optional<pg_role> read_pg_role(const json &tree) {
  pg_role made;
  made.name = tree.value("role", "");
  if (!tree.contains("options")) return made;
  for (const json &one : tree["options"]) {
    if (!one.contains("DefElem")) return std::nullopt;
    const json &option = one["DefElem"];
    const std::string name = option.value("defname", "");
    const bool on = option.contains("arg") && option["arg"].contains("Boolean") &&
                    option["arg"]["Boolean"].value("boolval", false);
    if (name == "createdb") {
      made.create_database = on;
    } else if (name == "createrole") {
      made.create_role = on;
    } else if (name == "inherit") {
      made.inherit = on;
    } else {
      return std::nullopt;
    }
  }
  return made;
}

}  // namespace tenantry
