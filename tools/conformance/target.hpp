#pragma once
// What is checked: a library, alone or with the manifest beside it, or an adapter that is linked in to
// tenantry.
#include <tenantry/sdk/adapter.h>
#include <optional>
#include <string>
#include <vector>

namespace tenantry::conformance {

struct target {
  std::string library{};        // path; empty: built in
  std::string built_in{};       // id; empty: a library
  std::string manifest_file{};  // for messages
  std::string manifest{};       // JSON text; empty: there is none

  [[nodiscard]] std::string name() const { return library.empty() ? built_in : library; }
};

// argument: a library, an adapter.json, a folder that holds one, or built-in:ID.  Throws refusal.
[[nodiscard]] target find_target(const std::string &argument);

// ---- the adapters that are linked in to tenantry, and therefore to the kit

struct built_in_adapter {
  const char *manifest;
  tnt_entry_v1 entry;
};
[[nodiscard]] const std::vector<built_in_adapter> &built_in_adapters();
[[nodiscard]] const built_in_adapter *find_built_in(const std::string &id);

}  // namespace tenantry::conformance
