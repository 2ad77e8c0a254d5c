#include "core/migration/branches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
using ordered_json = nlohmann::ordered_json;

struct two_sides {
  std::string first, second;
  bool conflicted = false;
};

// <<<<<<< one side ======= other side >>>>>>>; with ||||||| the text before both, which is left out.
two_sides split_sides(const std::string &text) {
  two_sides made;
  enum class part { both, first, base, second } at = part::both;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end;
    if (line.starts_with("<<<<<<<")) {
      at = part::first;
      made.conflicted = true;
    } else if (line.starts_with("|||||||") && at == part::first) {
      at = part::base;
    } else if (line.starts_with("=======") && (at == part::first || at == part::base)) {
      at = part::second;
    } else if (line.starts_with(">>>>>>>") && at == part::second) {
      at = part::both;
    } else {
      if (at == part::both || at == part::first) made.first += line;
      if (at == part::both || at == part::second) made.second += line;
    }
  }
  return made;
}

// Numbers may stand twice here, so this is no parse_journal().
result<ordered_json> read_entries(const std::string &text, const std::string &file) {
  TENANTRY_TRY_VOID(check_json(text, file));
  ordered_json root = ordered_json::parse(text);
  bool good = root.is_object() && root.contains("entries") && root["entries"].is_array() &&
              root.contains("dialect") && root["dialect"].is_string();
  if (good)
    for (const auto &one : root["entries"])
      good = good && one.is_object() && one.contains("tag") && one["tag"].is_string() &&
             one.contains("when") && one["when"].is_number_integer();
  if (good) return root;
  return folder_fault({file, 1, 0}, "the file is not a journal", "restore it from version control");
}

bool has_tag(const ordered_json &root, const std::string &tag) {
  return std::any_of(root["entries"].begin(), root["entries"].end(),
                     [&](const auto &one) { return one["tag"] == tag; });
}

class branch_reader {
 public:
  explicit branch_reader(const fs::path &folder) : folder_(folder) {}

  result<branched_folder> read() {
    const std::string file = journal_path(folder_).string();
    TENANTRY_TRY(const std::string text, read_folder_file(file));
    const two_sides sides = split_sides(text);
    TENANTRY_TRY(const ordered_json first, read_entries(sides.first, file));
    TENANTRY_TRY(const ordered_json second, read_entries(sides.second, file));
    made_.conflicted = sides.conflicted;
    made_.dialect = dialect_name(first["dialect"].get<std::string>());
    made_.journal = first.dump();
    order_entries(first, second);
    for (std::size_t at = 0; at < made_.migrations.size(); ++at)
      TENANTRY_TRY_VOID(read_snapshot(made_.migrations[at], on_second_[at]));
    mark_shared();
    for (branch_migration &one : made_.migrations) TENANTRY_TRY_VOID(read_files(one));
    return std::move(made_);
  }

 private:
  void add(const ordered_json &entry, bool on_second) {
    const std::string tag = entry["tag"];
    branch_migration one;
    one.tag = tag;
    one.when = entry["when"];
    one.snapshot_file = folder_ / "meta" / (std::string(prefix_of(tag)) + "_snapshot.json");
    made_.migrations.push_back(std::move(one));
    on_second_.push_back(on_second);
  }

  static bool is_older(const ordered_json &a, const ordered_json &b) {
    return std::pair(a["when"].get<std::int64_t>(), a["tag"].get<std::string>()) <
           std::pair(b["when"].get<std::int64_t>(), b["tag"].get<std::string>());
  }

  // A side stays together; that whose first migration is older comes first, whichever side git calls ours.
  void order_entries(const ordered_json &first, const ordered_json &second) {
    std::vector<ordered_json> ours, theirs;
    for (const auto &one : first["entries"]) {
      if (has_tag(second, one["tag"]))
        add(one, false);
      else
        ours.push_back(one);
    }
    for (const auto &one : second["entries"])
      if (!has_tag(first, one["tag"])) theirs.push_back(one);
    const bool turned = !ours.empty() && !theirs.empty() && is_older(theirs.front(), ours.front());
    for (const bool second_side : {turned, !turned})
      for (const auto &one : second_side ? theirs : ours) add(one, second_side);
  }

  status read_snapshot(branch_migration &one, bool on_second) {
    if (!is_file(one.snapshot_file)) return {};
    TENANTRY_TRY(const std::string text, read_folder_file(one.snapshot_file));
    const two_sides sides = split_sides(text);
    made_.conflicted = made_.conflicted || sides.conflicted;
    one.snapshot = on_second ? sides.second : sides.first;
    return check_json(one.snapshot, one.snapshot_file.string());
  }

  void mark_shared() {
    for (branch_migration &one : made_.migrations)
      for (branch_migration &other : made_.migrations)
        if (&one != &other && one.snapshot_file == other.snapshot_file && one.snapshot == other.snapshot)
          one.shared = true;
  }

  status read_files(branch_migration &one) {
    std::vector<std::string> rooms = {""};
    for (const std::string &name : names_in(folder_, true))
      if (name != "meta") rooms.push_back(name + "/");
    for (const std::string &room : rooms)
      for (const char *ending : {".sql", ".down.sql", ".sql.draft"}) {
        const std::string name = room + one.tag + ending;
        if (!is_file(folder_ / name)) continue;
        TENANTRY_TRY(one.files[name], read_folder_file(folder_ / name));
      }
    return {};
  }

  const fs::path &folder_;
  branched_folder made_;
  std::vector<bool> on_second_;
};

class branch_writer {
 public:
  branch_writer(const fs::path &folder, const branched_folder &read,
                const std::vector<placed_migration> &line)
      : folder_(folder), read_(read), line_(line) {}

  result<std::vector<fs::path>> write() {
    for (const placed_migration &one : line_) {
      if (one.moved)
        for (const auto &[name, text] : one.as.files) TENANTRY_TRY_VOID(put(folder_ / name, text));
      if (one.moved || read_.conflicted) TENANTRY_TRY_VOID(put(one.as.snapshot_file, one.as.snapshot));
    }
    TENANTRY_TRY_VOID(write_seal());
    TENANTRY_TRY_VOID(put(journal_path(folder_), journal_text()));
    remove_old();
    return std::move(written_);
  }

 private:
  status put(const fs::path &path, const std::string &text) {
    std::error_code problem;  // where it fails, the write below says why
    fs::create_directories(path.parent_path(), problem);
    TENANTRY_TRY_VOID(write_file_atomically(path, text));
    written_.push_back(path);
    return {};
  }

  // Where the seal was in conflict too, it is of both sides: what each had reviewed stays so.
  status write_seal() {
    const fs::path file = seal_path(folder_, folder_form::v0);
    if (!is_file(file)) return {};
    TENANTRY_TRY(const std::string text, read_folder_file(file));
    const two_sides sides = split_sides(text);
    std::map<std::string, std::string> sums;
    for (const std::string &side : {sides.first, sides.second}) {
      const auto root = nlohmann::json::parse(side, nullptr, false);
      if (root.is_discarded() || !root.contains("files"))
        return folder_fault({file.string(), 1, 0}, "the file is not a seal",
                            "restore it from version control");
      for (const auto &[name, sum] : root["files"].items()) sums[name] = sum.get<std::string>();
    }
    for (const placed_migration &one : line_)
      if (one.moved) move_seal(one, sums);
    TENANTRY_TRY_VOID(write_seal_file(file, sums));
    written_.push_back(file);
    return {};
  }

  // A file that was edited after its review is not sealed by being moved.
  void move_seal(const placed_migration &one, std::map<std::string, std::string> &sums) const {
    std::map<std::string, std::string> moved;
    for (const auto &[name, text] : files_before(one)) {
      const auto sealed = sums.find(name);
      if (sealed == sums.end() || sealed->second != checksum_of(text)) continue;
      std::string now = name;
      now.replace(now.rfind(one.before), one.before.size(), one.as.tag);
      if (const auto file = one.as.files.find(now); file != one.as.files.end())
        moved[now] = checksum_of(file->second);
    }
    for (const auto &[name, text] : files_before(one)) sums.erase(name);
    sums.insert(moved.begin(), moved.end());
  }
  [[nodiscard]] const std::map<std::string, std::string> &files_before(const placed_migration &one) const {
    return std::find_if(read_.migrations.begin(), read_.migrations.end(),
                        [&](const branch_migration &was) { return was.tag == one.before; })
        ->files;
  }

  [[nodiscard]] std::vector<std::string> old_names(const placed_migration &one) const {
    std::vector<std::string> names;
    if (one.before != one.as.tag)
      for (const auto &[name, text] : files_before(one)) names.push_back(name);
    return names;
  }

  [[nodiscard]] std::string journal_text() const {
    ordered_json root = ordered_json::parse(read_.journal);
    ordered_json entries = ordered_json::array();
    std::int64_t idx = -1;
    for (const placed_migration &one : line_) {
      ordered_json entry = {{"idx", 0}, {"version", "7"}, {"when", 0}, {"tag", ""}, {"breakpoints", true}};
      for (const auto &known : root["entries"])
        if (known["tag"] == one.before) entry = known;
      const bool fits = !one.moved && entry["idx"].is_number_integer() && entry["idx"] > idx;
      idx = fits ? entry["idx"].get<std::int64_t>() : idx + 1;
      entry["idx"] = idx;
      entry["when"] = one.as.when;
      entry["tag"] = one.as.tag;
      entries.push_back(std::move(entry));
    }
    root["entries"] = std::move(entries);
    return root.dump(2);
  }

  void remove_old() const {
    std::error_code ignored;  // a file that stays is told by `check` as not listed
    for (const placed_migration &one : line_)
      for (const std::string &name : old_names(one)) fs::remove(folder_ / name, ignored);
  }

  const fs::path &folder_;
  const branched_folder &read_;
  const std::vector<placed_migration> &line_;
  std::vector<fs::path> written_;
};

}  // namespace

result<branched_folder> read_branches(const fs::path &folder) {
  return branch_reader(folder).read();
}

result<std::vector<fs::path>> write_branches(const fs::path &folder, const branched_folder &read,
                                             const std::vector<placed_migration> &line) {
  return branch_writer(folder, read, line).write();
}

}  // namespace tenantry
