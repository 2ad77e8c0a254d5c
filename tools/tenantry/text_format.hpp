#pragma once
// The texts of a run, as functions from data to text.  Pure; text_run.hpp puts them on the terminal.
#include <string>

#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {

// "migrated  north-sea  14 migrations to 0013_flat_famine  41 ms"
std::string outcome_line(const tenant_outcome &outcome, const palette &colors,
                         run_purpose purpose = run_purpose::migrate);
// What would run for one group, statement by statement.
std::string plan_text(const std::string &track, const plan_group &group, const palette &colors);
std::string summary_text(const run_summary &summary, const palette &colors);
// One cause of failures, with the tenants.
std::string failure_text(const failure_group &group, const palette &colors);
// An error that refused a command.
std::string refusal_text(const error &e, const palette &colors);

}  // namespace tenantry
