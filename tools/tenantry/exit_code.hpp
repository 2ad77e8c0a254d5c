#pragma once
// The exit codes that scripts rely on, and which one wins where several apply.  Pure.
#include "core/base/error.hpp"

namespace tenantry {

namespace exit_codes {
constexpr int done = 0, findings = 1, usage = 2, master = 3, one_failed = 4, some_failed = 5, budget = 6,
              locked = 7, unsafe = 8, interrupted = 130;
}  // namespace exit_codes

// What happened in a run, as far as the exit code cares.
struct run_facts {
  bool interrupted = false;        // a signal ended it before its end
  bool usage = false;              // command line, configuration or folder
  bool master = false;             // the master cannot be reached or read
  bool budget_used_up = false;     // and tenants were not run
  bool failed = false;             // a database failed or is held
  bool one_database = false;       // the master, or the one tenant that --tenant names
  bool lock_not_obtained = false;  // that one database failed because somebody else holds the lock
  bool unsafe_refused = false;
  bool findings =
      false;  // skipped for a reason to look into, a named tenant skipped, pending with --exit-code
};

int exit_code(const run_facts &facts);

// Facts of two runs of one command (migrate all).
run_facts operator|(const run_facts &a, const run_facts &b);

// The code of an error that refuses a command before any tenant is touched: 2; for what only a reachable
// master could have answered 3; for an unsafe change 8.
int exit_code(const error &refusal);

}  // namespace tenantry
