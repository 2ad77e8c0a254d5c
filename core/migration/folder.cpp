#include "core/migration/folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/clock.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

constexpr std::int64_t a_day = 24LL * 3600 * 1000;

void note_stamps(folder_contents &contents, std::int64_t now_ms) {
  const migration *before = nullptr;
  for (const migration &m : contents.migrations) {
    const position where{m.files.find(contents.base_dialect)->second.path.string(), 0, 0};
    if (m.when > now_ms + a_day)
      contents.notes.push_back(
          {"future_stamp", where,
           fmt::format("\"{}\" is stamped {}, in the future: Drizzle would skip every migration "
                       "that is made before that time",
                       m.tag, to_rfc3339(m.when))});
    if (before != nullptr && m.when <= before->when)
      contents.notes.push_back(
          {"stamp_order", where,
           fmt::format("\"{}\" is not stamped later than \"{}\" before it: Drizzle would skip it "
                       "where that one is applied",
                       m.tag, before->tag)});
    before = &m;
  }
}

status check_path(const std::filesystem::path &path) {
  std::error_code problem;
  const auto facts = std::filesystem::status(path, problem);
  if (facts.type() == std::filesystem::file_type::not_found)
    return folder_fault({path.string(), 0, 0},
                        fmt::format("there is no migration folder \"{}\"", path.string()),
                        "give the track's folder in the configuration, or make it");
  if (facts.type() != std::filesystem::file_type::directory)
    return folder_fault({path.string(), 0, 0}, fmt::format("\"{}\" is not a folder", path.string()),
                        "give the folder that holds meta/_journal.json");
  return {};
}

result<folder_contents> read_contents(const std::filesystem::path &path) {
  TENANTRY_TRY_VOID(check_path(path));
  const bool v0 = is_file(journal_path(path));
  const std::vector<std::string> v1 = v1_folder_names(path);
  const auto stamped =
      std::find_if(v1.begin(), v1.end(), [](const auto &name) { return v1_stamp(name).has_value(); });
  if (v0 && stamped != v1.end())
    return folder_fault(
        {journal_path(path).string(), 0, 0},
        fmt::format("the folder holds migrations in both of Drizzle's forms: a journal, and \"{}\"",
                    *stamped),
        "finish `drizzle-kit up`, or remove what does not belong here");
  if (v0) return read_v0(path);
  if (!v1.empty()) return read_v1(path);
  return folder_fault(
      {path.string(), 0, 0},
      fmt::format("\"{}\" holds no migrations: there is no meta/_journal.json", path.string()),
      "generate the first migration, or give another folder");
}

}  // namespace

std::vector<std::string> names_in(const std::filesystem::path &folder, bool folders) {
  std::vector<std::string> names;
  std::error_code problem;
  for (std::filesystem::directory_iterator at(folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.front() != '.' && at->is_directory(ignored) == folders) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

result<folder> folder::load(const std::filesystem::path &path, const load_options &options) {
  TENANTRY_TRY(folder_contents contents, read_contents(path));
  note_stamps(contents, options.now_ms != 0 ? options.now_ms : system_clock().unix_milliseconds());
  if (options.check_seal) TENANTRY_TRY_VOID(tenantry::check_seal(path, contents));
  folder made;
  made.path_ = path;
  made.form_ = contents.form;
  made.base_dialect_ = std::move(contents.base_dialect);
  made.migrations_ = std::make_unique<std::vector<migration>>(std::move(contents.migrations));
  made.notes_ = std::move(contents.notes);
  return made;
}

folder folder::none() {
  folder made;
  made.migrations_ = std::make_unique<std::vector<migration>>();
  return made;
}

const migration *folder::find(std::string_view tag) const {
  const auto found = std::find_if(migrations_->begin(), migrations_->end(),
                                  [&](const migration &m) { return m.tag == tag; });
  return found == migrations_->end() ? nullptr : &*found;
}

}  // namespace tenantry
