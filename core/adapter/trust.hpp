#pragma once
// May this library be loaded?  Three levels: "listed" (who owns the files, and a hash in adapters.lock),
// "manifest" (the hash agrees with the manifest, nobody else can have written the file), "any" (a warning).
// The hash is taken through the descriptor that the caller opened.
#include <filesystem>
#include <optional>
#include <string>

#include "core/adapter/catalog.hpp"
#include "core/adapter/manifest.hpp"
#include "core/base/result.hpp"

namespace tenantry {

struct library_file {
  const manifest &about;
  std::filesystem::path manifest_path;  // real paths
  std::filesystem::path path;
  int descriptor = -1;
};

status check_trust(trust_level level, const library_file &file, const std::filesystem::path &lock_file);

// adapters.lock has one line for each library that may be loaded: "sha256  id  path".  Empty lines and lines
// that begin with # are for people.  A line with the same id and path is replaced; the file is written anew,
// whole.
status append_to_lock(const std::filesystem::path &lock_file, const std::string &sha256,
                      const std::string &id, const std::filesystem::path &real_path);

// The SHA-256 that the list has for this id and path; nothing where it has none, or where there is no list.
std::optional<std::string> listed_sha256(const std::filesystem::path &lock_file, const std::string &id,
                                         const std::filesystem::path &real_path);

}  // namespace tenantry
