#pragma once
// What `tenantry drift` says, as functions from data to text.  Pure.
#include <string>
#include <vector>

#include "core/rollout/rollout.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {

struct drift_summary {
  std::string track;
  bool of_master = false;
  rollout_totals totals;
  std::vector<drift_group> groups;
  std::vector<rendered_statement> script;  // of the one database that was asked for
  std::vector<uncompared_group> not_compared, notes;
  std::vector<failure_group> failures;
  std::string next;  // the command to type, "" if there is nothing to do
  int exit_code = 0;
};

// "clean", "drifted", "not_migrated", "unknown", "skipped", "failed", "not_run".
std::string_view drift_state(const tenant_outcome &outcome);
// One database: what differs there, without the SQL; the summary has that once for all.
std::string drift_line(const tenant_outcome &outcome, const palette &colors);
std::string drift_summary_text(const drift_summary &summary, const palette &colors);

}  // namespace tenantry
