// Drizzle's v0 form: meta/_journal.json, flat SQL files, and a sub-folder for each further dialect.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

bool names_a_dialect(std::string_view name) {
  return name != "meta" && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

class v0_reader {
 public:
  explicit v0_reader(const fs::path &folder)
      : folder_(folder), journal_file_(journal_path(folder).string()) {}

  result<folder_contents> read() {
    TENANTRY_TRY(const std::string text, read_folder_file(journal_file_));
    TENANTRY_TRY(journal_, parse_journal(text, journal_file_));
    made_.base_dialect = journal_.dialect;
    for (const journal_entry &entry : journal_.entries) listed_.insert(entry.tag);
    for (const std::string &name : names_in(folder_, true))
      if (names_a_dialect(name)) dialects_.push_back(name);
    for (const journal_entry &entry : journal_.entries) TENANTRY_TRY_VOID(read_migration(entry));
    note_unlisted();
    return std::move(made_);
  }

 private:
  status read_migration(const journal_entry &entry) {
    migration m;
    m.index = made_.migrations.size();
    m.tag = entry.tag;
    m.when = entry.when;
    TENANTRY_TRY_VOID(add(m.files, journal_.dialect, entry.tag));
    if (m.files.empty())
      return folder_fault(
          {journal_file_, entry.line, 0},
          fmt::format("the journal lists \"{}\", but there is no file \"{}\"", entry.tag,
                      (folder_ / (entry.tag + ".sql")).string()),
          "restore the file from version control, or remove the entry if no database has run it");
    TENANTRY_TRY_VOID(add_down(m, journal_.dialect, entry.tag));
    for (const std::string &dialect : dialects_) {
      if (is_listed(dialect + "/" + entry.tag)) continue;
      TENANTRY_TRY_VOID(check_single(m, dialect));
      TENANTRY_TRY_VOID(add(m.files, dialect, dialect + "/" + entry.tag));
      TENANTRY_TRY_VOID(add_down(m, dialect, dialect + "/" + entry.tag));
    }
    TENANTRY_TRY_VOID(check_snapshot(entry));
    made_.migrations.push_back(std::move(m));
    return {};
  }

  [[nodiscard]] bool is_listed(const std::string &tag) const { return listed_.count(tag) != 0; }

  status add(std::map<std::string, source_file, std::less<>> &files, const std::string &dialect,
             const std::string &stem) {
    const fs::path path = folder_ / (stem + ".sql");
    if (!is_file(path)) return {};
    TENANTRY_TRY(source_file file, read_source(path, dialect));
    used_.insert(stem + ".sql");
    files.emplace(dialect, std::move(file));
    return {};
  }
  status add_down(migration &m, const std::string &dialect, const std::string &stem) {
    return is_listed(stem + ".down") ? status{} : add(m.downs, dialect, stem + ".down");
  }

  [[nodiscard]] status check_single(const migration &m, const std::string &dialect) const {
    const fs::path second = folder_ / dialect / (m.tag + ".sql");
    if (dialect != journal_.dialect || !is_file(second)) return {};
    return folder_fault({second.string(), 0, 0},
                        fmt::format("\"{}\" has two files for {}: \"{}\" and \"{}\"", m.tag, dialect,
                                    m.files.find(dialect)->second.path.string(), second.string()),
                        "keep the one beside the journal's other files");
  }

  status check_snapshot(const journal_entry &entry) {
    const fs::path path = folder_ / "meta" / (std::string(prefix_of(entry.tag)) + "_snapshot.json");
    if (!is_file(path)) {
      made_.notes.push_back(
          {"no_snapshot",
           {journal_file_, entry.line, 0},
           fmt::format("\"{}\" has no snapshot \"{}\": Drizzle Kit cannot upgrade this folder", entry.tag,
                       path.string())});
      return {};
    }
    TENANTRY_TRY(const std::string text, read_folder_file(path));
    return check_json(text, path.string());
  }

  void note_unlisted() {
    std::error_code problem;
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator at(folder_, problem), end; !problem && at != end;
         at.increment(problem)) {
      const std::string name = at->path().filename().string();
      if (at.depth() == 0 && name == "meta") at.disable_recursion_pending();
      if (name.front() == '.') at.disable_recursion_pending();
      std::string relative = at->path().lexically_relative(folder_).generic_string();
      if (name.front() != '.' && at->path().extension() == ".sql" && used_.count(relative) == 0)
        found.push_back(std::move(relative));
    }
    std::sort(found.begin(), found.end());
    for (const std::string &relative : found)
      made_.notes.push_back({"unlisted",
                             {(folder_ / relative).string(), 0, 0},
                             fmt::format("the journal does not list \"{}\": it will not run", relative)});
  }

  const fs::path &folder_;
  std::string journal_file_;
  journal journal_;
  std::set<std::string> listed_;
  std::set<std::string> used_;
  std::vector<std::string> dialects_;
  folder_contents made_;
};

}  // namespace

result<folder_contents> read_v0(const fs::path &folder) {
  return v0_reader(folder).read();
}

}  // namespace tenantry
