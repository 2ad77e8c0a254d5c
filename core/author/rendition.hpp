#pragma once
// One migration as one dialect's files: the SQL that does it, the SQL that undoes it, and what the dialect
// cannot express.
#include <string>
#include <vector>

#include "core/author/steps.hpp"
#include "core/schema/render_request.hpp"

namespace tenantry {

struct drafted_gap {
  std::string change;  // "add column \"wells.mood\""
  std::string why;
  std::string way_out;  // lines of the configuration that would close it: find_way_out
};
struct drafted_rendition {
  std::string dialect;
  std::string sql;                // the file's text; with gaps a draft, in which each stands as a comment
  std::vector<drafted_gap> gaps;  // not empty: the file must be finished by hand
  std::vector<std::string> losses;
  std::vector<std::string> exposures;  // what keeps writers from a table that exists, where the dialect tells
  std::string down;                    // "": there is none, and `no_down` says why
  std::vector<std::string> down_losses;  // what is gone when it was undone
  std::string no_down;
};

struct rendition_request {
  const schema_model *before = nullptr, *after = nullptr;
  std::vector<schema_change> changes;  // before → after
  std::vector<schema_change> reverse;  // after → before
  safe_forms forms;
  std::vector<backfill> backfills;
};

// `texts` may serve other dialects of the same request.  Errors: those of render_changes and write_script.
result<drafted_rendition> draft_rendition(const rendition_target &target, const rendition_request &request,
                                          table_texts &texts);

}  // namespace tenantry
