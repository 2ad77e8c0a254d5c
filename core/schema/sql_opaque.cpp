// What the model keeps by name and text: functions, triggers, extensions, policies, roles, domains and the
// rest.
#include <fmt/format.h>

#include <algorithm>

#include "core/schema/pg_types.hpp"
#include "core/schema/sql_fold.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

// A node whose name is a text or a list; `on` names the key of the table that it belongs to.
struct opaque_kind {
  std::string_view node, kind, name, on, words;  // words: DROP <words> name [ON table]
};
constexpr opaque_kind kinds[] = {
    {"CreateTrigStmt", "trigger", "trigname", "relation", "TRIGGER"},
    {"RuleStmt", "rule", "rulename", "relation", "RULE"},
    {"CreateDomainStmt", "domain", "domainname", "", "DOMAIN"},
    {"CompositeTypeStmt", "type", "typevar", "", "TYPE"},
    {"CreateRangeStmt", "type", "typeName", "", "TYPE"},
    {"CreateStatsStmt", "statistics", "defnames", "", "STATISTICS"},
    {"CreateEventTrigStmt", "event_trigger", "trigname", "", "EVENT TRIGGER"},
    {"CreatePublicationStmt", "publication", "pubname", "", "PUBLICATION"},
    {"CreateConversionStmt", "conversion", "conversion_name", "", "CONVERSION"},
};

}  // namespace

std::string schema_fold::statement_text() const {
  return std::string(bare_sql(text_));
}

void schema_fold::add_opaque(sdk::opaque_definition made, bool replace) {
  const auto same = [&](const sdk::opaque_definition &one) {
    return one.kind == made.kind && one.schema == made.schema && one.name == made.name &&
           one.on_schema == made.on_schema && one.on_table == made.on_table;
  };
  if (replace) std::erase_if(made_.schema.opaque, same);
  if (std::any_of(made_.schema.opaque.begin(), made_.schema.opaque.end(), same))
    refuse(0, fmt::format("the {} \"{}\" is created twice", made.kind, display_name(made.schema, made.name)),
           "rename or remove one of the two");
  made_.schema.opaque.push_back(std::move(made));
}

sdk::opaque_definition schema_fold::opaque_of(std::string kind, const sql_name &name, const sql_name &on,
                                              std::string drop) const {
  sdk::opaque_definition made;
  made.kind = std::move(kind);
  made.schema = name.schema;
  made.name = name.name;
  made.on_schema = on.schema;
  made.on_table = on.name;
  made.create["postgresql"] = statement_text();
  made.drop["postgresql"] = std::move(drop);
  return made;
}

bool schema_fold::create_opaque(const std::string &kind, const json &node) {
  if (kind == "CreateFunctionStmt") return create_function(node), true;
  if (kind == "CreateExtensionStmt") return create_extension(node), true;
  if (kind == "CreatePolicyStmt") return create_policy(node), true;
  if (kind == "CreateRoleStmt") return create_role(node), true;
  for (const opaque_kind &one : kinds) {
    if (kind != one.node) continue;
    const json &named = node[std::string(one.name)];
    sql_name name, on;
    if (named.is_string()) name.name = named;
    if (named.is_array()) name = name_of_list(named);
    if (named.is_object()) name = name_of(named);
    if (!one.on.empty()) on = name_of(node[std::string(one.on)]);
    std::string drop = fmt::format("DROP {} {}", one.words, quote_pg_name(name.schema, name.name));
    if (!one.on.empty()) drop += " ON " + quote_pg_name(on.schema, on.name);
    add_opaque(opaque_of(std::string(one.kind), name, on, std::move(drop)), node.value("replace", false));
    return true;
  }
  if (kind != "DefineStmt") return false;
  const std::string of = to_opaque_kind(node.value("kind", ""));
  for (const char *known : {"collation", "tsconfiguration", "tsdictionary"})
    if (of == known) {
      const sql_name name = name_of_list(node["defnames"]);
      const std::string word = of == "collation"      ? "COLLATION"
                               : of == "tsdictionary" ? "TEXT SEARCH DICTIONARY"
                                                      : "TEXT SEARCH CONFIGURATION";
      add_opaque(opaque_of(of, name, {}, "DROP " + word + " " + quote_pg_name(name.schema, name.name)));
      return true;
    }
  return false;
}

// (integer, text): what tells functions of one name apart.
std::string schema_fold::signature_of(const json &node) {
  std::string made = "(";
  if (node.contains("parameters"))
    for (const json &one : node["parameters"]) {
      const json &parameter = one["FunctionParameter"];
      const std::string mode = parameter.value("mode", "");
      if (mode == "FUNC_PARAM_OUT" || mode == "FUNC_PARAM_TABLE") continue;
      const auto type = read_pg_type_node(parameter["argType"]);
      if (!type) refuse(0, "the type of a function's parameter cannot be read");
      sdk::column_definition shown;
      shown.type = type->type;
      made += (made.size() > 1 ? ", " : "") + write_drizzle_type(shown);
    }
  return made + ")";
}

void schema_fold::create_function(const json &node) {
  const bool procedure = node.value("is_procedure", false);
  sql_name name = name_of_list(node["funcname"]);
  const std::string signature = signature_of(node);
  std::string drop = std::string(procedure ? "DROP PROCEDURE " : "DROP FUNCTION ") +
                     quote_pg_name(name.schema, name.name) + signature;
  name.name += signature;
  add_opaque(opaque_of(procedure ? "procedure" : "function", name, {}, std::move(drop)),
             node.value("replace", false));
}

void schema_fold::create_extension(const json &node) {
  const std::string name = node.value("extname", "");
  if (name == "plpgsql") return skip("EXTENSION plpgsql");
  sdk::opaque_definition made;
  made.kind = "extension";
  made.name = name;
  std::string sql = "CREATE EXTENSION IF NOT EXISTS " + quote_pg_name(name);
  if (node.contains("options"))
    for (const json &one : node["options"]) {
      const std::string option = one["DefElem"].value("defname", "");
      const std::string value = one["DefElem"].contains("arg") ? string_of(one["DefElem"]["arg"]) : "";
      if (option == "schema" && value != "public" && value != "pg_catalog")
        sql += " WITH SCHEMA " + quote_pg_name(value);
    }
  made.create["postgresql"] = std::move(sql);
  made.drop["postgresql"] = "DROP EXTENSION " + quote_pg_name(name);
  add_opaque(std::move(made), node.value("if_not_exists", false));
}

void schema_fold::create_policy(const json &node) {
  table_at(node["table"]);
  const auto policy = read_pg_policy(node, text_);
  if (!policy) refuse(0, "the policy cannot be read");
  add_opaque(to_opaque(*policy));
}

void schema_fold::create_role(const json &node) {
  const auto role = read_pg_role(node);
  if (!role)
    refuse(0, "the schema holds a role only with CREATEDB, CREATEROLE and NOINHERIT",
           "make it outside of the schema: it belongs to the whole server");
  add_opaque(to_opaque(*role));
}

// A comment on something that has no place for it in the model.
void schema_fold::comment_opaque() {
  const std::size_t on = find_sql_word(text_, 0, "on"), is = find_sql_word(text_, 0, "is");
  if (on >= text_.size() || is >= text_.size() || is < on) refuse(0, "the comment cannot be read");
  const std::string what(bare_sql(text_.substr(on + 2, is - on - 2)));
  add_opaque(opaque_of("comment", {"", what}, {}, "COMMENT ON " + what + " IS NULL"), true);
}

}  // namespace tenantry
