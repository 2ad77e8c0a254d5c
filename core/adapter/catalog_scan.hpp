#pragma once
// The first half of the catalog: which adapters there are, by their manifests alone, and which of them may
// serve which database type.  Touches no library.
#include <map>
#include <string>
#include <vector>

#include "core/adapter/catalog.hpp"

namespace tenantry {

struct candidate {
  catalog_entry entry;  // entry.reason: refused
  manifest about;       // whole unless it was refused for its own sake
  tnt_entry_v1 built_in = nullptr;
};

struct scanned {
  std::vector<candidate> candidates;  // built-ins first, then in the order of the search
  std::vector<searched_path> searched;
  std::optional<error> problem;  // a path that a person named is not there
};

scanned scan(const catalog_options &options);

struct assignment {
  std::map<std::string, std::size_t> serving;  // database type → index of its candidate
  std::map<std::string, error> refused;        // database type that is claimed, and why nobody serves it
};

// Finds types that two usable candidates claim, refuses them unless a route decides, and gives out the rest.
assignment assign_types(std::vector<candidate> &candidates, const std::map<std::string, std::string> &route);

// "adapter "x" is refused: …", category bad_config.
error as_refusal(const catalog_entry &entry, const error &reason);

}  // namespace tenantry
