#pragma once
// Two branches made migrations from one schema: the later ones are put behind the earlier.  Nobody's work
// goes: what a person wrote by hand is carried over as it is, and told.
#include <filesystem>
#include <string>
#include <vector>

#include "core/author/backfill.hpp"
#include "core/author/steps.hpp"
#include "core/author/target.hpp"
#include "core/migration/branches.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

struct rebase_request {
  std::filesystem::path folder;
  std::vector<rendition_target> targets;  // the base dialect first
  std::vector<told_rename> renames;       // told again where a moved migration renames
  std::vector<backfill> backfills;
  safe_forms forms;
};

struct rebased_migration {
  std::string before, after;              // tags
  std::vector<std::string> by_hand;       // files that were carried over as they are
  std::vector<std::string> written_anew;  // files that were made again for the schema of the other branch
};
struct rebase_result {
  std::vector<rebased_migration> moved;  // none: the folder is one line already
  std::vector<std::filesystem::path> files;
};

// Errors: folder, where both branches changed one thing (details have each), where a snapshot is missing that
// cannot be found again, or the journal is broken; usage, where renames or backfills must be told.  Nothing
// is written then.
result<rebase_result> rebase_folder(const rebase_request &request);

}  // namespace tenantry
