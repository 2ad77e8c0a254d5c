#pragma once
// Who runs, with what, and in which run: columns of the history.
#include <filesystem>
#include <string>

namespace tenantry {

std::string actor_name();                // "user@host"
std::string new_run_id();                // a random UUID
std::string version_text();              // "0.1.0"
std::filesystem::path program_folder();  // where the program's file lies, symbolic links resolved

}  // namespace tenantry
