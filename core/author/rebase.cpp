#include "core/author/rebase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/author/merge.hpp"
#include "core/author/rendition.hpp"
#include "core/base/uuid.hpp"
#include "core/schema/diff.hpp"
#include "core/schema/drizzle_snapshot.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view no_parent = "00000000-0000-0000-0000-000000000000";

tl::unexpected<error> refuse(const fs::path &file, std::string message, std::string next) {
  error e = make_error(category::folder, std::move(message), std::move(next));
  e.where.file = file.string();
  return fail(std::move(e));
}

std::string number_of(const std::string &tag) {
  return tag.substr(0, tag.find('_'));
}
std::string name_of(const std::string &tag) {
  const std::size_t at = tag.find('_');
  return at == std::string::npos ? "" : tag.substr(at);
}

// 0009 → 0010; a stamp → the next second.
std::string next_number(const std::string &last) {
  std::string made = last;
  for (std::size_t at = made.size(); at-- > 0;) {
    if (made[at] < '0' || made[at] > '9') return made + "1";
    if (made[at]++ != '9') return made;
    made[at] = '0';
  }
  return "1" + made;
}

class line_maker {
 public:
  explicit line_maker(const rebase_request &request) : request_(request) {}

  result<rebase_result> make() {
    TENANTRY_TRY(read_, read_branches(request_.folder));
    if (read_.dialect != "postgresql")
      return refuse(request_.folder, "only folders whose journal is for postgresql can be rebased",
                    "put the later branch's migrations behind the other's by hand");
    TENANTRY_TRY_VOID(read_snapshots());
    tip_.id = no_parent;
    for (const branch_migration &one : read_.migrations) TENANTRY_TRY_VOID(place(one));
    rebase_result made{std::move(moved_), {}};
    if (made.moved.empty() && !read_.conflicted) return made;
    TENANTRY_TRY(made.files, write_branches(request_.folder, read_, line_));
    return made;
  }

 private:
  status read_snapshots() {
    schemas_[std::string(no_parent)] = {};
    for (const branch_migration &one : read_.migrations) {
      if (one.snapshot.empty())
        return refuse(one.snapshot_file, fmt::format("the snapshot of \"{}\" is missing", one.tag),
                      "restore it from version control");
      TENANTRY_TRY(drizzle_snapshot read, read_drizzle_snapshot(one.snapshot, one.snapshot_file.string()));
      schemas_[read.id] = read;
      snapshots_[one.tag] = std::move(read);
    }
    for (const branch_migration &one : read_.migrations)
      if (one.shared) TENANTRY_TRY_VOID(check_shared(one));
    return {};
  }

  // Two migrations, one snapshot: the other's was overwritten when the branches met.
  static status check_shared(const branch_migration &one) {
    return refuse(
        one.snapshot_file,
        fmt::format("\"{}\" has the number of another migration, and only one of their two snapshots "
                    "is left",
                    one.tag),
        fmt::format("bring both back with their conflict marks: git checkout --merge -- {}; then "
                    "run this again",
                    one.snapshot_file.string()));
  }

  status place(const branch_migration &one) {
    const drizzle_snapshot &own = snapshots_.at(one.tag);
    const bool in_line = own.parent == tip_.id || (line_.empty() && own.parent.empty());
    const bool fits = line_.empty() || number_of(one.tag) > number_of(line_.back().as.tag);
    if (in_line && fits) {
      line_.push_back({one, one.tag, false});
      line_.back().as.when = std::max(one.when, line_.size() > 1 ? line_[line_.size() - 2].as.when + 1 : 0);
      tip_ = own;
      return {};
    }
    const auto parent = schemas_.find(own.parent);
    if (parent == schemas_.end())
      return refuse(one.snapshot_file,
                    fmt::format("\"{}\" was made from a schema that no snapshot here has", one.tag),
                    "restore the missing snapshot from version control");
    return move(one, parent->second, own);
  }

  status move(const branch_migration &one, const drizzle_snapshot &parent, const drizzle_snapshot &own) {
    merged_schema merged = merge_schemas(parent.schema, tip_.schema, own.schema);
    if (!merged.conflicts.empty()) return refuse_conflict(one, merged.conflicts);
    drizzle_snapshot next;
    next.id = random_uuid();
    next.parent = tip_.id;
    next.schema = std::move(merged.schema);
    next.texts = carry_texts(tip_.schema, tip_.texts, next.schema, own.texts);
    placed_migration placed{one, one.tag, true};
    const std::string &last = line_.empty() ? std::string() : line_.back().as.tag;
    if (!last.empty() && number_of(one.tag) <= number_of(last))
      placed.as.tag = next_number(number_of(last)) + name_of(one.tag);
    placed.as.when = std::max(one.when, line_.empty() ? 0 : line_.back().as.when + 1000);
    placed.as.snapshot_file = request_.folder / "meta" / (number_of(placed.as.tag) + "_snapshot.json");
    placed.as.snapshot = write_drizzle_snapshot(next);
    rebased_migration told{one.tag, placed.as.tag, {}, {}};
    TENANTRY_TRY_VOID(carry_files(one, parent.schema, own.schema, next.schema, placed.as, told));
    moved_.push_back(std::move(told));
    line_.push_back(std::move(placed));
    tip_ = std::move(next);
    return {};
  }

  [[nodiscard]] status refuse_conflict(const branch_migration &one,
                                       const std::vector<std::string> &conflicts) const {
    error e = make_error(
        category::folder,
        fmt::format("\"{}\" and the migrations before it changed the same: {}", one.tag,
                    fmt::join(conflicts, ", ")),
        "take one of the two changes out of its branch, or write the later migration anew behind the other");
    e.where.file = one.snapshot_file.string();
    for (const std::string &what : conflicts) e.details.emplace_back("both changed", what);
    return fail(std::move(e));
  }

  // A file that says what tenantry writes for its own branch is made again for both; any other is kept.
  status carry_files(const branch_migration &one, const schema_model &before, const schema_model &after,
                     const schema_model &merged, branch_migration &into, rebased_migration &told) const {
    std::map<std::string, std::pair<std::string, std::string>> drafts;  // file → as it would be, as it is now
    for (const bool plain : {true, false})
      for (const rendition_target &target : request_.targets) {
        TENANTRY_TRY(const drafted_rendition was, draft(target, before, after, plain));
        TENANTRY_TRY(const drafted_rendition is, draft(target, tip_.schema, merged, plain));
        const std::string room = &target == &request_.targets.front() ? "" : target.dialect() + "/";
        for (const auto &[name, text] : one.files) {
          if (name == room + one.tag + (was.gaps.empty() ? ".sql" : ".sql.draft") && text == was.sql)
            drafts[name] = {was.sql, is.sql};
          if (name == room + one.tag + ".down.sql" && text == was.down && !is.down.empty())
            drafts[name] = {was.down, is.down};
        }
      }
    into.files.clear();
    for (const auto &[name, text] : one.files) {
      const std::size_t at = name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1;
      const std::string renamed = name.substr(0, at) + into.tag + name.substr(at + one.tag.size());
      const auto known = drafts.find(name);
      into.files[renamed] = known == drafts.end() ? text : known->second.second;
      if (known == drafts.end())
        told.by_hand.push_back(renamed);
      else if (known->second.first != known->second.second)
        told.written_anew.push_back(renamed);
    }
    return {};
  }

  [[nodiscard]] result<drafted_rendition> draft(const rendition_target &target, const schema_model &before,
                                                const schema_model &after, bool plain) const {
    rendition_request wanted;
    wanted.before = &before;
    wanted.after = &after;
    wanted.forms = plain ? safe_forms{false, false, false} : request_.forms;
    TENANTRY_TRY(wanted.changes, diff_schemas(before, after, {fitting(before, after), true}));
    for (const backfill &one : request_.backfills)
      if (needs(wanted.changes, one)) wanted.backfills.push_back(one);
    auto reverse = diff_schemas(after, before, {{}, false});
    if (reverse) wanted.reverse = std::move(*reverse);
    table_texts texts;
    return draft_rendition(target, wanted, texts);
  }

  static bool needs(const std::vector<schema_change> &changes, const backfill &one) {
    return std::any_of(changes.begin(), changes.end(), [&](const schema_change &change) {
      return change.after && change.name == one.column && change.after->name == one.table.name;
    });
  }

  // A rename is of one of the moved migrations: where it fits nothing it is not of this one.
  [[nodiscard]] std::vector<told_rename> fitting(const schema_model &before,
                                                 const schema_model &after) const {
    std::vector<told_rename> made;
    for (const told_rename &one : request_.renames)
      if (diff_schemas(before, after, {{one}, false})) made.push_back(one);
    return made;
  }

  const rebase_request &request_;
  branched_folder read_;
  std::map<std::string, drizzle_snapshot> schemas_;    // by id
  std::map<std::string, drizzle_snapshot> snapshots_;  // by tag
  drizzle_snapshot tip_;
  std::vector<placed_migration> line_;
  std::vector<rebased_migration> moved_;
};

}  // namespace

result<rebase_result> rebase_folder(const rebase_request &request) {
  return line_maker(request).make();
}

}  // namespace tenantry
