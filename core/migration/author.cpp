#include "core/migration/author.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/uuid.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
using ordered_json = nlohmann::ordered_json;
constexpr std::string_view snapshot_ending = "_snapshot.json";
constexpr std::string_view no_parent = "00000000-0000-0000-0000-000000000000";
// Drizzle Kit's own form of a journal without migrations.
constexpr std::string_view empty_journal = R"({"version":"7","dialect":"postgresql","entries":[]})";

status check_name(const new_migration &m) {
  const bool good =
      !m.name.empty() && m.name.size() <= 120 && std::all_of(m.name.begin(), m.name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-' || (static_cast<unsigned char>(c) & 0x80U) != 0;
      });
  if (good) return {};
  return fail(category::usage, fmt::format("\"{}\" cannot be part of a migration's name", m.name),
              "use letters, digits, \"_\" and \"-\"");
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What Drizzle Kit writes for a schema without tables, its keys in its order.
ordered_json empty_snapshot(const std::string &dialect) {
  const ordered_json nothing = ordered_json::object();
  const ordered_json meta = {{"schemas", nothing}, {"tables", nothing}, {"columns", nothing}};
  if (dialect == "mysql")
    return {{"version", "5"},      {"dialect", dialect},
            {"id", random_uuid()}, {"prevId", no_parent},
            {"tables", nothing},   {"views", nothing},
            {"_meta", meta},       {"internal", {{"tables", nothing}, {"indexes", nothing}}}};
  if (dialect == "sqlite")
    return {{"version", "6"},      {"dialect", dialect}, {"id", random_uuid()},
            {"prevId", no_parent}, {"tables", nothing},  {"views", nothing},
            {"enums", nothing},    {"_meta", meta},      {"internal", {{"indexes", nothing}}}};
  return {{"id", random_uuid()}, {"prevId", no_parent}, {"version", "7"},     {"dialect", dialect},
          {"tables", nothing},   {"enums", nothing},    {"schemas", nothing}, {"sequences", nothing},
          {"roles", nothing},    {"policies", nothing}, {"views", nothing},   {"_meta", meta}};
}

// Drizzle Kit takes the last by name.  Only those of the journal's migrations count here: a crash may have
// left one.
result<fs::path> last_snapshot(const fs::path &folder, const journal &entries) {
  std::optional<fs::path> last;
  for (const journal_entry &e : entries.entries) {
    fs::path path = folder / "meta" / (std::string(prefix_of(e.tag)) + std::string(snapshot_ending));
    if (is_file(path) && !prefix_of(e.tag).empty() && (!last || *last < path)) last = std::move(path);
  }
  if (last) return *last;
  return folder_fault(
      {(folder / "meta").string(), 0, 0}, "the folder has no snapshot from which the next one could be made",
      "restore meta/*_snapshot.json from version control, or add the migration with Drizzle Kit");
}

class migration_writer {
 public:
  migration_writer(const fs::path &path, const new_migration &m, const folder *loaded)
      : folder_(path), new_(m), loaded_(loaded) {}

  result<written_migration> write() {
    TENANTRY_TRY_VOID(check_name(new_));
    TENANTRY_TRY_VOID(read_folder());
    stamp();
    TENANTRY_TRY(const std::string snapshot, next_snapshot());
    TENANTRY_TRY_VOID(write_sql());
    std::error_code problem;  // where it fails, the write below says why
    fs::create_directories(folder_ / "meta", problem);
    TENANTRY_TRY_VOID(put(snapshot_path(), snapshot));
    TENANTRY_TRY_VOID(write_seal());
    TENANTRY_TRY_VOID(put(journal_path(folder_), journal_text()));
    return std::move(out_);
  }

 private:
  status read_folder() {
    TENANTRY_TRY_VOID(read_journal());
    // A folder that begins is of the dialect that it begins with.
    if (journal_.entries.empty() && new_.sql.size() == 1) base_ = new_.sql.begin()->first;
    if (new_.sql.count(base_) == 0)
      return fail(category::usage,
                  fmt::format("the new migration has no SQL for {}, the folder's own dialect", base_),
                  "give it for that dialect too");
    return {};
  }

  status read_journal() {
    const std::string journal_file = journal_path(folder_).string();
    if (is_new_folder(folder_)) {
      text_ = empty_journal;
    } else {
      TENANTRY_TRY(const folder_form form, check_folder());
      if (form == folder_form::v1)
        return folder_fault({folder_.string(), 0, 0},
                            "migrations cannot be added to a folder of Drizzle's v1 form",
                            "add it with `drizzle-kit generate --custom`");
      TENANTRY_TRY(text_, read_folder_file(journal_file));
    }
    TENANTRY_TRY(journal_, parse_journal(text_, journal_file));
    base_ = journal_.dialect;
    return {};
  }

  [[nodiscard]] result<folder_form> check_folder() const {
    if (loaded_ != nullptr) return loaded_->form();
    TENANTRY_TRY(const folder whole, folder::load(folder_, {new_.now_ms, true}));
    return whole.form();
  }

  // Later than every stamp there is, or Drizzle would skip it; a second apart, for v1 counts in seconds.
  void stamp() {
    when_ = std::max(new_.now_ms, new_.newest_applied_ms + 1);
    for (const journal_entry &e : journal_.entries) when_ = std::max(when_, e.when + 1000);
    idx_ = journal_.entries.empty() ? 0 : journal_.entries.back().idx + 1;
    for (const journal_entry &e : journal_.entries) idx_ = std::max(idx_, e.idx + 1);
    out_.tag = next_prefix() + "_" + new_.name;
  }

  [[nodiscard]] std::string next_prefix() const {
    const std::string_view last =
        journal_.entries.empty() ? std::string_view("0000") : prefix_of(journal_.entries.back().tag);
    if (all_digits(last) && last.size() == 14) return utc_digits(when_);
    if (all_digits(last) && last.size() == 10) return std::to_string(when_ / 1000);
    return fmt::format("{:04}", idx_);
  }

  [[nodiscard]] fs::path snapshot_path() const {
    return folder_ / "meta" / (std::string(prefix_of(out_.tag)) + std::string(snapshot_ending));
  }

  result<std::string> next_snapshot() const {
    if (!new_.snapshot.empty()) return new_.snapshot;
    if (journal_.entries.empty()) return empty_snapshot(base_).dump(2);
    TENANTRY_TRY(const fs::path last, last_snapshot(folder_, journal_));
    TENANTRY_TRY(const std::string text, read_folder_file(last));
    TENANTRY_TRY_VOID(check_json(text, last.string()));
    ordered_json snapshot = ordered_json::parse(text);
    if (!snapshot.is_object() || !snapshot.contains("id") || !snapshot["id"].is_string())
      return folder_fault({last.string(), 1, 0},
                          fmt::format("the snapshot \"{}\" has no \"id\"", last.string()),
                          "restore it from version control");
    const std::string parent = snapshot["id"];
    snapshot["id"] = random_uuid();
    snapshot["prevId"] = parent;
    return snapshot.dump(2);
  }

  [[nodiscard]] fs::path path_of(const std::string &dialect, const char *ending) const {
    const fs::path room = dialect == base_ ? folder_ : folder_ / dialect;
    return room / (out_.tag + ending);
  }

  status write_sql() {
    const std::pair<const std::map<std::string, std::string> *, const char *> kinds[] = {
        {&new_.sql, ".sql"}, {&new_.downs, ".down.sql"}, {&new_.drafts, ".sql.draft"}};
    for (const auto &[files, ending] : kinds)
      for (const auto &[dialect, sql] : *files) {
        const fs::path path = path_of(dialect, ending);
        std::error_code problem;
        fs::create_directories(path.parent_path(), problem);
        TENANTRY_TRY_VOID(set_leftover_aside(path, sql));
        TENANTRY_TRY_VOID(put(path, sql));
      }
    return {};
  }

  // A file that no journal entry claims: left by a crash, or by a person, whose work is kept.
  static status set_leftover_aside(const fs::path &path, const std::string &sql) {
    if (!is_file(path)) return {};
    TENANTRY_TRY(const std::string there, read_folder_file(path));
    if (there == sql) return {};
    std::error_code problem;
    fs::rename(path, path.string() + ".leftover", problem);
    if (!problem) return {};
    return folder_fault(
        {path.string(), 0, 0},
        fmt::format("\"{}\" exists and cannot be set aside: {}", path.string(), problem.message()),
        "remove it");
  }

  // A folder that is not sealed stays so: a seal of one file would say that the others were never reviewed.
  // One that begins is sealed from its beginning, where a whole migration is given.
  status write_seal() {
    if (new_.to_be_written) return {};
    const fs::path file = seal_path(folder_, folder_form::v0);
    if (!is_file(file) && (!journal_.entries.empty() || new_.snapshot.empty())) return {};
    TENANTRY_TRY(auto sums, read_seal(file));
    for (const auto &[dialect, sql] : new_.sql) seal(sums, path_of(dialect, ".sql"), sql);
    for (const auto &[dialect, sql] : new_.downs) seal(sums, path_of(dialect, ".down.sql"), sql);
    TENANTRY_TRY_VOID(write_seal_file(file, sums));
    out_.files.push_back(file);
    return {};
  }
  void seal(std::map<std::string, std::string> &sums, const fs::path &path, const std::string &sql) const {
    sums[path.lexically_relative(folder_).generic_string()] = checksum_of(sql);
  }

  // As Drizzle Kit writes it: two blanks, no newline at the end, keys that it does not know kept in their
  // order.
  [[nodiscard]] std::string journal_text() const {
    ordered_json root = ordered_json::parse(text_);
    if (journal_.dialect != base_) root["dialect"] = base_;
    ordered_json entry;
    entry["idx"] = idx_;
    entry["version"] = entry_version(root["entries"]);
    entry["when"] = when_;
    entry["tag"] = out_.tag;
    entry["breakpoints"] = true;
    root["entries"].push_back(std::move(entry));
    return root.dump(2);
  }

  [[nodiscard]] std::string entry_version(const ordered_json &entries) const {
    if (!entries.empty() && entries.back().contains("version")) return entries.back()["version"];
    return base_ == "mysql" ? "5" : base_ == "sqlite" ? "6" : "7";
  }

  status put(const fs::path &path, std::string_view text) {
    TENANTRY_TRY_VOID(write_file_atomically(path, text));
    out_.files.push_back(path);
    return {};
  }

  const fs::path &folder_;
  const new_migration &new_;
  const folder *loaded_;
  std::string base_;
  std::string text_;
  journal journal_;
  std::int64_t when_ = 0;
  std::int64_t idx_ = 0;
  written_migration out_;
};

}  // namespace

bool is_new_folder(const fs::path &folder) {
  std::error_code ignored;
  const bool room = fs::is_directory(folder, ignored) || !fs::exists(folder, ignored);
  return room && !is_file(journal_path(folder)) && v1_folder_names(folder).empty();
}

result<std::optional<fs::path>> newest_snapshot(const fs::path &folder) {
  if (is_new_folder(folder)) return std::optional<fs::path>();
  const std::string file = journal_path(folder).string();
  TENANTRY_TRY(const std::string text, read_folder_file(file));
  TENANTRY_TRY(const journal entries, parse_journal(text, file));
  if (entries.entries.empty()) return std::optional<fs::path>();
  TENANTRY_TRY(fs::path found, last_snapshot(folder, entries));
  return std::optional<fs::path>(std::move(found));
}

result<written_migration> append_migration(const fs::path &folder, const new_migration &m) {
  return migration_writer(folder, m, nullptr).write();
}

result<written_migration> append_migration(const folder &loaded, const new_migration &m) {
  return migration_writer(loaded.path(), m, &loaded).write();
}

}  // namespace tenantry
