// The seal: what each file's checksum was when it was reviewed.  meta/_tenantry.json; "_" keeps Drizzle Kit
// from reading it as a snapshot.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/migration/author.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view format_name = "tenantry.seal/1";
constexpr std::string_view reseal =
    "restore it from version control; if the change is meant and no database has run "
    "it, write the seal anew with `tenantry check --seal`";

std::string relative_name(const fs::path &folder, const source_file &f) {
  return f.path.lexically_relative(folder).generic_string();
}

template <class Migrations>
std::map<std::string, const source_file *> files_of(const fs::path &folder, const Migrations &migrations) {
  std::map<std::string, const source_file *> files;
  for (const migration &m : migrations)
    for (const auto *of : {&m.files, &m.downs})
      for (const auto &[dialect, file] : *of) files.emplace(relative_name(folder, file), &file);
  return files;
}

status check_sum(const fs::path &path, const std::string &sealed, const std::string &actual) {
  if (sealed.rfind("v1:sha256:", 0) != 0)
    return folder_fault({path.string(), 0, 0}, "the file's seal is of a kind that this version does not know",
                        "use the version of tenantry that wrote it, or a newer one");
  if (sealed == actual) return {};
  return folder_fault({path.string(), 0, 0}, "the file differs from its seal", std::string(reseal));
}

// A sealed file that no migration uses, for example after a crash while a migration was added.
status check_loose(const fs::path &path, const std::string &sealed) {
  if (!is_file(path))
    return folder_fault({path.string(), 0, 0}, "the sealed file is missing", std::string(reseal));
  TENANTRY_TRY(const auto file, freeze_folder_file(path));
  return check_sum(path, sealed, checksum_of(file->bytes()));
}

}  // namespace

fs::path seal_path(const fs::path &folder, folder_form form) {
  return form == folder_form::v0 ? folder / "meta" / "_tenantry.json" : folder / "_tenantry.json";
}

result<std::map<std::string, std::string>> read_seal(const fs::path &file) {
  std::map<std::string, std::string> sums;
  if (!is_file(file)) return sums;
  TENANTRY_TRY(const std::string text, read_folder_file(file));
  TENANTRY_TRY_VOID(check_json(text, file.string()));
  const auto root = nlohmann::json::parse(text);
  const auto refuse = [&](std::string_view why) {
    return folder_fault({file.string(), 1, 0}, fmt::format("the file is not a seal: {}", why),
                        "restore it from version control, or write it anew with `tenantry check --seal`");
  };
  if (!root.is_object() || !root.contains("format") || root["format"] != format_name)
    return refuse(fmt::format("its \"format\" is not \"{}\"", format_name));
  if (!root.contains("files") || !root["files"].is_object()) return refuse("it has no \"files\"");
  for (const auto &[name, sum] : root["files"].items()) {
    if (!sum.is_string()) return refuse(fmt::format("the checksum of \"{}\" is not a text", name));
    sums.emplace(name, sum.get<std::string>());
  }
  return sums;
}

status write_seal_file(const fs::path &file, const std::map<std::string, std::string> &sums) {
  const nlohmann::ordered_json root = {{"format", format_name}, {"files", sums}};
  return write_file_atomically(file, root.dump(2) + "\n");
}

status check_seal(const fs::path &folder, folder_contents &contents) {
  const fs::path file = seal_path(folder, contents.form);
  if (!is_file(file)) {
    if (!contents.migrations.empty())
      contents.notes.push_back(
          {"unsealed",
           {folder.string(), 0, 0},
           "the folder has no seal: edited files are noticed only where they were applied"});
    return {};
  }
  TENANTRY_TRY(const auto sums, read_seal(file));
  const auto files = files_of(folder, contents.migrations);
  for (const auto &[name, sum] : sums) {
    const auto used = files.find(name);
    TENANTRY_TRY_VOID(used != files.end() ? check_sum(folder / name, sum, used->second->checksum)
                                          : check_loose(folder / name, sum));
  }
  for (const auto &[name, source] : files)
    if (sums.count(name) == 0)
      contents.notes.push_back(
          {"unsealed", {source->path.string(), 0, 0}, "the file is not in the folder's seal"});
  return {};
}

status write_seal(const folder &f) {
  std::map<std::string, std::string> sums;
  for (const auto &[name, source] : files_of(f.path(), f.migrations())) sums.emplace(name, source->checksum);
  return write_seal_file(seal_path(f.path(), f.form()), sums);
}

}  // namespace tenantry
