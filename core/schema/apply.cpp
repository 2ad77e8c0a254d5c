#include "core/schema/apply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/schema/rename.hpp"

namespace tenantry {
namespace {

using kind_view = std::string_view;

status misfit(const schema_change &change, std::string_view why) {
  return fail(category::internal,
              fmt::format("the change \"{}\" does not fit: {}", describe_change(change), why));
}

template <class Items>
bool take_named(Items &into, const Items &from, const std::string &name) {
  const auto *found = sdk::find_named(from, name);
  if (found == nullptr || sdk::find_named(into, name) != nullptr) return false;
  into.push_back(*found);
  return true;
}
template <class Items>
bool drop_named(Items &from, const std::string &name) {
  return std::erase_if(from, [&](const auto &one) { return one.name == name; }) == 1;
}

// One change of one table, made by its kind and name alone; `after` gives only the part that is new.
bool change_part(sdk::table_definition &table, const schema_change &change) {
  const kind_view kind = change.kind;
  const sdk::table_definition &after = *change.after;
  if (kind == "add_column") return take_named(table.columns, after.columns, change.name);
  if (kind == "drop_column") return drop_named(table.columns, change.name);
  if (kind == "alter_column") {
    auto *column = sdk::find_named(table.columns, change.name);
    const auto *made = sdk::find_named(after.columns, change.name);
    if (column == nullptr || made == nullptr) return false;
    *column = *made;
    return true;
  }
  if (kind == "add_primary_key" || kind == "drop_primary_key") {
    const bool add = kind == "add_primary_key";
    if (table.primary_key.empty() != add) return false;
    table.primary_key = add ? after.primary_key : std::vector<std::string>{};
    table.primary_key_name = add ? after.primary_key_name : "";
    return true;
  }
  if (kind == "add_unique") return take_named(table.uniques, after.uniques, change.name);
  if (kind == "drop_unique") return drop_named(table.uniques, change.name);
  if (kind == "add_check") return take_named(table.checks, after.checks, change.name);
  if (kind == "drop_check") return drop_named(table.checks, change.name);
  if (kind == "add_foreign_key") return take_named(table.foreign_keys, after.foreign_keys, change.name);
  if (kind == "drop_foreign_key") return drop_named(table.foreign_keys, change.name);
  if (kind == "create_index") return take_named(table.indexes, after.indexes, change.name);
  if (kind == "drop_index") return drop_named(table.indexes, change.name);
  if (kind != "comment_table") return false;
  table.comment = after.comment;
  return true;
}

status apply_to_table(schema_model &schema, const schema_change &change) {
  auto *table = sdk::find_object(schema.tables, change.before->schema, change.before->name);
  if (table == nullptr) return misfit(change, "the table is not there");
  sdk::sort_table(*table);
  if (*table != *change.before) return misfit(change, "the table is not as the change expects it");
  if (change.new_table) return {};  // create_table has brought it along
  if (change.kind == "fill_column" || change.kind == "validate_constraint" ||
      change.kind.starts_with("require_"))
    return {};  // rows, not schema
  if (change.kind == "rename_column")
    rename_column(schema, {table->schema, table->name}, change.name, change.to);
  else if (!change_part(*table, change))
    return misfit(change, "the part is there already, or is not there");
  sdk::sort_table(*table);
  if (*table != *change.after) return misfit(change, "it makes another table than it says");
  return {};
}

template <class Object, class Items>
status apply_object(Items &all, const schema_change &change) {
  const auto *before = std::get_if<Object>(&change.object_before);
  const auto *after = std::get_if<Object>(&change.object_after);
  const auto same = [](const Object &a, const Object &b) {
    if constexpr (std::is_same_v<Object, sdk::namespace_definition>) {
      return a.name == b.name;
    } else if constexpr (std::is_same_v<Object, sdk::opaque_definition>) {
      return a.kind == b.kind && a.schema == b.schema && a.name == b.name && a.on_schema == b.on_schema &&
             a.on_table == b.on_table;
    } else {
      return a.schema == b.schema && a.name == b.name;
    }
  };
  if (before != nullptr && std::erase_if(all, [&](const Object &one) { return same(one, *before); }) != 1)
    return misfit(change, "it is not there");
  if (after == nullptr) return {};
  if (std::any_of(all.begin(), all.end(), [&](const Object &one) { return same(one, *after); }))
    return misfit(change, "it is there already");
  all.push_back(*after);
  return {};
}

status apply_drop_table(schema_model &schema, const schema_change &change) {
  const auto here = [&](const auto &one) { return one.schema == change.schema && one.name == change.name; };
  for (const sdk::table_definition &table : schema.tables)
    if (!here(table))
      for (const sdk::foreign_key_definition &key : table.foreign_keys)
        if (key.to_schema == change.schema && key.to_table == change.name)
          return misfit(change, fmt::format("the foreign key \"{}\" still references it", key.name));
  if (std::erase_if(schema.tables, here) != 1) return misfit(change, "it is not there");
  std::erase_if(schema.opaque, [&](const auto &one) {
    return one.on_schema == change.schema && one.on_table == change.name;
  });
  return {};
}

status apply_comment(schema_model &schema, const schema_change &change) {
  const auto put = [&](auto *one) {
    if (one != nullptr) one->comment = change.text;
    return one != nullptr;
  };
  bool done = false;
  if (change.on == "schema") done = put(sdk::find_named(schema.schemas, change.name));
  if (change.on == "enum") done = put(sdk::find_object(schema.enums, change.schema, change.name));
  if (change.on == "sequence") done = put(sdk::find_object(schema.sequences, change.schema, change.name));
  if (change.on == "view") done = put(sdk::find_object(schema.views, change.schema, change.name));
  if (change.on == "index")
    for (sdk::table_definition &table : schema.tables)
      if (table.schema == change.schema) done = put(sdk::find_named(table.indexes, change.name)) || done;
  return done ? status{} : misfit(change, "it is not there");
}

status apply_rename(schema_model &schema, const schema_change &change) {
  const object_place from{change.schema, change.name}, to{change.to_schema, change.to};
  if (change.kind == "rename_table") {
    if (sdk::find_object(schema.tables, to.schema, to.name) != nullptr)
      return misfit(change, "the new name is taken");
    rename_table(schema, from, to);
    return {};
  }
  if (change.kind == "rename_enum") {
    rename_enum(schema, from, to);
    return {};
  }
  auto *sequence = sdk::find_object(schema.sequences, from.schema, from.name);
  if (sequence == nullptr) return misfit(change, "it is not there");
  sequence->schema = to.schema;
  sequence->name = to.name;
  return {};
}

}  // namespace

status apply_change(schema_model &schema, const schema_change &change) {
  const kind_view kind = change.kind;
  if (kind == "create_table") {
    if (sdk::find_object(schema.tables, change.after->schema, change.after->name) != nullptr)
      return misfit(change, "it is there already");
    schema.tables.push_back(*change.after);
    return {};
  }
  if (kind == "drop_table") return apply_drop_table(schema, change);
  if (kind == "comment") return apply_comment(schema, change);
  if (kind == "rename_table" || kind == "rename_enum" || kind == "rename_sequence")
    return apply_rename(schema, change);
  if (change.before && change.after) return apply_to_table(schema, change);
  if (kind.ends_with("_schema")) return apply_object<sdk::namespace_definition>(schema.schemas, change);
  if (kind.ends_with("_enum")) return apply_object<sdk::enum_definition>(schema.enums, change);
  if (kind.ends_with("_sequence")) return apply_object<sdk::sequence_definition>(schema.sequences, change);
  if (kind.ends_with("_view")) return apply_object<sdk::view_definition>(schema.views, change);
  if (kind.ends_with("_opaque")) return apply_object<sdk::opaque_definition>(schema.opaque, change);
  return misfit(change, "its kind is not known");
}

status apply_changes(schema_model &schema, const std::vector<schema_change> &changes) {
  for (const schema_change &change : changes) TENANTRY_TRY_VOID(apply_change(schema, change));
  sdk::sort_schema(schema);
  return {};
}

}  // namespace tenantry
