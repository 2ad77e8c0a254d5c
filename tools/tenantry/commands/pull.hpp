#pragma once
// The parts of `pull` among themselves: --baseline.
#include "core/rollout/rollout.hpp"
#include "tools/tenantry/chosen_databases.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/pull_report.hpp"

namespace tenantry {

// Error, usage: the track's folder has migrations.
status check_new_folder(const track_config &track);

// Error, usage: the database has a history of this track.
status check_no_history(session &s, const adapter &through, const engine_options &engine,
                        const call_limits &limits);

// A baseline says that the database has what the files say: where they say less, somebody must want that.
// Error: unsafe.
status confirm_losses(const pull_report &report, const command_context &context);

struct baseline_request {
  const command_context &context;
  workspace &here;
  const track_config &track;
  const chosen_database &from;
  const pulled_source &source;
  rollout_stops &stops;
};
// The migration, through the same path as `generate`, and its mark in the database that it was pulled from.
// Where the mark cannot be written the files stay, and the error's next step writes it.
status write_baseline(const baseline_request &request, pull_report &report);

}  // namespace tenantry
