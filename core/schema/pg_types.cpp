#include "core/schema/pg_types.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/schema/model.hpp"
#include "core/schema/sql_parser.hpp"

namespace tenantry {
namespace {

using nlohmann::json;

// PostgreSQL's own name → neutral; how many numbers may stand in brackets.
struct known_type {
  std::string_view pg, neutral;
  std::size_t numbers;
};
constexpr known_type known[] = {
    {"bool", "boolean", 0},      {"int2", "smallint", 0},       {"int4", "integer", 0},
    {"int8", "bigint", 0},       {"numeric", "numeric", 2},     {"float4", "real", 0},
    {"float8", "double", 0},     {"text", "text", 0},           {"varchar", "varchar", 1},
    {"bpchar", "char", 1},       {"uuid", "uuid", 0},           {"json", "json", 0},
    {"jsonb", "jsonb", 0},       {"bytea", "bytes", 0},         {"date", "date", 0},
    {"time", "time", 1},         {"timestamp", "timestamp", 1}, {"timestamptz", "timestamptz", 1},
    {"interval", "interval", 0},
};
constexpr known_type serials[] = {{"smallserial", "smallint", 0}, {"serial2", "smallint", 0},
                                  {"serial", "integer", 0},       {"serial4", "integer", 0},
                                  {"bigserial", "bigint", 0},     {"serial8", "bigint", 0}};

std::string text_of(const json &node) {
  const auto found = node.find("String");
  return found != node.end() ? found->value("sval", std::string()) : std::string();
}

// A constant in the brackets: {"A_Const": {"ival": {"ival": 12}}}; anything else as text, or nothing.
std::optional<std::string> argument_of(const json &node) {
  if (const auto constant = node.find("A_Const"); constant != node.end()) {
    if (const auto number = constant->find("ival"); number != constant->end())
      return std::to_string(number->value("ival", 0));
    if (const auto text = constant->find("sval"); text != constant->end())
      return "'" + text->value("sval", std::string()) + "'";
    return std::nullopt;
  }
  if (const auto column = node.find("ColumnRef"); column != node.end() && column->contains("fields"))
    return text_of((*column)["fields"].back());
  return std::nullopt;
}

std::string identifier_text(std::string_view name) {
  const bool plain =
      !name.empty() &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos &&
      !(name[0] >= '0' && name[0] <= '9');
  if (plain) return std::string(name);
  std::string made = "\"";
  for (const char c : name) made.append(c == '"' ? 2 : 1, c);
  return made + "\"";
}

// INTERVAL DAY TO SECOND(3): a mask of fields, then the precision.
std::string interval_text(const std::vector<std::string> &arguments) {
  const auto mask = arguments.empty() ? 0x7FFF : std::atoi(arguments[0].c_str());
  std::string text = "interval", first, last;
  for (const auto &[bit, word] :
       {std::pair{2, "year"}, {1, "month"}, {3, "day"}, {10, "hour"}, {11, "minute"}, {12, "second"}}) {
    if (mask == 0x7FFF || ((mask >> bit) & 1) == 0) continue;
    (first.empty() ? first : last) = word;
  }
  if (!first.empty()) text += " " + first;
  if (!last.empty()) text += " to " + last;
  if (arguments.size() > 1) text += "(" + arguments[1] + ")";
  return text;
}

std::string native_text(const std::string &schema, const std::string &name,
                        const std::vector<std::string> &arguments) {
  if (schema == "pg_catalog" && name == "interval") return interval_text(arguments);
  std::string text = schema.empty() || schema == "pg_catalog"
                         ? identifier_text(name)
                         : identifier_text(schema) + "." + identifier_text(name);
  std::string behind;
  if (name == "timetz") text = "time", behind = " with time zone";
  if (name == "varbit") text = "bit varying";
  for (std::size_t at = 0; at < arguments.size(); ++at) text += (at == 0 ? "(" : ",") + arguments[at];
  if (!arguments.empty()) text += ")";
  return text + behind;
}

// varchar(40), numeric(12,2): nothing where the brackets hold something else.
bool take_numbers(sdk::neutral_type &type, const std::vector<std::string> &arguments, std::size_t allowed) {
  if (arguments.size() > allowed) return false;
  for (const std::string &one : arguments)
    if (one.empty() || one.find_first_not_of("-0123456789") != std::string::npos || one.size() > 9)
      return false;
  if (!arguments.empty()) type.length = static_cast<std::uint32_t>(std::stoul(arguments[0]));
  if (arguments.size() > 1) type.scale = std::stoi(arguments[1]);
  return true;
}

}  // namespace

std::string neutral_schema(std::string_view schema) {
  return schema == "public" ? std::string() : std::string(schema);
}

std::optional<pg_type> read_pg_type_node(const json &node) {
  if (node.value("pct_type", false) || node.value("setof", false) || !node.contains("names"))
    return std::nullopt;
  std::vector<std::string> names, arguments;
  for (const json &one : node["names"]) names.push_back(text_of(one));
  if (names.empty() || names.size() > 2) return std::nullopt;
  if (node.contains("typmods"))
    for (const json &one : node["typmods"]) {
      auto argument = argument_of(one);
      if (!argument) return std::nullopt;
      arguments.push_back(*std::move(argument));
    }
  const std::string schema = names.size() == 2 ? names[0] : "", name = names.back();
  pg_type made;
  if (node.contains("arrayBounds"))
    made.type.dimensions = static_cast<std::uint32_t>(node["arrayBounds"].size());
  const bool own = schema.empty() || schema == "pg_catalog";
  for (const known_type &one : known)
    if (own && name == one.pg && take_numbers(made.type, arguments, one.numbers)) {
      made.type.name = one.neutral;
      return made;
    }
  for (const known_type &one : serials)
    if (own && name == one.pg && arguments.empty()) {
      made.type.name = one.neutral;
      made.serial = true;
      return made;
    }
  made.type.name = "native";
  made.type.native["postgresql"] = native_text(neutral_schema(schema), name, arguments);
  if (schema != "pg_catalog" && arguments.empty()) {
    made.type.enum_schema = neutral_schema(schema);
    made.type.enum_name = name;
  }
  return made;
}

std::optional<pg_type> read_pg_type(std::string_view text) {
  const std::string tree = parse_type_tree(text);
  json parsed = json::parse(tree, nullptr, false);
  // CREATE TABLE t (c <type>): one statement, one column, nothing behind its type or behind the table.
  if (!parsed.is_object() || !parsed["stmts"].is_array() || parsed["stmts"].size() != 1) return std::nullopt;
  json &create = parsed["stmts"][0]["stmt"]["CreateStmt"];
  if (!create.is_object() || create.size() != 3 || !create["tableElts"].is_array() ||
      create["tableElts"].size() != 1)
    return std::nullopt;
  json &column = create["tableElts"][0]["ColumnDef"];
  if (!column.is_object() || column.contains("constraints") || column.contains("collClause") ||
      !column.contains("typeName"))
    return std::nullopt;
  return read_pg_type_node(column["typeName"]);
}

void resolve_enum(sdk::neutral_type &type, const sdk::schema_definition &schema) {
  if (type.name != "native") return;
  if (!type.enum_name.empty() &&
      sdk::find_object(schema.enums, type.enum_schema, type.enum_name) != nullptr) {
    type.name = "enum";
    type.native.clear();
  } else {
    type.enum_schema.clear();
    type.enum_name.clear();
  }
}

std::string write_drizzle_type(const sdk::column_definition &column) {
  const sdk::neutral_type &type = column.type;
  std::string text = type.name;
  const std::string length = type.length ? std::to_string(*type.length) : "";
  if (type.is_enum()) {
    text = type.enum_name;
  } else if (type.name == "native") {
    const auto found = type.native.find("postgresql");
    text = found == type.native.end() ? "text" : found->second;
  } else if (column.identity && column.identity->kind == "serial") {
    text = type.name == "smallint" ? "smallserial" : type.name == "bigint" ? "bigserial" : "serial";
  } else if (type.name == "double") {
    text = "double precision";
  } else if (type.name == "bytes") {
    text = "bytea";
  } else if (type.name == "timestamptz") {
    text = length.empty() ? "timestamp with time zone" : fmt::format("timestamp ({}) with time zone", length);
  } else if (type.name == "timestamp" || type.name == "time") {
    if (!length.empty()) text += fmt::format(" ({})", length);
  } else if (type.scale) {
    text += fmt::format("({}, {})", length, *type.scale);
  } else if (!length.empty()) {
    text += fmt::format("({})", length);
  }
  for (std::uint32_t at = 0; at < type.dimensions; ++at) text += "[]";
  return text;
}

}  // namespace tenantry
