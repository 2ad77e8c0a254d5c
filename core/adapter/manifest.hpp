#pragma once
// adapter.json: what an adapter says of itself before it is loaded.  Parsing touches no library.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct manifest {
  struct dialect {
    std::string database_type;           // upper case
    std::string name;                    // lower case
    std::vector<std::string> fallbacks;  // most special first
  };
  std::string id, version, library, platform;
  std::uint32_t abi_major = 0, min_host_minor = 0;
  std::vector<std::string> database_types, url_schemes, traits, extensions;
  std::vector<dialect> dialects;
  std::string sha256;         // lower-case hex; empty in a built-in
  std::string settings_json;  // JSON schema of its settings, "" if none
};

// `where` names the file in errors; built-ins need no library, platform and sha256.
result<manifest> parse_manifest(std::string_view text, const std::string &where, bool built_in);

// What can be read of a manifest that is refused: so that its types are known to be claimed, though by
// nothing usable.
struct manifest_claims {
  std::string id, version;
  std::vector<std::string> database_types;  // upper case
};
manifest_claims read_claims(std::string_view text);

}  // namespace tenantry
