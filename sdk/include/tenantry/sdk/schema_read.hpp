// tenantry.schema/1 out of JSON.  A document that is malformed throws nlohmann's exception or
// std::invalid_argument.
#pragma once
#include <tenantry/sdk/schema_types.hpp>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tenantry::sdk {

using nlohmann_json = nlohmann::json;

inline by_dialect read_by_dialect(const nlohmann_json &holder, const char *key) {
  const auto found = holder.find(key);
  return found == holder.end() ? by_dialect{} : found->get<by_dialect>();
}
inline expression read_literal(const nlohmann_json &value) {
  if (value.is_string()) return expression::text_of(value.get<std::string>());
  if (value.is_boolean()) return expression::boolean_of(value.get<bool>());
  if (value.is_number_integer()) return expression::integer_of(value.get<std::int64_t>());
  if (value.is_number()) return expression::number_of(value.dump());
  return {expression::node::null};
}
inline expression read_expression_json(const nlohmann_json &from) {
  if (const auto found = from.find("column"); found != from.end())
    return expression::column_of(found->get<std::string>());
  if (const auto found = from.find("literal"); found != from.end()) return read_literal(*found);
  if (const auto found = from.find("number"); found != from.end())
    return expression::number_of(found->get<std::string>());
  if (from.contains("sql")) {
    expression made{expression::node::sql};
    made.sql = read_by_dialect(from, "sql");
    return made;
  }
  const bool call = from.contains("call");
  std::vector<expression> args;
  for (const nlohmann_json &one : from.at("args")) args.push_back(read_expression_json(one));
  if (!call && args.empty()) throw std::invalid_argument("an operation has no arguments");
  return call ? expression::call_of(from.at("call").get<std::string>(), std::move(args))
              : expression::operation_of(from.at("op").get<std::string>(), std::move(args));
}

namespace detail {

template <class Item>
std::vector<Item> read_list(const nlohmann_json &holder, const char *key,
                            Item (*read)(const nlohmann_json &)) {
  std::vector<Item> all;
  if (const auto found = holder.find(key); found != holder.end())
    for (const nlohmann_json &one : *found) all.push_back(read(one));
  return all;
}
inline std::string text_at(const nlohmann_json &holder, const char *key, const char *otherwise = "") {
  return holder.value(key, otherwise);
}
inline std::vector<std::string> names_at(const nlohmann_json &holder, const char *key) {
  const auto found = holder.find(key);
  return found == holder.end() ? std::vector<std::string>{} : found->get<std::vector<std::string>>();
}
inline column_default read_default(const nlohmann_json &from) {
  if (from.is_string()) return column_default(from.get<std::string>());
  column_default made(from.at("kind").get<std::string>());
  if (made.kind == "expression") made.value = read_expression_json(from.at("expression"));
  if (made.kind == "literal")
    made.value = from.contains("number") ? expression::number_of(from.at("number").get<std::string>())
                                         : read_literal(from.at("value"));
  return made;
}
inline sequence_options read_options(const nlohmann_json &holder) {
  sequence_options made;
  const auto found = holder.find("options");
  if (found == holder.end()) return made;
  const auto number = [&](const char *key, std::optional<std::int64_t> &into) {
    if (const auto one = found->find(key); one != found->end()) into = one->get<std::int64_t>();
  };
  number("start", made.start);
  number("increment", made.increment);
  number("min", made.min);
  number("max", made.max);
  number("cache", made.cache);
  made.cycle = found->value("cycle", false);
  return made;
}
inline column_definition read_column(const nlohmann_json &from) {
  column_definition made;
  made.name = from.at("name").get<std::string>();
  made.type = read_type(from.at("type").get<std::string>());
  made.type.native = read_by_dialect(from, "native");
  made.null = from.value("null", true);
  if (const auto found = from.find("default"); found != from.end()) made.default_value = read_default(*found);
  if (const auto found = from.find("identity"); found != from.end())
    made.identity = identity_definition{found->at("kind").get<std::string>(), text_at(*found, "sequence"),
                                        read_options(*found)};
  if (const auto found = from.find("generated"); found != from.end())
    made.generated =
        generated_definition{read_expression_json(found->at("expression")), found->value("stored", true)};
  made.collation = read_by_dialect(from, "collation");
  made.comment = text_at(from, "comment");
  return made;
}
inline unique_definition read_unique(const nlohmann_json &from) {
  return {from.at("name").get<std::string>(), names_at(from, "columns"),
          from.value("nulls_not_distinct", false), text_at(from, "deferrable", "no")};
}
inline foreign_key_definition read_foreign_key(const nlohmann_json &from) {
  const nlohmann_json &to = from.at("references");
  return {from.at("name").get<std::string>(),
          names_at(from, "columns"),
          text_at(to, "schema"),
          to.at("table").get<std::string>(),
          names_at(to, "columns"),
          text_at(from, "on_delete", "no_action"),
          text_at(from, "on_update", "no_action"),
          text_at(from, "deferrable", "no")};
}
inline check_definition read_check(const nlohmann_json &from) {
  return {from.at("name").get<std::string>(), read_expression_json(from.at("expression"))};
}
inline index_part read_part(const nlohmann_json &from) {
  index_part made;
  made.value = from.contains("expression") ? read_expression_json(from.at("expression"))
                                           : expression::column_of(from.at("column").get<std::string>());
  made.descending = from.value("descending", false);
  made.nulls = text_at(from, "nulls");
  if (made.nulls == (made.descending ? "first" : "last")) made.nulls.clear();
  made.operator_class = read_by_dialect(from, "operator_class");
  made.collation = read_by_dialect(from, "collation");
  return made;
}
inline index_definition read_index(const nlohmann_json &from) {
  index_definition made;
  made.name = from.at("name").get<std::string>();
  made.unique = from.value("unique", false);
  made.parts = read_list<index_part>(from, "parts", read_part);
  if (const auto found = from.find("where"); found != from.end()) made.where = read_expression_json(*found);
  made.method = text_at(from, "method", "btree");
  made.include = names_at(from, "include");
  made.nulls_not_distinct = from.value("nulls_not_distinct", false);
  made.options = read_by_dialect(from, "options");
  made.comment = text_at(from, "comment");
  return made;
}

}  // namespace detail

inline table_definition read_table(const nlohmann_json &from) {
  table_definition made;
  made.schema = detail::text_at(from, "schema");
  made.name = from.at("name").get<std::string>();
  for (const nlohmann_json &one : from.at("columns")) made.columns.push_back(detail::read_column(one));
  if (const auto key = from.find("primary_key"); key != from.end()) {
    made.primary_key_name = detail::text_at(*key, "name");
    made.primary_key = detail::names_at(*key, "columns");
  }
  made.uniques = detail::read_list<unique_definition>(from, "uniques", detail::read_unique);
  made.foreign_keys =
      detail::read_list<foreign_key_definition>(from, "foreign_keys", detail::read_foreign_key);
  made.checks = detail::read_list<check_definition>(from, "checks", detail::read_check);
  made.indexes = detail::read_list<index_definition>(from, "indexes", detail::read_index);
  made.comment = detail::text_at(from, "comment");
  return made;
}
inline enum_definition read_enum(const nlohmann_json &from) {
  return {detail::text_at(from, "schema"), from.at("name").get<std::string>(),
          detail::names_at(from, "values"), detail::text_at(from, "comment")};
}
inline sequence_definition read_sequence(const nlohmann_json &from) {
  return {detail::text_at(from, "schema"), from.at("name").get<std::string>(),
          detail::text_at(from, "type", "bigint"), detail::read_options(from),
          detail::text_at(from, "comment")};
}
inline view_definition read_view(const nlohmann_json &from) {
  return {detail::text_at(from, "schema"), from.at("name").get<std::string>(),
          from.value("materialized", false), read_by_dialect(from, "definition"),
          detail::text_at(from, "comment")};
}
inline opaque_definition read_opaque(const nlohmann_json &from) {
  opaque_definition made{from.at("kind").get<std::string>(), detail::text_at(from, "schema"),
                         from.at("name").get<std::string>()};
  if (const auto on = from.find("on"); on != from.end()) {
    made.on_schema = detail::text_at(*on, "schema");
    made.on_table = on->at("table").get<std::string>();
  }
  made.create = read_by_dialect(from, "create");
  made.drop = read_by_dialect(from, "drop");
  return made;
}
inline namespace_definition read_namespace(const nlohmann_json &from) {
  return {from.at("name").get<std::string>(), detail::text_at(from, "comment")};
}

inline schema_definition read_schema(const nlohmann_json &from) {
  if (from.at("format") != "tenantry.schema/1")
    throw std::invalid_argument("a schema wants the format \"tenantry.schema/1\"");
  schema_definition all;
  all.schemas = detail::read_list<namespace_definition>(from, "schemas", read_namespace);
  all.enums = detail::read_list<enum_definition>(from, "enums", read_enum);
  all.sequences = detail::read_list<sequence_definition>(from, "sequences", read_sequence);
  all.tables = detail::read_list<table_definition>(from, "tables", read_table);
  all.views = detail::read_list<view_definition>(from, "views", read_view);
  all.opaque = detail::read_list<opaque_definition>(from, "opaque", read_opaque);
  sort_schema(all);
  return all;
}

}  // namespace tenantry::sdk
