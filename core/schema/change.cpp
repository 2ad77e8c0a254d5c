#include "core/schema/change.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

json write_object(const schema_object &object) {
  return std::visit(
      [](const auto &one) -> json {
        using Type = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Type, sdk::namespace_definition>) {
          json made = {{"name", one.name}};
          if (!one.comment.empty()) made["comment"] = one.comment;
          return made;
        } else if constexpr (std::is_same_v<Type, sdk::enum_definition>) {
          return sdk::write_enum(one);
        } else if constexpr (std::is_same_v<Type, sdk::sequence_definition>) {
          return sdk::write_sequence(one);
        } else if constexpr (std::is_same_v<Type, sdk::view_definition>) {
          return sdk::write_view(one);
        } else if constexpr (std::is_same_v<Type, sdk::opaque_definition>) {
          return sdk::write_opaque(one);
        } else {
          return json::object();
        }
      },
      object);
}

void merge(json &into, const json &from) {
  for (const auto &[key, value] : from.items()) into[key] = value;
}

bool has(const schema_object &object) {
  return !std::holds_alternative<std::monostate>(object);
}

bool of_column(std::string_view kind) {
  if (kind == "require_values") return true;
  return kind == "add_column" || kind == "drop_column" || kind == "alter_column" || kind == "rename_column" ||
         kind == "fill_column";
}

void put_name(json &into, const schema_change &change) {
  if (!change.schema.empty()) into["schema"] = change.schema;
  into["name"] = change.name;
}

// Kinds that carry two tables and the name of a part: all but the tables.
void put_part_change(json &into, const schema_change &change) {
  if (of_column(change.kind))
    into["column"] = change.name;
  else if (!change.name.empty())
    into["name"] = change.name;
  if (!change.to.empty()) into["to"] = change.to;
  if (change.new_table) into["new_table"] = true;
  if (change.not_valid) into["not_valid"] = true;
  if (change.online) into["online"] = true;
  if (!change.fill.empty()) into["fill"] = sdk::detail::write_default(change.fill);
  if (change.attached.empty()) return;
  into["attached"] = json::array();
  for (const sdk::opaque_definition &one : change.attached)
    into["attached"].push_back(sdk::write_opaque(one));
}

// The keys of an opaque object hold "kind": what it is.  So it stands in a key of its own.
void put_object_change(json &into, const schema_change &change, const table_writer &write_table) {
  const bool opaque = std::holds_alternative<sdk::opaque_definition>(change.object_after) ||
                      std::holds_alternative<sdk::opaque_definition>(change.object_before);
  if (has(change.object_before) && has(change.object_after)) {
    into["before"] = write_object(change.object_before);
    into["after"] = write_object(change.object_after);
    if (change.tables.empty()) return;
    into["tables"] = json::array();
    for (const table_ref &one : change.tables) into["tables"].push_back(write_table(one));
    return;
  }
  const json keys = write_object(has(change.object_after) ? change.object_after : change.object_before);
  if (opaque) {
    into["object"] = keys;
  } else if (has(change.object_after)) {
    merge(into, keys);
  } else {
    put_name(into, change);
    if (keys.contains("materialized")) into["materialized"] = keys["materialized"];
  }
}

error bad_answer(std::string_view why) {
  return make_error(category::internal, fmt::format("the adapter's answer to render is malformed: {}", why));
}

}  // namespace

json write_change(const schema_change &change) {
  return write_change(change, [](const table_ref &table) { return sdk::write_table(*table); });
}

json write_change(const schema_change &change, const table_writer &write_table) {
  json made = {{"kind", change.kind}};
  if (change.script != 0) made["script"] = change.script;
  if (change.kind == "create_table") {
    merge(made, write_table(change.after));
  } else if (change.kind == "drop_table") {
    put_name(made, change);
  } else if (change.kind == "rename_table") {
    put_name(made, change);
    if (change.to != change.name) made["to"] = change.to;
    if (change.to_schema != change.schema) made["to_schema"] = change.to_schema;
    made["after"] = write_table(change.after);
  } else if (change.kind == "comment") {
    made["on"] = change.on;
    put_name(made, change);
    made["text"] = change.text;
    if (const auto *view = std::get_if<sdk::view_definition>(&change.object_after);
        view && view->materialized)
      made["materialized"] = true;
  } else if (change.before && change.after) {
    put_part_change(made, change);
    made["before"] = write_table(change.before);
    made["after"] = write_table(change.after);
  } else if (change.kind.rfind("rename_", 0) == 0) {
    put_name(made, change);
    if (change.to != change.name) made["to"] = change.to;
    if (change.to_schema != change.schema) made["to_schema"] = change.to_schema;
  } else {
    put_object_change(made, change, write_table);
  }
  return made;
}

std::string describe_change(const schema_change &change) {
  std::string verb = change.kind;
  for (char &c : verb) c = c == '_' ? ' ' : c;
  std::string what;
  if (change.before && change.after && !change.name.empty() && change.kind != "rename_table")
    what = display_name(change.after->schema, change.after->name, change.name);
  else if (change.after && change.name.empty())
    what = display_name(change.after->schema, change.after->name);
  else
    what = display_name(change.schema, change.name);
  if (const auto *opaque = std::get_if<sdk::opaque_definition>(
          has(change.object_after) ? &change.object_after : &change.object_before))
    verb = verb.substr(0, verb.find(' ')) + " " + opaque->kind;
  if (change.kind == "comment") verb = "comment on " + change.on;
  std::string text = fmt::format("{} \"{}\"", verb, what);
  if (!change.to.empty()) text += fmt::format(" to \"{}\"", change.to);
  return text;
}

result<rendered_changes> read_rendered(std::string_view text) {
  nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object() || document.value("format", "") != "tenantry.rendered/1")
    return fail(bad_answer("its format is not tenantry.rendered/1"));
  rendered_changes made;
  try {
    for (auto &one : document.at("statements"))
      made.statements.push_back({std::move(one.at("sql").get_ref<std::string &>()),
                                 one.at("change").get<std::size_t>(), one.value("transaction", "") == "none",
                                 one.value("online", false), one.value("loss", "")});
    for (const auto &one : document.at("gaps"))
      made.gaps.push_back({one.at("change").get<std::size_t>(), one.at("why").get<std::string>()});
  } catch (const nlohmann::json::exception &bad) {
    return fail(bad_answer(bad.what()));
  }
  return made;
}

}  // namespace tenantry
