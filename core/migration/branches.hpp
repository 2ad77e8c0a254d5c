#pragma once
// A v0 folder in which two branches met: read even where version control left its conflict marks in the
// journal or a snapshot, and written again as one line.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct branch_migration {
  std::string tag;
  std::int64_t when = 0;
  std::filesystem::path snapshot_file;
  std::string snapshot;  // its text; "" where the file is of another migration, or missing
  bool shared = false;   // another migration of the journal has this snapshot file too, and one text is there
  std::map<std::string, std::string> files;  // "sqlite/0003_x.sql" → text: SQL, reverses and drafts
};

struct branched_folder {
  std::string dialect;
  std::string journal;  // the text of one side, to which entries are put
  std::vector<branch_migration>
      migrations;           // what both have, then one side, then the other: the earlier first
  bool conflicted = false;  // marks were found
};

// Errors: folder, with file and line: no journal, or one that is broken otherwise.
result<branched_folder> read_branches(const std::filesystem::path &folder);

// A migration under its place in the one line.  `before` is its tag in the folder.
struct placed_migration {
  branch_migration as;  // tag, stamp, snapshot's file and text, files under their new names
  std::string before;
  bool moved = false;  // its files are written; else only its entry
};

// New files first, then the seal, then the journal; what has a new name now is removed last.  Answers the
// files that were written.  After a crash the folder is as before, or whole with old files beside it.
result<std::vector<std::filesystem::path>> write_branches(const std::filesystem::path &folder,
                                                          const branched_folder &read,
                                                          const std::vector<placed_migration> &line);

}  // namespace tenantry
