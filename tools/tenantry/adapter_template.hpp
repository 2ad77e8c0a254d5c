#pragma once
// The template project of `tenantry adapter new`: installed with the SDK, copied with the adapter's own names
// in it.
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct adapter_names {
  std::string name;  // of target, file and dialect: lower-case words joined by _
  std::string id;    // org.example.name
};

// Errors: usage, with what a name or an id may be.  An empty id becomes org.example.<name>.
result<adapter_names> name_adapter(std::string name, std::string id);

struct project_file {
  std::filesystem::path path;  // within the project
  std::string text;
};

// Every file of the template with the names put in: in its text and in its path.
result<std::vector<project_file>> read_adapter_template(const std::filesystem::path &folder,
                                                        const adapter_names &names);

// Makes the folder, which must not exist, and writes the files.  What it made is removed where it cannot
// finish.
status write_project(const std::filesystem::path &folder, const std::vector<project_file> &files);

}  // namespace tenantry
