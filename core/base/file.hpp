#pragma once
// Whole files in one call, with errors that name the file.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

result<std::string> read_file(const std::filesystem::path &path);

// Writes beside the target, flushes to the disk, renames: after a crash the old or the new text stands there,
// whole.
status write_file_atomically(const std::filesystem::path &path, std::string_view text);

}  // namespace tenantry
