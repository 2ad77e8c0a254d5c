#pragma once
// One track, run over the master or over the fleet: what migrate, plan and status share.
#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {

struct track_request {
  const track_config *track = nullptr;
  run_purpose purpose = run_purpose::migrate;
  bool exit_code = false;  // pending is exit code 1
  std::string command;     // what a retry begins with: "tenantry plan tenant --config x"
  std::string migrate;     // "tenantry migrate tenant --config x"
  mark_request marks;      // where the purpose is to mark
};

// The engine's options for a track, with who runs it, with what and in which run.
engine_options engine_of(const configuration &config, const track_config &track);

// Errors refuse the run: nothing was touched.  `before`: facts of the tracks that this command ran already.
result<run_facts> run_track(workspace &here, const track_request &request, run_view &view,
                            rollout_stops &stops, const run_facts &before);

// The same over the fleet with a listener of one's own.
result<rollout_totals> run_over_fleet(workspace &here, const track_config &track, const folder &migrations,
                                      rollout_verb verb, rollout_listener &listener, rollout_stops &stops);
// The master as a run of one.
result<rollout_totals> run_master(workspace &here, const track_config &track, const folder &migrations,
                                  rollout_verb verb, const mark_request &marks, rollout_listener &listener,
                                  rollout_stops &stops);
// The live schemas of the track's databases against the snapshots of its folder.
result<rollout_totals> run_drift(workspace &here, const track_config &track, const folder &migrations,
                                 const drift_options &options, expectations &expected,
                                 rollout_listener &listener, rollout_stops &stops);

}  // namespace tenantry
