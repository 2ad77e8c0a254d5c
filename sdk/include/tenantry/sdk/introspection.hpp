// What introspections have in common: the request, the answer, and what is never part of a user's schema.
#pragma once
#include <tenantry/sdk/error.hpp>
#include <tenantry/sdk/schema_json.hpp>

namespace tenantry::sdk {

/// Something that stands in the database and that the model cannot say.
struct introspection_finding {
  std::string kind;         ///< invalid_index, not_valid_constraint, not_kept
  std::string schema = {};  ///< "" is the default one
  std::string table = {};   ///< "" where it belongs to none
  std::string name = {};    ///< of the index, constraint or object
  std::string why = {};     ///< for a person
};

/// What introspect is asked for.
struct introspection_request {
  std::optional<std::vector<std::string>> schemas;                 ///< "" is the default one
  std::vector<std::pair<std::string, std::string>> excluded = {};  ///< schema, table; "": the whole schema

  /// Schemas as in the model: "" is the default one.
  [[nodiscard]] bool wants_schema(const std::string &schema) const {
    if (schema == "drizzle" || schema == "tenantry") return false;
    for (const auto &[where, what] : excluded)
      if (where == schema && what.empty()) return false;
    return !schemas || std::find(schemas->begin(), schemas->end(), schema) != schemas->end();
  }
  /// Is this table, view or other object to be told? tenantry's and Drizzle's own tables never are.
  [[nodiscard]] bool wants(const std::string &schema, const std::string &name) const {
    if (!wants_schema(schema)) return false;
    if (name == "__drizzle_migrations" || name == "tenantry_history") return false;
    return std::find(excluded.begin(), excluded.end(), std::pair(schema, name)) == excluded.end();
  }
};

inline introspection_request read_introspection(std::string_view request) {
  introspection_request made;
  try {
    const nlohmann::json document = nlohmann::json::parse(request);
    if (document.at("format") != "tenantry.introspect/1")
      throw failure(TNT_BAD_ARGUMENT, "introspect wants the format \"tenantry.introspect/1\"");
    if (document.contains("schemas")) made.schemas = document.at("schemas").get<std::vector<std::string>>();
    for (const nlohmann::json &one : document.value("exclude", nlohmann::json::array()))
      made.excluded.emplace_back(one.value("schema", ""), one.value("name", ""));
  } catch (const nlohmann::json::exception &bad) {
    throw failure(TNT_BAD_ARGUMENT, std::string("the request is malformed: ") + bad.what());
  }
  return made;
}

inline std::string write_introspection(schema_definition all,
                                       const std::vector<introspection_finding> &findings) {
  ordered_json made{{"format", "tenantry.introspected/1"}};
  made["schema"] = write_schema(std::move(all));
  made["findings"] = ordered_json::array();
  for (const introspection_finding &one : findings) {
    ordered_json entry{{"kind", one.kind}};
    detail::put(entry, "schema", one.schema);
    detail::put(entry, "table", one.table);
    detail::put(entry, "name", one.name);
    entry["why"] = one.why;
    made["findings"].push_back(std::move(entry));
  }
  return made.dump();
}

}  // namespace tenantry::sdk
