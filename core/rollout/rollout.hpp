#pragma once
// One run over the fleet: who is next, how many at once, when to stop.  Outcomes go out as they come; memory
// does not grow with the fleet (tenants are paged; what is kept of each is one 8-byte key).
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/stop.hpp"
#include "core/engine/engine.hpp"
#include "core/engine/locks.hpp"
#include "core/fleet/registry.hpp"
#include "core/fleet/routing.hpp"
#include "core/fleet/selection.hpp"
#include "core/live/drift.hpp"

namespace tenantry {

// "0", "5", "1%", "none".
struct failure_budget {
  std::optional<std::uint64_t> count;  // nullopt: none (no limit), unless percent
  std::optional<double> percent;
  [[nodiscard]] bool used_up(std::uint64_t failures,
                             std::uint64_t eligible) const;  // more failures than allowed
};
result<failure_budget> parse_failure_budget(std::string_view text);

// inspect: status, plan, --dry-run; mark: resolve, baseline; locks and unlock: lock list and lock release;
// drift: the live schema against the snapshot at the tenant's version.
enum class rollout_verb { migrate, inspect, mark, locks, unlock, drift };

struct rollout_options {
  rollout_verb verb = rollout_verb::migrate;
  unsigned parallel = 8;
  unsigned per_server = 8;
  failure_budget max_failures{0, std::nullopt};
  selection who;
  engine_options engine;
  mark_request marks;                // mark only
  drift_options drift;               // drift only
  expectations *expected = nullptr;  // drift only: of the folder that is run; must outlive the run
  routing_options routing;
};

// What became of one tenant.
struct tenant_outcome {
  enum class kind {
    migrated,
    up_to_date,  // drift: nothing differs
    pending,     // inspect; drift where nothing was ever applied
    skipped,
    failed,
    held,
    not_run,
    marked,   // mark, and unlock that released a lease
    refused,  // inspect: a finding would refuse the migrate; unlock; drift: its version is not known
    drifted   // drift only
  };
  kind is = kind::not_run;
  std::string id, slug, name, database_type;
  [[nodiscard]] const std::string &label() const { return slug.empty() ? id : slug; }  // for a person
  std::string from, to;
  std::size_t steps = 0;
  std::optional<skip_reason> reason;
  std::string why;  // skipped and not_run: a sentence
  std::optional<error> failure;
  std::string failed_tag;
  std::vector<finding> findings;
  std::optional<inspection> seen;     // inspect only
  std::vector<held_lock> locks;       // locks and unlock only
  std::optional<drift_report> drift;  // drift only
  std::int64_t ms = 0;
};
std::string_view to_string(tenant_outcome::kind k);

struct rollout_totals {
  std::uint64_t tenants = 0, migrated = 0, up_to_date = 0, pending = 0, skipped = 0, failed = 0, held = 0,
                not_run = 0, marked = 0, refused = 0, drifted = 0;
  std::map<skip_reason, std::uint64_t> skips;
  bool budget_used_up = false, interrupted = false;
  bool named_was_skipped = false;  // a tenant named by --tenant
  std::int64_t ms = 0;
  // The registry could not be read to its end: the tenants behind that point are in not_run without a line of
  // their own.
  std::optional<error> registry_failure;
};

// lock list and lock release on one database, the master's too: fills the outcome's locks, or its failure.
tenant_outcome work_on_locks(tenant_outcome out, const database_target &target, rollout_verb verb,
                             const engine_options &options, const call_limits &limits);

// drift on one database, the master's too.
tenant_outcome look_for_drift(tenant_outcome out, const database_target &target,
                              const compiled_folder &folder, const rollout_options &options,
                              const call_limits &limits, const claim_database &claim = {});

// A snapshot for the status line.
struct rollout_progress {
  std::uint64_t total = 0, finished = 0;  // tenants, those that are skipped among them
  rollout_totals so_far;
  std::vector<std::string> working_on;  // a tenant per worker, "" for an idle one
};

// Calls come one at a time (the rollout locks around them), from worker threads.
class rollout_listener {
 public:
  virtual ~rollout_listener() = default;
  virtual void begun(std::uint64_t eligible, std::uint64_t tenants) = 0;
  virtual void finished(const tenant_outcome &outcome) = 0;
  virtual void progress(const rollout_progress &now) = 0;  // after each change that is wanted
  // Asked before each snapshot is made, for it costs more than looking at a tenant that is up to date.
  virtual bool wants_progress() { return true; }
};

// Two steps of stopping: drain lets running tenants finish; cancel ends their statements.
class rollout_stops {
 public:
  void drain();
  void cancel();
  [[nodiscard]] bool draining() const;
  stop_source &hard();

 private:
  std::atomic<bool> draining_{false};
  stop_source hard_;
};

// First pass (reads the registry, loads the adapters of the types that take part, compiles their renditions:
// every refusal comes here, before a tenant is touched), then the run.
class rollout {
 public:
  rollout(session &master, registry &tenants, const folder &migrations, catalog &adapters,
          rollout_options options);
  ~rollout();
  // Errors: usage for an unknown --tenant or an empty fleet, folder where no tenant's dialect can read the
  // migrations.  Where some can, the tenants of the others fail, each with file and line.
  status prepare(bool allow_empty, const call_limits &limits = {});
  rollout_totals run(rollout_listener &listener, rollout_stops &stops);
  [[nodiscard]] const std::map<std::string, compiled_folder> &dialects() const;  // after prepare

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// Failures grouped by cause: SQLSTATE, statement and the message's shape (numbers and quoted names folded).
// The shape is a key; people are shown the example's own text.
struct failure_group {
  std::string shape;  // "23505 at statement 3 of 0017_x: duplicate key value …"
  std::uint64_t tenants = 0;
  std::vector<std::string> first;  // up to 10 slugs or ids
  error example;
  std::string tag;
};
class failure_groups {
 public:
  void add(const tenant_outcome &outcome);
  [[nodiscard]] std::vector<failure_group> groups() const;  // largest first

 private:
  std::map<std::string, failure_group> by_shape_;
};

// Drifts that are the same in many databases: one line for the operator.  At most a hundred of each are kept
// apart.
struct drift_group {
  schema_difference example;  // with the SQL of the first tenant
  std::string dialect;
  std::size_t number = 0;  // in the order in which they came: that of the SQL of one tenant
  std::uint64_t tenants = 0;
  std::vector<std::string> first;  // up to 10 slugs or ids
  std::string last;                // the id of who was counted last
};
struct uncompared_group {
  uncompared example;
  std::size_t number = 0;
  std::uint64_t tenants = 0;
  std::vector<std::string> first;
  std::string last;
};
class drift_groups {
 public:
  void add(const tenant_outcome &outcome);
  [[nodiscard]] std::vector<drift_group> differences() const;        // largest first
  [[nodiscard]] std::vector<uncompared_group> not_compared() const;  // likewise
  [[nodiscard]] std::vector<uncompared_group> notes() const;         // object is "", why the note

 private:
  std::map<std::string, drift_group> differences_;
  std::map<std::string, uncompared_group> not_compared_, notes_;
};

}  // namespace tenantry
