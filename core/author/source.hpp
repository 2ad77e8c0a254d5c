#pragma once
// What a track declares, and what its folder ends with.
#include <filesystem>
#include <optional>
#include <string>

#include "core/migration/folder.hpp"
#include "core/schema/sql_source.hpp"

namespace tenantry {

// `path`: a folder with *.sql files, one such file, or a snapshot of Drizzle Kit (*.json).  Errors:
// bad_config, with file, line and column where there is one.
result<declared_schema> load_declared_schema(const std::filesystem::path &path);

// The schema after the folder's last migration; without tables for a folder that begins.  Errors: folder,
// where the chain of snapshots has a hole or two ends, where the newest is broken or too new, or the folder
// is not one to which `generate` can add.
result<drizzle_snapshot> load_newest_schema(const std::filesystem::path &migrations, bool check_seal = true);
// The same for a folder that is loaded.
result<drizzle_snapshot> load_newest_schema(const folder &migrations);

}  // namespace tenantry
