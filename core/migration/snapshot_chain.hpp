#pragma once
// The snapshots of a v0 folder as a chain: each names the one before it as its parent.  Where two branches
// were merged, or a file is missing, the next migration would be made from the wrong schema.
#include <filesystem>
#include <string>
#include <vector>

#include "core/migration/folder.hpp"

namespace tenantry {

struct snapshot_link {
  std::string tag;
  std::filesystem::path file;  // where it is, or should be
  bool there = false;
  std::string id, parent;
};

struct chain_fault {
  enum class kind { missing, shared, collision, broken, stray };
  kind is = kind::missing;
  position where;
  std::string message, next;
};
// A stray snapshot belongs to no migration: left by a `generate` that broke off.  The next one writes over it
// or beside it; but Drizzle Kit takes the last by name.

struct snapshot_chain {
  std::vector<snapshot_link> links;  // one for each migration, in the journal's order
  std::vector<chain_fault> faults;
};

// Error: folder, where a snapshot is no JSON object or has no "id".  A v1 folder has no chain: empty.
result<snapshot_chain> read_snapshot_chain(const folder &f);

}  // namespace tenantry
