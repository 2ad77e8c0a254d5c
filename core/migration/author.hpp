#pragma once
// Adds a migration to a v0 folder so that Drizzle Kit carries on with it: SQL first, then snapshot, seal,
// journal last.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/migration/folder.hpp"

namespace tenantry {

struct new_migration {
  std::string name;                                // part of the tag after its number
  std::map<std::string, std::string> sql;          // by dialect; the base dialect's is required
  std::int64_t now_ms = 0;                         // wall time
  std::int64_t newest_applied_ms = 0;              // greatest created_at seen in the fleet, 0 if unknown
  std::string snapshot = {};                       // whole, with "id" and "prevId"; "": the newest one again
  std::map<std::string, std::string> downs = {};   // by dialect: what undoes it
  std::map<std::string, std::string> drafts = {};  // by dialect: to be finished by hand, <tag>.sql.draft
  bool to_be_written = false;  // `sql` only holds the places for it: sealed once it is there
};
struct written_migration {
  std::string tag;
  std::vector<std::filesystem::path> files;
};
// No folder yet, or one without migrations in either form: the first one added makes its journal.
bool is_new_folder(const std::filesystem::path &folder);

// The newest snapshot that a migration of the journal has, as Drizzle Kit chooses it; nothing in a folder
// without migrations.  Error: folder, where it is not there.
result<std::optional<std::filesystem::path>> newest_snapshot(const std::filesystem::path &folder);

// Where `append_migration` without a snapshot of its own: the snapshot is the newest one with a new id and
// prevId (a data-only migration), or that of a schema without tables in a folder without migrations, which
// takes its dialect from a migration for one dialect.  A crash leaves the folder as it was or with the whole
// migration.  v1 folders are refused, and broken ones: the folder is loaded first.
result<written_migration> append_migration(const std::filesystem::path &folder, const new_migration &m);
// The same for a folder that has just been loaded.
result<written_migration> append_migration(const folder &loaded, const new_migration &m);

// Writes meta/_tenantry.json (v1: _tenantry.json beside the folders) with the SHA-256 of each file, dialect
// by dialect.
status write_seal(const folder &f);

}  // namespace tenantry
