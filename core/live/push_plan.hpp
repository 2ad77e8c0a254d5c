#pragma once
// What brings one live database to a declared schema at once: changes, SQL, and what is lost by it.
#include <string>
#include <vector>

#include "core/author/backfill.hpp"
#include "core/engine/engine.hpp"
#include "core/live/live_reading.hpp"

namespace tenantry {

struct push_request {
  const rendition_target &target;  // without a mapping: what is live needs none
  const dialect_mapping &mapping;  // what stands for what is declared, in renames and backfills too
  const live_scope &scope;
  const engine_options &engine;
  const live_schema &live;  // read_live of this session
  const schema_model &declared;
  const std::vector<told_rename> &renames;
  const std::vector<backfill> &backfills;
};

struct push_statement {
  std::string sql;
  std::string loss;  // "" where nothing is lost
};
struct push_plan {
  std::vector<schema_change> changes;
  std::vector<push_statement> statements;
  std::string script;              // the same as one text, for parse_script
  std::vector<std::string> notes;  // what the dialect cannot keep, what could not be compared

  [[nodiscard]] std::vector<std::string> losses() const;  // each once
};

// A server keeps an expression in its own words.  Where DDL can be rolled back, the plan is tried in a
// transaction and the database is read in it, so that what says the same is not made anew; elsewhere such
// parts are taken as they are and named in the notes.  Errors: usage, where renames or backfills must be told
// (as draft_migration); unsupported, where the dialect cannot express a change, or a part of the declared
// schema that a line of the configuration would map (`next` has the line).
result<push_plan> plan_push(session &on, const push_request &request, const call_limits &limits);

}  // namespace tenantry
