#pragma once
// What a Drizzle project says of itself: its configuration read as text (nothing is executed) and its
// folders.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct drizzle_config {
  std::filesystem::path file;
  std::optional<std::string> out, dialect, table, schema;  // absent: not there, or no plain text
};

// Reads keys whose values are plain quoted texts; comments are skipped.  Pure.
drizzle_config read_drizzle_config(std::string_view written);

struct drizzle_folder {
  std::string track;  // "master", "tenant", or the folder's own name
  std::filesystem::path path;
  std::optional<std::filesystem::path> config;  // the one that names it
  bool v1 = false;
};

struct drizzle_project {
  std::vector<drizzle_config> configs;
  std::vector<drizzle_folder> folders;  // each of another track
  std::vector<std::string> remarks;     // what could not be read or had to be guessed
};

// Looks into `dir`: drizzle*.config.*, their `out`, and folders with migrations below.  Errors: usage, no
// such folder or no migrations in it.
result<drizzle_project> find_drizzle_project(const std::filesystem::path &dir);

}  // namespace tenantry
