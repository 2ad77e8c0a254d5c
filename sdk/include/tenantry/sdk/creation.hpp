// The changes that make a whole schema out of nothing, in an order that works: what the conformance kit and a
// push into an empty database ask a dialect to render.
#pragma once
#include <tenantry/sdk/schema_json.hpp>

namespace tenantry::sdk {

namespace detail {
inline ordered_json with_kind(const char *kind, const ordered_json &rest) {
  ordered_json made;
  made["kind"] = kind;
  made.update(rest);
  return made;
}
inline ordered_json of_opaque(const opaque_definition &one) {
  ordered_json made;
  made["kind"] = "create_opaque";
  made["object"] = write_opaque(one);
  return made;
}
inline ordered_json table_part(const char *kind, const ordered_json &table, const std::string &name) {
  ordered_json made;
  made["kind"] = kind;
  made["name"] = name;
  made["before"] = table;
  made["after"] = table;
  made["new_table"] = true;
  return made;
}
}  // namespace detail

inline ordered_json creation_changes(const schema_definition &all) {
  ordered_json changes = ordered_json::array();
  for (const opaque_definition &one : all.opaque)  // other objects may need an extension
    if (one.kind == "extension") changes.push_back(detail::of_opaque(one));
  for (const auto &one : all.schemas)
    changes.push_back(detail::with_kind("create_schema", detail::write_namespace(one)));
  for (const auto &one : all.enums) changes.push_back(detail::with_kind("create_enum", write_enum(one)));
  for (const auto &one : all.sequences)
    changes.push_back(detail::with_kind("create_sequence", write_sequence(one)));
  for (const auto &one : all.tables) changes.push_back(detail::with_kind("create_table", write_table(one)));
  for (const auto &table : all.tables)
    for (const auto &key : table.foreign_keys)
      changes.push_back(detail::table_part("add_foreign_key", write_table(table), key.name));
  for (const auto &table : all.tables)
    for (const auto &index : table.indexes)
      changes.push_back(detail::table_part("create_index", write_table(table), index.name));
  for (const auto &one : all.views) changes.push_back(detail::with_kind("create_view", write_view(one)));
  for (const opaque_definition &one : all.opaque)
    if (one.kind != "extension") changes.push_back(detail::of_opaque(one));
  return changes;
}

}  // namespace tenantry::sdk
