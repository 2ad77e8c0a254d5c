#pragma once
// For which dialects a track's migrations are written, and how many tenants each concerns.
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/author/target.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {

struct track_dialects {
  std::vector<rendition_target> targets;  // postgresql, the base dialect of folders that are generated, first
  std::vector<std::string> notes;         // what a person should know of how they were found
};

// Those of the configuration; else for a track of the master its own, for tenants those of the registry, or,
// where the master cannot be read, those that the folder has files for.  Errors: usage, where the
// configuration names one that no adapter writes; those of check_mappings.
result<track_dialects> find_track_dialects(workspace &here, const track_config &track);

// A target that something else than find_track_dialects made gets what the configuration says of its dialect.
void apply_mapping(const configuration &config, rendition_target &target);

// Errors: usage, with file and line, where [types.DIALECT] or [schemas.DIALECT] names a dialect that no
// adapter here has.
status check_mappings(workspace &here);

// Tenants that are not deleted, by the dialect of their database type; nothing where the registry cannot be
// read.
std::optional<std::map<std::string, std::size_t>> count_tenants(workspace &here);

// The dialects other than the base's for which the folder has files.
std::vector<std::string> dialects_in(const folder &migrations);

}  // namespace tenantry
