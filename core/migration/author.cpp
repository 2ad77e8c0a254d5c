#include "core/migration/author.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/file.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
using ordered_json = nlohmann::ordered_json;
constexpr std::string_view snapshot_ending = "_snapshot.json";
constexpr std::string_view no_parent = "00000000-0000-0000-0000-000000000000";
// Drizzle Kit's own form of a journal without migrations.
constexpr std::string_view empty_journal = R"({"version":"7","dialect":"postgresql","entries":[]})";

std::string random_uuid() {
  std::random_device source;
  std::uniform_int_distribution<std::uint32_t> word;
  const std::uint32_t a = word(source), b = word(source), c = word(source), d = word(source);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16U, b & 0xFFFU,
                     0x8000U | ((c >> 16U) & 0x3FFFU), c & 0xFFFFU, d);
}

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

class migration_writer {
 public:
  migration_writer(const fs::path &folder, const new_migration &m) : folder_(folder), new_(m) {}

  result<written_migration> write() {
    TENANTRY_TRY_VOID(check_name(new_));
    TENANTRY_TRY_VOID(read_folder());
    stamp();
    TENANTRY_TRY(const ordered_json snapshot, next_snapshot());
    TENANTRY_TRY_VOID(write_sql());
    std::error_code problem;  // where it fails, the write below says why
    fs::create_directories(folder_ / "meta", problem);
    TENANTRY_TRY_VOID(put(snapshot_path(), snapshot.dump(2)));
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
      TENANTRY_TRY(const folder whole, folder::load(folder_, {new_.now_ms, true}));
      if (whole.form() == folder_form::v1)
        return folder_fault({folder_.string(), 0, 0},
                            "migrations cannot be added to a folder of Drizzle's v1 form",
                            "add it with `drizzle-kit generate --custom`");
      TENANTRY_TRY(text_, read_folder_file(journal_file));
    }
    TENANTRY_TRY(journal_, parse_journal(text_, journal_file));
    base_ = journal_.dialect;
    return {};
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

  // Drizzle Kit takes the last by name.  Only those of the journal's migrations count here: a crash may have
  // left one.
  [[nodiscard]] std::optional<fs::path> last_snapshot() const {
    std::optional<fs::path> last;
    for (const journal_entry &e : journal_.entries) {
      fs::path path = folder_ / "meta" / (std::string(prefix_of(e.tag)) + std::string(snapshot_ending));
      if (is_file(path) && !prefix_of(e.tag).empty() && (!last || *last < path)) last = std::move(path);
    }
    return last;
  }

  result<ordered_json> next_snapshot() const {
    if (journal_.entries.empty()) return empty_snapshot(base_);
    const auto last = last_snapshot();
    if (!last)
      return folder_fault(
          {(folder_ / "meta").string(), 0, 0},
          "the folder has no snapshot from which the next one could be made",
          "restore meta/*_snapshot.json from version control, or add the migration with Drizzle Kit");
    TENANTRY_TRY(const std::string text, read_folder_file(*last));
    TENANTRY_TRY_VOID(check_json(text, last->string()));
    ordered_json snapshot = ordered_json::parse(text);
    if (!snapshot.is_object() || !snapshot.contains("id") || !snapshot["id"].is_string())
      return folder_fault({last->string(), 1, 0},
                          fmt::format("the snapshot \"{}\" has no \"id\"", last->string()),
                          "restore it from version control");
    const std::string parent = snapshot["id"];
    snapshot["id"] = random_uuid();
    snapshot["prevId"] = parent;
    return snapshot;
  }

  [[nodiscard]] fs::path sql_path(const std::string &dialect) const {
    return dialect == base_ ? folder_ / (out_.tag + ".sql") : folder_ / dialect / (out_.tag + ".sql");
  }

  status write_sql() {
    for (const auto &[dialect, sql] : new_.sql) {
      const fs::path path = sql_path(dialect);
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
  status write_seal() {
    const fs::path file = seal_path(folder_, folder_form::v0);
    if (!is_file(file)) return {};
    TENANTRY_TRY(auto sums, read_seal(file));
    for (const auto &[dialect, sql] : new_.sql)
      sums[sql_path(dialect).lexically_relative(folder_).generic_string()] = checksum_of(sql);
    TENANTRY_TRY_VOID(write_seal_file(file, sums));
    out_.files.push_back(file);
    return {};
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

result<written_migration> append_migration(const fs::path &folder, const new_migration &m) {
  return migration_writer(folder, m).write();
}

}  // namespace tenantry
