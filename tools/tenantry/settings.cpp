#include "tools/tenantry/settings.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "core/base/text.hpp"
#include "tools/tenantry/command_tree.hpp"

namespace tenantry {
namespace {

setting from_environment(const std::string &variable, const std::string &value, bool repeatable,
                         char separator) {
  setting made;
  made.from = {origin::kind::environment, variable, 0, 0};
  if (!repeatable) {
    made.values = {value};
    return made;
  }
  for (const std::string_view part : split(value, separator))
    if (!trim(part).empty()) made.values.emplace_back(trim(part));
  return made;
}

// A condition may hold a comma, so conditions are separated by semicolons.
char separator_of(std::string_view flag) {
  if (flag == "where" || flag == "backfill") return ';';
  return flag == "adapter-dir" ? ':' : ',';
}

}  // namespace

const std::vector<setting_definition> &setting_definitions() {
  using enum setting_kind;
  static const std::vector<setting_definition> definitions = {
      {"environment", text, "development", "", "TENANTRY_ENVIRONMENT", "development|test|staging|production"},
      {"master.url", text, "", "master-url", "MASTER_DATABASE_URL", ""},
      {"master.database_type", text, "", "", "", ""},
      {"master.migrations", text, "migrations/master", "", "", ""},
      {"master.schema", text, "schema/master", "", "", ""},
      {"master.seeds", text, "seeds/master", "", "", ""},
      {"tenant.migrations", text, "migrations/tenant", "", "", ""},
      {"tenant.schema", text, "schema/tenant", "", "", ""},
      {"tenant.seeds", text, "seeds/tenant", "", "", ""},
      {"tenant.dialects", list, "", "", "", ""},
      {"registry.table", text, "tenants", "", "", ""},
      {"registry.statuses", list, "ACTIVE", "", "", ""},
      {"registry.columns.id", text, "id", "", "", ""},
      {"registry.columns.slug", text, "slug", "", "", ""},
      {"registry.columns.name", text, "name", "", "", ""},
      {"registry.columns.database_type", text, "database_type", "", "", ""},
      {"registry.columns.database_url", text, "database_url", "", "", ""},
      {"registry.columns.database_name", text, "database_name", "", "", ""},
      {"registry.columns.status", text, "status", "", "", ""},
      {"registry.columns.deleted_at", text, "deleted_at", "", "", ""},
      {"registry.columns.migration_url", text, "migration_url", "", "", ""},
      {"run.parallel", number, "8", "parallel", "", ""},
      {"run.per_server", number, "8", "per-server", "", ""},
      {"run.max_failures", budget, "0", "max-failures", "", ""},
      {"run.lock_timeout", duration, "5s", "lock-timeout", "", ""},
      {"run.wait_lock", duration, "60s", "wait-lock", "", ""},
      {"run.statement_timeout", duration, "0", "statement-timeout", "", ""},
      {"run.out_of_order", text, "", "out-of-order", "", "allow|refuse"},
      {"run.transaction", text, "each", "transaction", "", "each|all"},
      {"adapters.path", list, "adapters", "", "", ""},
      {"adapters.trust", text, "manifest", "trust", "", "listed|manifest|any"},
      {"drift.ignore", list, "", "ignore", "", ""},
      {"generate.plain", list, "", "plain", "", ""},
      {"history.drizzle", text, "auto", "", "", "auto|on|off"},
      {"history.drizzle_schema", text, "drizzle", "", "", ""},
      {"history.drizzle_table", text, "__drizzle_migrations", "", "", ""},
      {"history.schema", text, "tenantry", "", "", ""},
      {"history.table", text, "history", "", "", ""},
  };
  return definitions;
}

const setting_definition *find_setting(std::string_view key) {
  for (const setting_definition &definition : setting_definitions())
    if (definition.key == key) return &definition;
  return nullptr;
}

bool is_unused(std::string_view key) {
  return key.ends_with(".seeds");
}

const std::string &setting::text() const {
  static const std::string nothing;
  return values.empty() ? nothing : values.front();
}

std::string to_string(const origin &o) {
  switch (o.is) {
    case origin::kind::fallback:
      break;
    case origin::kind::file:
      return fmt::format("{}:{}", std::filesystem::path(o.name).filename().string(), o.line);
    case origin::kind::environment:
    case origin::kind::flag:
      return o.name;
  }
  return "default";
}

std::map<std::string, setting> resolve_flags(const flag_map &flags, const environment_lookup &environment) {
  std::map<std::string, setting> resolved;
  for (const flag_definition &flag : all_flags()) {
    const std::string name(flag.name);
    if (const auto given = flags.find(name); given != flags.end()) {
      resolved[name] = {given->second, {origin::kind::flag, "--" + name, 0, 0}};
      continue;
    }
    std::vector<std::string> variables = {environment_twin(name)};
    if (name == "tenant") variables.emplace_back("TENANT_ID");
    for (const std::string &variable : variables) {
      const auto value = environment(variable);
      if (!value || value->empty()) continue;
      resolved[name] = from_environment(variable, *value, flag.repeatable, separator_of(name));
      break;
    }
  }
  // No twin of --adapter-dir but a road of its own, searched after it.
  if (const auto path = environment("TENANTRY_ADAPTER_PATH"); path && !path->empty())
    resolved["adapter-path"] = from_environment("TENANTRY_ADAPTER_PATH", *path, true, ':');
  return resolved;
}

setting_map resolve_settings(const setting_map &file, const std::map<std::string, setting> &flags,
                             const environment_lookup &environment) {
  setting_map resolved = file;
  for (const setting_definition &definition : setting_definitions()) {
    const std::string key(definition.key);
    if (const auto flag = flags.find(std::string(definition.flag));
        !definition.flag.empty() && flag != flags.end()) {
      resolved[key] = flag->second;
      continue;
    }
    if (!definition.variable.empty()) {
      const std::string variable(definition.variable);
      const auto value = environment(variable);
      if (value && !value->empty()) {
        resolved[key] = from_environment(variable, *value, false, ',');
        continue;
      }
    }
    if (resolved.count(key) != 0 || definition.fallback.empty()) continue;
    const bool many = definition.kind == setting_kind::list;
    resolved[key] = from_environment("", std::string(definition.fallback), many, ',');
    resolved[key].from = {};
  }
  return resolved;
}

}  // namespace tenantry
