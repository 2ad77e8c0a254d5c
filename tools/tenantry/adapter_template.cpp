#include "tools/tenantry/adapter_template.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 40;

// Parts between separators, each of lower-case letters and digits and what else is allowed inside.
bool is_part(std::string_view part, std::string_view inside) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !part.empty() && plain(part.front()) && plain(part.back()) &&
         std::all_of(part.begin(), part.end(),
                     [&](char c) { return plain(c) || inside.find(c) != std::string_view::npos; });
}

bool is_adapter_name(std::string_view name) {
  const auto words = split(name, '_');
  return name.size() <= longest_name && !name.empty() && name.front() >= 'a' &&
         std::all_of(words.begin(), words.end(), [](std::string_view word) { return is_part(word, ""); });
}

// What the manifest accepts.
bool is_adapter_id(std::string_view id) {
  const auto parts = split(id, '.');
  return parts.size() >= 2 &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return is_part(part, "-_"); });
}

// Names that CMake keeps for targets of its own.
bool belongs_to_cmake(std::string_view name) {
  for (const std::string_view taken :
       {"all", "clean", "help", "install", "package", "package_source", "preinstall", "test", "edit_cache",
        "rebuild_cache", "list_install_components", "uninstall"})
    if (name == taken) return true;
  return false;
}

// The template is a project of its own that builds: its names are the marks.  One pass, so that a mark inside
// a name that was put in is left alone.
std::string with_names(std::string_view text, const adapter_names &names) {
  std::string scheme = names.name;  // no _ in the scheme of a URL
  std::replace(scheme.begin(), scheme.end(), '_', '-');
  const std::pair<std::string_view, std::string> marks[] = {{"org.example.myadapter", names.id},
                                                            {"myscheme", scheme},
                                                            {"MYADAPTER", to_upper(names.name)},
                                                            {"myadapter", names.name}};
  std::string made;
  while (!text.empty()) {
    const auto mark = std::find_if(std::begin(marks), std::end(marks),
                                   [&](const auto &one) { return text.starts_with(one.first); });
    made += mark == std::end(marks) ? std::string(1, text.front()) : mark->second;
    text.remove_prefix(mark == std::end(marks) ? 1 : mark->first.size());
  }
  return made;
}

status write_files(const fs::path &folder, const std::vector<project_file> &files) {
  for (const project_file &file : files) {
    std::error_code failed;
    fs::create_directories((folder / file.path).parent_path(), failed);
    if (failed)
      return fail(category::usage,
                  fmt::format("cannot make the folder \"{}\": {}",
                              (folder / file.path).parent_path().string(), failed.message()));
    TENANTRY_TRY_VOID(write_file_atomically(folder / file.path, file.text));
  }
  return {};
}

}  // namespace

result<adapter_names> name_adapter(std::string name, std::string id) {
  if (!is_adapter_name(name))
    return fail(
        category::usage, fmt::format("\"{}\" cannot be the name of an adapter", name),
        fmt::format("use lower-case letters and digits in words joined by _, beginning with a letter, at "
                    "most {} characters, such as \"firebird\" or \"acme_db\"",
                    longest_name));
  if (belongs_to_cmake(name))
    return fail(category::usage,
                fmt::format("\"{}\" is a target of CMake's own and cannot name an adapter", name),
                fmt::format("choose another, such as \"{}_db\"", name));
  if (id.empty()) id = "org.example." + name;
  if (!is_adapter_id(id))
    return fail(category::usage, fmt::format("\"{}\" cannot be the id of an adapter", id),
                fmt::format("use a reversed domain name in lower case, such as \"org.example.{}\"", name));
  return adapter_names{std::move(name), std::move(id)};
}

result<std::vector<project_file>> read_adapter_template(const fs::path &folder, const adapter_names &names) {
  std::vector<project_file> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file()) continue;
    TENANTRY_TRY(const std::string text, read_file(at->path()));
    const std::string path = at->path().lexically_relative(folder).string();
    files.push_back({with_names(path, names), with_names(text, names)});
  }
  if (failed || files.empty())
    return fail(
        category::usage,
        fmt::format("the template is not at \"{}\"{}", folder.string(),
                    failed ? ": " + failed.message() : ""),
        "it is installed with the SDK: `cmake --install BUILD --prefix P --component sdk` puts it beside "
        "P/bin/tenantry");
  std::sort(files.begin(), files.end(),
            [](const project_file &a, const project_file &b) { return a.path < b.path; });
  return files;
}

status write_project(const fs::path &folder, const std::vector<project_file> &files) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(folder, failed)))
    return fail(category::usage,
                fmt::format("\"{}\" exists already and is never overwritten", folder.string()),
                "choose another folder with --dir, or move it away");
  if (const fs::path parent = folder.parent_path(); !parent.empty()) fs::create_directories(parent, failed);
  // The last step alone decides whose folder it is: two runs at once cannot both make it.
  if (failed || !fs::create_directory(folder, failed))
    return fail(category::usage,
                fmt::format("cannot make the folder \"{}\": {}", folder.string(),
                            failed ? failed.message() : "somebody else was first"),
                "choose a folder that you may write to with --dir");
  auto written = write_files(folder, files);
  if (!written) fs::remove_all(folder, failed);
  return written;
}

}  // namespace tenantry
