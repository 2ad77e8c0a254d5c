#include "core/engine/own_table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace tenantry {
namespace {

nlohmann::json table_document(const own_table_name &name, std::span<const own_column> columns,
                              const std::vector<std::string> &key) {
  nlohmann::json described = nlohmann::json::array();
  for (const own_column &c : columns) {
    nlohmann::json one{{"name", c.name}, {"type", c.type}, {"null", c.null}};
    if (c.now) one["default"] = "now";
    described.push_back(std::move(one));
  }
  nlohmann::json made{{"kind", "create_table"},
                      {"name", name.table},
                      {"columns", std::move(described)},
                      {"primary_key", {{"name", name.table + "_pk"}, {"columns", key}}}};
  if (!name.schema.empty()) made["schema"] = name.schema;
  return made;
}

}  // namespace

result<own_table_name> name_own_table(const adapter &a, const engine_options &options,
                                      const std::string &table) {
  const auto &facts = a.facts();
  if (!facts) return fail(facts.error());
  own_table_name made;
  made.schema = facts->schemas ? options.history_schema : "";
  made.table = facts->schemas ? table : options.history_schema + "_" + table;
  if (!made.schema.empty()) {
    TENANTRY_TRY(made.qualified, a.quote(made.schema));
    made.qualified += ".";
  }
  TENANTRY_TRY(const std::string quoted, a.quote(made.table));
  made.qualified += quoted;
  return made;
}

result<std::string> own_sql(const adapter &a, const own_table_name &name, std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find_first_of("[#", at), text.size());
    made += text.substr(at, open - at);
    if (open == text.size()) break;
    if (text[open] == '#') {
      made += name.qualified;
      at = open + 1;
      continue;
    }
    const std::size_t close = text.find(']', open);
    TENANTRY_TRY(const std::string quoted, a.quote(std::string(text.substr(open + 1, close - open - 1))));
    made += quoted;
    at = close + 1;
  }
  return made;
}

result<std::vector<std::string>> create_own_table(const adapter &a, const own_table_name &name,
                                                  std::span<const own_column> columns,
                                                  const std::vector<std::string> &key, bool with_schema) {
  nlohmann::json changes = nlohmann::json::array();
  if (with_schema && !name.schema.empty())
    changes.push_back({{"kind", "create_schema"}, {"name", name.schema}});
  changes.push_back(table_document(name, columns, key));
  nlohmann::ordered_json request;
  request["format"] = "tenantry.render/1";
  request["target"] = {{"format", "tenantry.target/1"}};
  request["changes"] = changes;
  TENANTRY_TRY(const std::string answer, a.render(request.dump()));
  const auto document = nlohmann::json::parse(answer, nullptr, false);
  if (!document.is_object() || !document.value("gaps", nlohmann::json::array()).empty())
    return fail(
        category::unsupported,
        fmt::format("the adapter \"{}\" cannot render tenantry's own table \"{}\"", a.about().id, name.table),
        "report this to the adapter's author; the answer was: " + answer);
  std::vector<std::string> statements;
  for (const auto &one : document.value("statements", nlohmann::json::array()))
    statements.push_back(one.value("sql", ""));
  return statements;
}

std::string dash_if_empty(const std::string &text) {
  return text.empty() ? "-" : text;
}

std::string empty_if_dash(std::optional<std::string> text) {
  return !text || *text == "-" ? std::string() : std::move(*text);
}

// 42P01, 3F000: PostgreSQL; 42S02: ODBC's name for it, which MySQL, SQL Server and Oracle's drivers use.
bool is_missing_table(const error &e) {
  return e.sqlstate == "42P01" || e.sqlstate == "42S02" || e.sqlstate == "3F000";
}

// 42P06, 42P07, 42S01: schema or table exists; 23505: two at once collide on PostgreSQL's catalog.
bool already_exists(const error &e) {
  return e.sqlstate == "42P06" || e.sqlstate == "42P07" || e.sqlstate == "42S01" || e.sqlstate == "23505" ||
         e.category == category::conflict;
}

}  // namespace tenantry
