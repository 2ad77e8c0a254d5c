// tenantry.schema/1 as JSON, keys in the order of docs/schema-format.md, what has its usual value left out:
// equal models give equal texts.
#pragma once
#include <tenantry/sdk/schema_types.hpp>

#include <nlohmann/json.hpp>

namespace tenantry::sdk {

using ordered_json = nlohmann::ordered_json;

inline ordered_json write_literal(const expression &value) {
  switch (value.kind) {
    case expression::node::text:
      return value.text;
    case expression::node::integer:
      return value.integer;
    case expression::node::boolean:
      return value.integer != 0;
    default:
      return nullptr;
  }
}
inline ordered_json write_expression(const expression &e) {
  using node = expression::node;
  ordered_json made;
  if (e.is(node::column)) {
    made["column"] = e.text;
  } else if (e.is(node::number)) {
    made["number"] = e.text;
  } else if (e.is_literal()) {
    made["literal"] = write_literal(e);
  } else if (e.is(node::sql)) {
    made["sql"] = e.sql;
  } else {
    made[e.is(node::call) ? "call" : "op"] = e.text;
    made["args"] = ordered_json::array();
    for (const expression &one : e.args) made["args"].push_back(write_expression(one));
  }
  return made;
}

namespace detail {

inline void put(ordered_json &into, const char *key, const std::string &text, std::string_view usual = "") {
  if (text != usual) into[key] = text;
}
inline void put(ordered_json &into, const char *key, const by_dialect &texts) {
  if (!texts.empty()) into[key] = texts;
}
inline void put(ordered_json &into, const char *key, bool yes) {
  if (yes) into[key] = true;
}
template <class Item>
void put_list(ordered_json &into, const char *key, const std::vector<Item> &all,
              ordered_json (*write)(const Item &)) {
  if (all.empty()) return;
  ordered_json list = ordered_json::array();
  for (const Item &one : all) list.push_back(write(one));
  into[key] = std::move(list);
}
inline void put(ordered_json &into, const sequence_options &options) {
  ordered_json made = ordered_json::object();
  const auto number = [&](const char *key, std::optional<std::int64_t> value) {
    if (value) made[key] = *value;
  };
  number("start", options.start);
  number("increment", options.increment);
  number("min", options.min);
  number("max", options.max);
  number("cache", options.cache);
  put(made, "cycle", options.cycle);
  if (!made.empty()) into["options"] = std::move(made);
}
inline ordered_json write_default(const column_default &value) {
  ordered_json made;
  made["kind"] = value.kind;
  if (value.kind == "expression") made["expression"] = write_expression(value.value);
  if (value.kind == "literal") {
    if (value.value.is(expression::node::number))
      made["number"] = value.value.text;
    else
      made["value"] = write_literal(value.value);
  }
  return made;
}
inline ordered_json write_column(const column_definition &column) {
  ordered_json made;
  made["name"] = column.name;
  made["type"] = write_type(column.type);
  put(made, "native", column.type.native);
  if (!column.null) made["null"] = false;
  if (!column.default_value.empty()) made["default"] = write_default(column.default_value);
  if (column.identity) {
    ordered_json &identity = made["identity"];
    identity["kind"] = column.identity->kind;
    put(identity, "sequence", column.identity->sequence);
    put(identity, column.identity->options);
  }
  if (column.generated) {
    made["generated"]["expression"] = write_expression(column.generated->value);
    if (!column.generated->stored) made["generated"]["stored"] = false;
  }
  put(made, "collation", column.collation);
  put(made, "comment", column.comment);
  return made;
}
inline ordered_json write_unique(const unique_definition &unique) {
  ordered_json made;
  made["name"] = unique.name;
  made["columns"] = unique.columns;
  put(made, "nulls_not_distinct", unique.nulls_not_distinct);
  put(made, "deferrable", unique.deferrable, "no");
  return made;
}
inline ordered_json write_foreign_key(const foreign_key_definition &key) {
  ordered_json made;
  made["name"] = key.name;
  made["columns"] = key.columns;
  ordered_json &to = made["references"];
  put(to, "schema", key.to_schema);
  to["table"] = key.to_table;
  to["columns"] = key.to_columns;
  put(made, "on_delete", key.on_delete, "no_action");
  put(made, "on_update", key.on_update, "no_action");
  put(made, "deferrable", key.deferrable, "no");
  return made;
}
inline ordered_json write_check(const check_definition &check) {
  ordered_json made;
  made["name"] = check.name;
  made["expression"] = write_expression(check.value);
  return made;
}
inline ordered_json write_part(const index_part &part) {
  ordered_json made;
  if (part.value.is(expression::node::column))
    made["column"] = part.value.text;
  else
    made["expression"] = write_expression(part.value);
  put(made, "descending", part.descending);
  put(made, "nulls", part.nulls);
  put(made, "operator_class", part.operator_class);
  put(made, "collation", part.collation);
  return made;
}
inline ordered_json write_index(const index_definition &index) {
  ordered_json made;
  made["name"] = index.name;
  put(made, "unique", index.unique);
  put_list(made, "parts", index.parts, write_part);
  if (!index.where.is(expression::node::none)) made["where"] = write_expression(index.where);
  put(made, "method", index.method, "btree");
  if (!index.include.empty()) made["include"] = index.include;
  put(made, "nulls_not_distinct", index.nulls_not_distinct);
  put(made, "options", index.options);
  put(made, "comment", index.comment);
  return made;
}
inline ordered_json write_namespace(const namespace_definition &one) {
  ordered_json made;
  made["name"] = one.name;
  put(made, "comment", one.comment);
  return made;
}

}  // namespace detail

inline ordered_json write_table(const table_definition &table) {
  ordered_json made;
  detail::put(made, "schema", table.schema);
  made["name"] = table.name;
  made["columns"] = ordered_json::array();
  detail::put_list(made, "columns", table.columns, detail::write_column);
  if (!table.primary_key.empty()) {
    ordered_json &key = made["primary_key"];
    detail::put(key, "name", table.primary_key_name);
    key["columns"] = table.primary_key;
  }
  detail::put_list(made, "uniques", table.uniques, detail::write_unique);
  detail::put_list(made, "foreign_keys", table.foreign_keys, detail::write_foreign_key);
  detail::put_list(made, "checks", table.checks, detail::write_check);
  detail::put_list(made, "indexes", table.indexes, detail::write_index);
  detail::put(made, "comment", table.comment);
  return made;
}
inline ordered_json write_enum(const enum_definition &one) {
  ordered_json made;
  detail::put(made, "schema", one.schema);
  made["name"] = one.name;
  made["values"] = one.values;
  detail::put(made, "comment", one.comment);
  return made;
}
inline ordered_json write_sequence(const sequence_definition &one) {
  ordered_json made;
  detail::put(made, "schema", one.schema);
  made["name"] = one.name;
  detail::put(made, "type", one.type, "bigint");
  detail::put(made, one.options);
  detail::put(made, "comment", one.comment);
  return made;
}
inline ordered_json write_view(const view_definition &one) {
  ordered_json made;
  detail::put(made, "schema", one.schema);
  made["name"] = one.name;
  detail::put(made, "materialized", one.materialized);
  made["definition"] = one.definition;
  detail::put(made, "comment", one.comment);
  return made;
}
inline ordered_json write_opaque(const opaque_definition &one) {
  ordered_json made;
  made["kind"] = one.kind;
  detail::put(made, "schema", one.schema);
  made["name"] = one.name;
  if (!one.on_table.empty()) {
    detail::put(made["on"], "schema", one.on_schema);
    made["on"]["table"] = one.on_table;
  }
  made["create"] = one.create;
  detail::put(made, "drop", one.drop);
  return made;
}

// Sorts first.
inline ordered_json write_schema(schema_definition all) {
  sort_schema(all);
  ordered_json made;
  made["format"] = "tenantry.schema/1";
  detail::put_list(made, "schemas", all.schemas, detail::write_namespace);
  detail::put_list(made, "enums", all.enums, write_enum);
  detail::put_list(made, "sequences", all.sequences, write_sequence);
  detail::put_list(made, "tables", all.tables, write_table);
  detail::put_list(made, "views", all.views, write_view);
  detail::put_list(made, "opaque", all.opaque, write_opaque);
  return made;
}

}  // namespace tenantry::sdk
