#pragma once
// Statements that are no migration, run on one database as `migrate` runs those that are: in transactions
// where the dialect allows it, with the runner's lock held.  No history is written.
#include <functional>
#include <optional>
#include <string>

#include "core/engine/engine.hpp"
#include "core/migration/script.hpp"

namespace tenantry {

struct direct_outcome {
  std::size_t ran = 0;  // statements whose effect is there
  // error.statement counts from 1 within the script; the detail "committed" says what took effect and stays.
  std::optional<error> failure;
};

// `still` is asked under the lock, before anything runs: an error of it ends the run.  `connect` is what the
// session was opened with.
direct_outcome run_direct(session &on, const session_config &connect, const script &body,
                          const engine_options &options, const std::function<status()> &still,
                          const call_limits &limits);

// Runs the whole in one transaction, asks `look`, and rolls it back: what the statements make of the database
// in the server's own words.  Errors: those of the statements and of `look`; unsupported where DDL commits or
// a statement cannot run in a transaction.
status try_direct(session &on, const script &body, const engine_options &options,
                  const std::function<status()> &look, const call_limits &limits);

}  // namespace tenantry
