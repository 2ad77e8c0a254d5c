#include "core/author/fill.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/source.hpp"
#include "core/base/file.hpp"
#include "core/migration/author.hpp"
#include "core/migration/snapshot_chain.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

class gap_finder {
 public:
  explicit gap_finder(const fill_request &request) : request_(request) {}

  result<std::vector<missing_rendition>> find() {
    TENANTRY_TRY(const drizzle_snapshot newest, load_newest_schema(request_.folder));
    if (is_new_folder(request_.folder)) return std::move(found_);
    TENANTRY_TRY(const folder whole, folder::load(request_.folder));
    TENANTRY_TRY(const snapshot_chain chain, read_snapshot_chain(whole));
    schema_model before;
    for (std::size_t at = 0; at < chain.links.size(); ++at) {
      TENANTRY_TRY(const std::string text, read_file(chain.links[at].file));
      TENANTRY_TRY(drizzle_snapshot read, read_drizzle_snapshot(text, chain.links[at].file.string()));
      for (const rendition_target &target : request_.targets)
        if (!is_served(whole.migrations()[at], target))
          TENANTRY_TRY_VOID(draft(whole.migrations()[at].tag, target, before, read.schema));
      before = std::move(read.schema);
    }
    return std::move(found_);
  }

 private:
  static bool is_served(const migration &m, const rendition_target &target) {
    return std::any_of(target.chain.begin(), target.chain.end(),
                       [&](const std::string &dialect) { return m.files.contains(dialect); });
  }

  status draft(const std::string &tag, const rendition_target &target, const schema_model &before,
               const schema_model &after) {
    rendition_request wanted{&before, &after, {}, {}, request_.forms, request_.backfills};
    std::vector<told_rename> renames;
    for (const told_rename &one : request_.renames)  // of another migration, where it fits nothing here
      if (diff_schemas(before, after, {{one}, false})) renames.push_back(one);
    auto changes = diff_schemas(before, after, {renames, true});
    if (!changes)
      return fail(
          while_doing(std::move(changes).error(), fmt::format("comparing the snapshots around \"{}\"", tag)));
    wanted.changes = std::move(*changes);
    if (wanted.changes.empty()) {
      found_.push_back({tag, {}, true});
      found_.back().draft.dialect = target.dialect();
      return {};
    }
    if (auto reverse = diff_schemas(after, before, {{}, false}); reverse && renames.empty())
      wanted.reverse = std::move(*reverse);
    table_texts texts;
    TENANTRY_TRY(drafted_rendition made, draft_rendition(target, wanted, texts));
    if (wanted.reverse.empty()) made.down.clear();
    found_.push_back({tag, std::move(made), false});
    return {};
  }

  const fill_request &request_;
  std::vector<missing_rendition> found_;
};

}  // namespace

result<std::vector<missing_rendition>> find_missing_renditions(const fill_request &request) {
  return gap_finder(request).find();
}

result<std::vector<fs::path>> write_renditions(const fs::path &folder,
                                               const std::vector<missing_rendition> &missing) {
  std::vector<fs::path> written;
  const auto put = [&](const fs::path &path, const std::string &text) -> status {
    std::error_code problem;  // where it fails, the write says why
    fs::create_directories(path.parent_path(), problem);
    TENANTRY_TRY_VOID(write_file_atomically(path, text));
    written.push_back(path);
    return {};
  };
  for (const missing_rendition &one : missing) {
    if (one.by_hand) continue;
    const fs::path stem = folder / one.draft.dialect / one.tag;
    // The way back first: without the way there nothing reads it.
    if (!one.draft.down.empty()) TENANTRY_TRY_VOID(put(stem.string() + ".down.sql", one.draft.down));
    TENANTRY_TRY_VOID(put(stem.string() + (one.draft.gaps.empty() ? ".sql" : ".sql.draft"), one.draft.sql));
  }
  return written;
}

}  // namespace tenantry
