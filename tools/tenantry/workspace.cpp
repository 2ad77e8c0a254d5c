#include "tools/tenantry/workspace.hpp"

#include <fmt/format.h>

#include "core/adapter/setting_schema.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "tools/tenantry/built_ins.hpp"
#include "tools/tenantry/identity.hpp"

namespace tenantry {
namespace {

catalog_options options_of(const configuration &config) {
  catalog_options options;
  options.paths = config.adapter_paths;
  options.paths.push_back({"/etc/tenantry/adapters.d", "system", false});
  if (const std::filesystem::path folder = program_folder(); !folder.empty())
    options.paths.push_back(
        {(folder / "../lib/tenantry/adapters").lexically_normal(), "beside the program", false});
  options.built_ins = built_in_adapters();
  options.trust = config.trust;
  options.lock_file = config.base_dir / "adapters.lock";
  options.route = config.adapter_route;
  return options;
}

// [adapters.settings.TYPE] NAME = …
struct adapter_setting {
  std::string type;  // in upper case
  std::string name;
  const setting &given;
};

std::vector<adapter_setting> adapter_settings(const configuration &config) {
  const std::string prefix = "adapters.settings.";
  std::vector<adapter_setting> all;
  for (const auto &[key, given] : config.settings) {
    if (key.rfind(prefix, 0) != 0) continue;
    const std::size_t dot = key.find('.', prefix.size());
    all.push_back({to_upper(key.substr(prefix.size(), dot - prefix.size())), key.substr(dot + 1), given});
  }
  return all;
}

// Names and values that an adapter does not know, and types that none serves, with file and line.  An adapter
// that was refused is told of by its tenants.
status check_adapter_settings(const configuration &config, catalog &adapters) {
  for (const adapter_setting &one : adapter_settings(config)) {
    const auto through = adapters.for_database_type(one.type);
    if (!through && through.error().category != category::unsupported) continue;
    status told =
        through ? check_adapter_setting((*through)->about(), one.name, one.given.text())
                : fail(category::usage,
                       fmt::format("[adapters.settings.{}]: no adapter serves this database type.", one.type),
                       through.error().next);
    if (told) continue;
    error e = std::move(told).error();
    e.category = category::usage;
    e.where = {one.given.from.name, one.given.from.line, one.given.from.column};
    return fail(std::move(e));
  }
  return {};
}

error at_origin(error e, const origin &from) {
  if (from.is == origin::kind::file) {
    if (e.where.file.empty()) e.where = {from.name, from.line, from.column};
  } else {
    e = while_doing(std::move(e), fmt::format("using the master's URL from {}", to_string(from)));
  }
  return e;
}

}  // namespace

workspace::workspace(const configuration &config, environment_lookup environment)
    : config_(config), environment_(std::move(environment)) {}

catalog &workspace::adapters() {
  if (!catalog_) catalog_ = std::make_unique<catalog>(options_of(config_));
  return *catalog_;
}

routing_options workspace::routing() const {
  routing_options options;
  options.secrets.environment = environment_;
  options.secrets.base_dir = config_.base_dir.string();
  options.base_dir = config_.base_dir.string();
  options.application_name = "tenantry";
  for (const adapter_setting &one : adapter_settings(config_))
    options.settings[one.type][one.name] = one.given.text();
  return options;
}

status workspace::check_master() const {
  if (!config_.master_url.empty()) return {};
  const std::string where = config_.file.empty()
                                ? "there is no tenantry.toml here or above"
                                : fmt::format("{} has no [master] url", config_.file.string());
  return fail(
      category::usage, fmt::format("No master database: {}, and MASTER_DATABASE_URL is not set.", where),
      config_.file.empty() ? "`tenantry init` writes a configuration" : "add url = \"…\" to [master]");
}

result<route> workspace::find_master() {
  TENANTRY_TRY_VOID(check_master());
  TENANTRY_TRY_VOID(check_adapter_settings(config_, adapters()));
  auto found = route_master(config_.master_url, config_.master_type, adapters(), routing());
  if (!found) return fail(at_origin(std::move(found).error(), config_.master_from));
  return found;
}

result<session *> workspace::master(const call_limits &limits) {
  if (master_) return &*master_;
  TENANTRY_TRY(const route found, find_master());
  auto opened = session::open(*found.target.through, found.target.connect, limits);
  if (!opened) return fail(while_doing(std::move(opened).error(), "opening the master database"));
  master_.emplace(std::move(*opened));
  return &*master_;
}

result<registry> workspace::open_registry(const call_limits &limits) {
  TENANTRY_TRY(session * opened, master(limits));
  std::vector<std::string> extra;
  for (const condition &c : config_.who.where) extra.push_back(c.column);
  auto read = registry::open(*opened, config_.registry, extra, limits);
  if (!read) return fail(while_doing(std::move(read).error(), "reading the tenant registry"));
  return read;
}

result<folder> load_folder(const track_config &track) {
  auto loaded = folder::load(track.migrations);
  if (!loaded)
    return fail(
        while_doing(std::move(loaded).error(), fmt::format("reading the migrations of \"{}\"", track.name)));
  for (const folder_note &note : loaded->notes()) {
    // A folder may be so for ever: told by `check` and `doctor`, not at each run.
    const bool lasting = note.kind == "unsealed" || note.kind == "no_snapshot";
    const log_level level = lasting ? log_level::info : log_level::warn;
    if (!log_wants(level)) continue;
    const std::string line = note.where.line == 0 ? "" : fmt::format(":{}", note.where.line);
    log(level, fmt::format("{}{}: {}", note.where.file, line, note.message));
  }
  return loaded;
}

std::vector<std::string> dialect_chain(const route &r) {
  std::vector<std::string> chain = {r.dialect};
  for (const manifest::dialect &d : r.target.through->about().dialects)
    if (d.name == r.dialect) {
      chain.insert(chain.end(), d.fallbacks.begin(), d.fallbacks.end());
      break;
    }
  return chain;
}

}  // namespace tenantry
