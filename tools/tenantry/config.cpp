#include "tools/tenantry/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/base/text.hpp"
#include "core/migration/script.hpp"
#include "tools/tenantry/command_tree.hpp"
#include "tools/tenantry/config_file.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

// What stands in a message before a bad value: the place for a file, the name for the rest.
error bad_value(const setting &from, std::string_view key, const std::string &why, std::string next = {}) {
  const bool in_file = from.from.is == origin::kind::file;
  const std::string name = in_file ? fmt::format("\"{}\"", key) : fmt::format("\"{}\"", from.from.name);
  error e =
      make_error(category::usage, fmt::format("{} is \"{}\": {}", name, from.text(), why), std::move(next));
  if (in_file) e.where = {from.from.name, from.from.line, from.from.column};
  return e;
}

class converter {
 public:
  converter(const setting_map &settings, fs::path base_dir)
      : settings_(settings), base_dir_(std::move(base_dir)) {}

  [[nodiscard]] const setting &at(std::string_view key) const {
    static const setting nothing;
    const auto found = settings_.find(key);
    return found == settings_.end() ? nothing : found->second;
  }
  [[nodiscard]] const std::string &text(std::string_view key) const { return at(key).text(); }

  // Relative paths of the file are the file's, those of flags and variables the caller's.
  [[nodiscard]] fs::path path(const setting &from, const std::string &value) const {
    const bool own = from.from.is == origin::kind::file || from.from.is == origin::kind::fallback;
    return (own ? base_dir_ / value : fs::absolute(value)).lexically_normal();
  }

  [[nodiscard]] result<milliseconds> duration(std::string_view key) const {
    auto parsed = parse_duration(text(key));
    if (!parsed) return fail(bad_value(at(key), key, parsed.error().message, parsed.error().next));
    return *parsed;
  }

  [[nodiscard]] result<unsigned> count(std::string_view key) const {
    const std::string &value = text(key);
    unsigned number = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code != std::errc{} || end != value.data() + value.size() || number < 1 || number > 10000)
      return fail(bad_value(at(key), key, "a whole number from 1 to 10000 is needed."));
    return number;
  }

  [[nodiscard]] status choices() const {
    for (const setting_definition &definition : setting_definitions()) {
      const setting &given = at(definition.key);
      if (definition.choices.empty() || given.values.empty()) continue;
      std::vector<std::string> known;
      for (const std::string_view choice : split(definition.choices, '|')) known.emplace_back(choice);
      if (std::find(known.begin(), known.end(), given.text()) == known.end())
        return fail(bad_value(given, definition.key,
                              fmt::format("not a known value.{}", did_you_mean(given.text(), known)),
                              fmt::format("known values: {}", fmt::join(known, ", "))));
    }
    return {};
  }

 private:
  const setting_map &settings_;
  fs::path base_dir_;
};

bool is_set(const resolved_flags &flags, const std::string &name) {
  const auto found = flags.find(name);
  return found != flags.end() && found->second.text() != "false" && found->second.text() != "0";
}

std::vector<std::string> values_of(const resolved_flags &flags, const std::string &name) {
  const auto found = flags.find(name);
  return found == flags.end() ? std::vector<std::string>{} : found->second.values;
}

status read_selection(const resolved_flags &flags, configuration &config) {
  config.who.tenants = values_of(flags, "tenant");
  config.who.exclude = values_of(flags, "exclude");
  config.who.statuses = config.registry.statuses;
  config.allow_empty = is_set(flags, "allow-empty");
  for (const std::string &text : values_of(flags, "where")) {
    TENANTRY_TRY(condition made, parse_condition(text));
    config.who.where.push_back(std::move(made));
  }
  return {};
}

void read_registry(const converter &from, configuration &config) {
  config.registry.table = from.text("registry.table");
  config.registry.statuses = from.at("registry.statuses").values;
  const std::string prefix = "registry.columns.";
  for (const auto &[key, value] : config.settings) {
    if (key.rfind(prefix, 0) != 0) continue;
    const std::string role = key.substr(prefix.size());
    config.registry.columns[role] = value.text();
    config.registry.named[role] = value.from.is != origin::kind::fallback;
  }
}

status read_run(const converter &from, configuration &config) {
  TENANTRY_TRY(config.parallel, from.count("run.parallel"));
  TENANTRY_TRY(config.per_server, from.count("run.per_server"));
  auto budget = parse_failure_budget(from.text("run.max_failures"));
  if (!budget)
    return fail(bad_value(from.at("run.max_failures"), "run.max_failures", budget.error().message,
                          budget.error().next));
  config.max_failures = *budget;
  engine_options &engine = config.engine;
  TENANTRY_TRY(engine.lock_timeout, from.duration("run.lock_timeout"));
  TENANTRY_TRY(engine.wait_lock, from.duration("run.wait_lock"));
  TENANTRY_TRY(engine.statement_timeout, from.duration("run.statement_timeout"));
  const std::string &order = from.text("run.out_of_order");
  const bool refuse = order.empty() ? config.production : order == "refuse";
  engine.order = refuse ? out_of_order::refuse : out_of_order::allow;
  engine.all_in_one = from.text("run.transaction") == "all";
  return {};
}

void read_history(const converter &from, engine_options &engine) {
  const std::string &mode = from.text("history.drizzle");
  engine.drizzle = mode == "on"    ? drizzle_mode::on
                   : mode == "off" ? drizzle_mode::off
                                   : drizzle_mode::automatic;
  engine.drizzle_schema = from.text("history.drizzle_schema");
  engine.drizzle_table = from.text("history.drizzle_table");
  engine.history_schema = from.text("history.schema");
  engine.history_table = from.text("history.table");
}

void read_adapters(const converter &from, const resolved_flags &flags, configuration &config) {
  for (const char *name : {"adapter-dir", "adapter-path"}) {
    const auto given = flags.find(name);
    if (given == flags.end()) continue;
    for (const std::string &value : given->second.values)
      config.adapter_paths.push_back({from.path(given->second, value), to_string(given->second.from), true});
  }
  const setting &paths = from.at("adapters.path");
  for (const std::string &value : paths.values)
    config.adapter_paths.push_back({from.path(paths, value),
                                    paths.from.is == origin::kind::fallback
                                        ? "[adapters] path, by default"
                                        : fmt::format("[adapters] path, {}", to_string(paths.from)),
                                    paths.from.is != origin::kind::fallback});
  const std::string prefix = "adapters.route.";
  for (const auto &[key, value] : config.settings)
    if (key.rfind(prefix, 0) == 0) config.adapter_route[to_upper(key.substr(prefix.size()))] = value.text();
  const std::string &trust = from.text("adapters.trust");
  config.trust = trust == "listed" ? trust_level::listed
                 : trust == "any"  ? trust_level::any
                                   : trust_level::manifest;
}

// "drizzle": the snapshots that Drizzle Kit writes are the declared schema.
void read_schema_place(const converter &from, const std::string &key, track_config &track) {
  const setting &schema = from.at(key);
  track.schema_from = schema.from;
  if (!schema.text().empty() && schema.text() != "drizzle") track.schema = from.path(schema, schema.text());
}

status read_generate(const converter &from, configuration &config) {
  config.dialects = from.at("tenant.dialects").values;
  config.ignored = from.at("drift.ignore").values;
  const setting &plain = from.at("generate.plain");
  if (plain.values.empty()) return {};
  config.plain = plain.values;
  for (const std::string &value : plain.values)
    if (value != "not-null" && value != "constraints" && value != "indexes" && value != "all" &&
        value != "none")
      return fail(bad_value(plain, "generate.plain", fmt::format("\"{}\" is not a form.", value),
                            "known: not-null, constraints, indexes, all, none"));
  return {};
}

// [types.mysql] tsvector = "LONGTEXT"; [schemas.mysql] audit = "audit_".
status read_mappings(configuration &config) {
  for (const auto &[key, value] : config.settings) {
    const bool types = key.rfind("types.", 0) == 0;
    if (!types && key.rfind("schemas.", 0) != 0) continue;
    const std::size_t start = key.find('.') + 1, end = key.find('.', start);
    const std::string dialect = key.substr(start, end - start), name = key.substr(end + 1);
    if (dialect == "postgresql")
      return fail(bad_value(value, key, "the schema is written in PostgreSQL's own types and schemas.",
                            "change the declared schema"));
    dialect_mapping &into = config.mappings[dialect];
    const status read = types ? add_type_mapping(into, dialect, name, value.text())
                              : add_schema_mapping(into, name, value.text());
    if (!read) return fail(bad_value(value, key, read.error().message, read.error().next));
    config.mapped_at.emplace(dialect, value.from);
  }
  return {};
}

// [tracks.NAME] migrations = "…", on = "master" or "tenant".
result<std::vector<track_config>> read_free_tracks(const converter &from, const setting_map &settings) {
  std::vector<track_config> tracks;
  const std::string prefix = "tracks.";
  for (const auto &[key, value] : settings) {
    if (key.rfind(prefix, 0) != 0) continue;
    const std::string name = key.substr(prefix.size(), key.find('.', prefix.size()) - prefix.size());
    if (!tracks.empty() && tracks.back().name == name) continue;
    if (name == "master" || name == "tenant" || name == "all")
      return fail(bad_value(value, key, fmt::format("\"{}\" cannot be the name of a further track.", name),
                            "use [master] and [tenant], or another name"));
    const std::string stem = prefix + name;
    const setting &migrations = from.at(stem + ".migrations"), &on = from.at(stem + ".on");
    if (migrations.values.empty())
      return fail(bad_value(value, key, fmt::format("the track \"{}\" has no folder.", name),
                            fmt::format("add migrations = \"…\" to [{}]", stem)));
    if (!on.values.empty() && on.text() != "master" && on.text() != "tenant")
      return fail(bad_value(on, stem + ".on", "\"master\" or \"tenant\" is needed."));
    tracks.push_back(
        {name, from.path(migrations, migrations.text()), on.text() == "master", migrations.from});
    read_schema_place(from, stem + ".schema", tracks.back());
  }
  return tracks;
}

status read_tracks(const converter &from, configuration &config) {
  TENANTRY_TRY(const std::vector<track_config> free, read_free_tracks(from, config.settings));
  for (const bool on_master : {true, false}) {
    const std::string name = on_master ? "master" : "tenant";
    const setting &folder = from.at(name + ".migrations");
    config.tracks.push_back({name, from.path(folder, folder.text()), on_master, folder.from});
    read_schema_place(from, name + ".schema", config.tracks.back());
    for (const track_config &track : free)
      if (track.on_master == on_master) config.tracks.push_back(track);
  }
  return {};
}

result<fs::path> configuration_file(const resolved_flags &flags, const fs::path &current) {
  const auto named = flags.find("config");
  if (named == flags.end()) return find_config_file(current).value_or(fs::path{});
  const fs::path path = (current / named->second.text()).lexically_normal();
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored))
    return fail(
        category::usage,
        fmt::format("No configuration file \"{}\" ({}).", path.string(), to_string(named->second.from)),
        "`tenantry init` writes one");
  return path;
}

}  // namespace

result<configuration> to_configuration(setting_map settings, const resolved_flags &flags,
                                       const fs::path &base_dir) {
  configuration config;
  config.base_dir = base_dir;
  config.settings = std::move(settings);
  const converter from(config.settings, base_dir);
  TENANTRY_TRY_VOID(from.choices());
  config.production = from.text("environment") == "production";
  config.master_url = from.text("master.url");
  config.master_from = from.at("master.url").from;
  config.master_type = from.text("master.database_type");
  read_registry(from, config);
  TENANTRY_TRY_VOID(read_selection(flags, config));
  TENANTRY_TRY_VOID(read_run(from, config));
  if (const auto to = flags.find("to"); to != flags.end()) config.engine.to = to->second.text();
  read_history(from, config.engine);
  read_adapters(from, flags, config);
  TENANTRY_TRY_VOID(read_generate(from, config));
  TENANTRY_TRY_VOID(read_mappings(config));
  TENANTRY_TRY_VOID(read_tracks(from, config));
  return config;
}

result<configuration> load_configuration(const resolved_flags &flags, const environment_lookup &environment,
                                         const fs::path &current) {
  TENANTRY_TRY(const fs::path file, configuration_file(flags, current));
  setting_map in_file;
  if (!file.empty()) {
    TENANTRY_TRY(in_file, read_config_file(file));
  }
  TENANTRY_TRY(configuration config, to_configuration(resolve_settings(in_file, flags, environment), flags,
                                                      file.empty() ? current : file.parent_path()));
  config.file = file;
  return config;
}

result<const track_config *> find_track(const configuration &config, const std::string &name) {
  std::vector<std::string> known;
  for (const track_config &track : config.tracks) {
    if (track.name == name) return &track;
    known.push_back(track.name);
  }
  return fail(category::usage, fmt::format("Unknown track \"{}\".{}", name, did_you_mean(name, known)),
              fmt::format("tracks: {}", fmt::join(known, ", ")));
}

}  // namespace tenantry
