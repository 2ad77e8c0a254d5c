#pragma once
// A migration before it is written: what changes, each dialect's files, what is unsafe, the next snapshot.
#include <string>
#include <vector>

#include "core/author/rendition.hpp"
#include "core/author/risks.hpp"
#include "core/author/source.hpp"
#include "core/migration/author.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

struct draft_request {
  drizzle_snapshot newest;  // load_newest_schema
  declared_schema declared;
  std::vector<told_rename> renames;
  std::vector<backfill> backfills;
  safe_forms forms;
  std::vector<rendition_target> targets;  // the base dialect first
};

struct migration_draft {
  std::vector<schema_change> changes;         // empty: the folder says what the schema says
  std::vector<drafted_rendition> renditions;  // one for each target, but for those that its fallback serves
  std::vector<std::string> served_by_fallback;
  std::vector<migration_risk> risks;
  std::string snapshot;
};

// Errors: usage, where renames or backfills must be told (details have the flags);
// bad_config, where the base dialect cannot express a change or a name collides on a dialect.  Nothing is
// written.
result<migration_draft> draft_migration(const draft_request &request);

// As append_migration takes it.
new_migration to_new_migration(const migration_draft &draft, std::string name, std::int64_t now_ms);

}  // namespace tenantry
