#pragma once
// From a manifest to a usable adapter: checks the file, maps it, calls its entry and checks what comes back.
// A mapped library stays mapped until the process ends.
#include <filesystem>
#include <memory>

#include "core/adapter/catalog.hpp"

namespace tenantry {

struct load_options {
  trust_level trust = trust_level::manifest;
  std::filesystem::path lock_file;
  bool force_process_serial = false;
};

// What can be refused without touching the library: another contract, another platform.
status check_manifest_fits(const manifest &m, bool built_in);

result<std::unique_ptr<adapter>> load_library(const manifest &about,
                                              const std::filesystem::path &manifest_path,
                                              const load_options &options);
result<std::unique_ptr<adapter>> load_built_in(const manifest &about, tnt_entry_v1 entry,
                                               const load_options &options);

}  // namespace tenantry
