// Which file a configuration means: sqlite:path, sqlite://path, sqlite:///absolute/path; relative ones stand
// in base_dir.
#pragma once
#include <tenantry/sdk/adapter.hpp>

namespace tenantry::sqlite {

// Throws TNT_BAD_CONFIG where the text names no file.  `name` is a URL or, in the admin extension, a plain
// path.
std::string locate(std::string_view name, std::string_view base_dir);

}  // namespace tenantry::sqlite
