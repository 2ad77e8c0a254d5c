#pragma once
// A folder whose migrations another tool writes (Drizzle Kit, for PostgreSQL alone): the files that the
// fleet's other dialects lack are made from the snapshots before and after each migration.
#include <filesystem>
#include <string>
#include <vector>

#include "core/author/rendition.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

struct fill_request {
  std::filesystem::path folder;
  std::vector<rendition_target> targets;  // the base dialect first: it has its files
  std::vector<told_rename> renames;
  std::vector<backfill> backfills;
  safe_forms forms;
};
struct missing_rendition {
  std::string tag;
  drafted_rendition draft;
  bool by_hand = false;  // the migration changes rows and no schema: nothing can be made of it
};

// In the folder's order, what each dialect lacks; nothing is written.  Errors: folder, as load_newest_schema;
// usage, where renames or backfills must be told.
result<std::vector<missing_rendition>> find_missing_renditions(const fill_request &request);

// Writes those that are whole, each file at once, and drafts of the others; answers the files.
result<std::vector<std::filesystem::path>> write_renditions(const std::filesystem::path &folder,
                                                            const std::vector<missing_rendition> &missing);

}  // namespace tenantry
