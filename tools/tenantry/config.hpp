#pragma once
// The configuration as core's own option structs, made from settings; and where it comes from.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/author/mapping.hpp"
#include "core/engine/engine.hpp"
#include "core/fleet/registry.hpp"
#include "core/fleet/selection.hpp"
#include "core/rollout/rollout.hpp"
#include "tools/tenantry/settings.hpp"

namespace tenantry {

struct track_config {
  std::string name;
  std::filesystem::path migrations;
  bool on_master = false;
  origin from;
  std::filesystem::path schema = {};  // SQL files, or a snapshot; empty where the folder's snapshots are it
  origin schema_from = {};
};

struct configuration {
  std::filesystem::path file;      // empty: none was found
  std::filesystem::path base_dir;  // paths in the configuration are relative to it
  setting_map settings;            // what it was made from, for `tenantry config`
  bool production = false;
  std::string master_url;  // secret references as written
  origin master_from;
  std::string master_type;
  std::vector<track_config>
      tracks;  // master first, then other tracks of the master, tenant, other tracks of tenants
  registry_options registry;
  engine_options engine;  // track, actor, version and run are the command's
  unsigned parallel = 8, per_server = 8;
  failure_budget max_failures;
  selection who;
  bool allow_empty = false;
  std::vector<catalog_options::search_path> adapter_paths;  // of flags, environment and file
  std::map<std::string, std::string> adapter_route;
  trust_level trust = trust_level::manifest;
  std::vector<std::string> dialects;  // of tenants: "postgresql>=13"; empty: those of the registry
  std::vector<std::string> ignored;   // drift: objects that are left out
  // generate: forms that are plain: not-null, constraints, indexes.  Nothing: nobody said.
  std::optional<std::vector<std::string>> plain;
  std::map<std::string, dialect_mapping> mappings;  // by dialect: [types.DIALECT], [schemas.DIALECT]
  std::map<std::string, origin> mapped_at;          // where each dialect's first line stands
};

using resolved_flags = std::map<std::string, setting>;

// Reads the file named by --config, or the one found from the current folder; lays environment and flags over
// it. Errors: usage, with file, line and column or the name of the variable or flag.
result<configuration> load_configuration(const resolved_flags &flags, const environment_lookup &environment,
                                         const std::filesystem::path &current);
// The same from settings that are read already.
result<configuration> to_configuration(setting_map settings, const resolved_flags &flags,
                                       const std::filesystem::path &base_dir);

// Errors: usage, with the nearest known track.
result<const track_config *> find_track(const configuration &config, const std::string &name);

}  // namespace tenantry
