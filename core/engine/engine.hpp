#pragma once
// One database: what is pending there, and applying it so that every instant of a crash can be explained.
// Knows nothing of other tenants.  All functions block; call from one worker at a time for a target.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/base/clock.hpp"
#include "core/migration/folder.hpp"
#include "core/migration/pending.hpp"

namespace tenantry {

enum class drizzle_mode { automatic, on, off };

struct engine_options {
  std::string track;  // first half of the history's key
  out_of_order order = out_of_order::allow;
  bool all_in_one = false;            // --transaction all
  milliseconds lock_timeout{5000};    // a statement that waits for a table
  milliseconds wait_lock{60000};      // waiting for another runner
  milliseconds statement_timeout{0};  // 0: none
  milliseconds lease_ttl{30000};  // a lease whose heartbeat is older is dead; it beats three times as often
  drizzle_mode drizzle = drizzle_mode::automatic;
  std::string drizzle_schema = "drizzle", drizzle_table = "__drizzle_migrations";
  std::string history_schema = "tenantry", history_table = "history";
  std::string to;                   // stop after this tag
  std::string actor, version, run;  // who, with what, in which run: columns of the history
};

struct database_target {
  const adapter *through = nullptr;
  session_config connect;
  // A road around the pooler, from the registry's migration_url: used where a statement cannot run in a
  // transaction.
  std::optional<session_config> direct;
};

// Called once the server has said who it is, before anything is written.  false: this database is another
// tenant's already (duplicate_database).  May be empty.
using claim_database = std::function<bool(const identity &)>;

struct inspection {
  identity server;
  bool knows_server = false;  // the adapter can identify
  bool duplicate = false;     // the claim was refused: nothing else is filled in
  history_state history;
  bool history_exists = false;
  drizzle_history drizzle;
  bool drizzle_counts = false;
  pending_set pending;
};

struct outcome {
  enum class kind { migrated, up_to_date, failed, held, duplicate };
  kind is = kind::failed;
  std::string from, to;          // newest applied tag before and after; "" for none
  std::size_t steps = 0;         // migrations applied by this call
  std::optional<error> failure;  // failed, held
  std::string failed_tag;        // the migration that failed or is held
  std::vector<finding> findings;
  identity server;
};

// Reads, writes nothing.  Errors are those of the connection and of the history.
result<inspection> inspect(const database_target &target, const compiled_folder &folder,
                           const engine_options &options, const call_limits &limits,
                           const claim_database &claim = {});

// Applies what is pending.  Every failure is inside the outcome.
outcome migrate(const database_target &target, const compiled_folder &folder, const engine_options &options,
                const call_limits &limits, const claim_database &claim = {});

// Events alone, for `resolve` and `baseline`: says that migrations are applied (with the file as it is now)
// or pending. Nothing of them runs.  Drizzle's rows follow where its history counts.
struct mark_request {
  bool applied = true;
  std::vector<std::string> tags;
  // Of the one tag: what a person knows of this statement, whose fate is not recorded.  applied: it and those
  // before it took effect; else it did not, and the next run goes on with it.  0: the whole migration.
  std::uint32_t statement = 0;
};
outcome mark(const database_target &target, const compiled_folder &folder, const engine_options &options,
             const call_limits &limits, const mark_request &wanted);

// What migrate would run, statement by statement, in transactions: for plan and --dry-run.
struct planned_statement {
  std::string tag;
  std::string file;
  std::uint32_t line = 1, number = 1;
  std::string sql;
};
struct planned_unit {
  bool transactional = true;
  std::vector<planned_statement> statements;
  std::vector<std::string> finishes;  // tags that are applied when this unit is committed
};
std::vector<planned_unit> describe_plan(const pending_set &pending, bool drizzle_counts, bool all_in_one);

}  // namespace tenantry
