#pragma once
// tenantry.toml as settings with their places.  Finding it, reading it, and telling what is wrong in it.
#include <filesystem>
#include <optional>

#include "tools/tenantry/settings.hpp"

namespace tenantry {

constexpr std::string_view config_file_name = "tenantry.toml";

// Walks up from `from`; nothing when no folder on the way has one.
std::optional<std::filesystem::path> find_config_file(const std::filesystem::path &from);

// Errors: usage with file, line and column: not TOML, an unknown key (with the nearest known one), a wrong
// type.
result<setting_map> read_config_file(const std::filesystem::path &path);
result<setting_map> parse_config(std::string_view text, const std::string &file);

}  // namespace tenantry
