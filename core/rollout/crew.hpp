#pragma once
// The workers of a run and the thread that feeds them.  The feeder (the caller of run) reads the fleet page
// by page and keeps at most `window` tenants waiting; each worker takes the next that may start.  Private to
// this folder.
//
// Locks: reporting_ is taken before mutex_, never the other way round, so that what the listener hears is in
// order.
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/mutex.hpp"
#include "core/rollout/job.hpp"
#include "core/rollout/start_order.hpp"

namespace tenantry {

struct crew_options {
  unsigned parallel = 8, per_server = 8;
  failure_budget max_failures{0, std::nullopt};
  std::uint64_t eligible = 0, tenants = 0;
  bool named = false;            // --tenant was given
  std::size_t window = 1000;     // tenants that wait to start
  milliseconds patience{30000};  // for a server without room
  milliseconds first_backoff{250};
};

class crew {
 public:
  using work = std::function<tenant_outcome(job &)>;

  crew(crew_options options, fleet_source source, work on_one, rollout_listener &listener,
       const rollout_stops &stops, const clock &time);
  rollout_totals run();  // once

 private:
  enum class ending { none, drained, budget, master, fault };
  void feed();
  void sort_in(std::vector<fleet_entry> &&page);
  void serve(std::size_t me);
  std::optional<job> next_job(std::size_t me);
  void finish(std::size_t me, job &&one, tenant_outcome &&out);
  [[nodiscard]] tenant_outcome attempt(job &one) const;
  bool try_again(job &one, const tenant_outcome &out) TENANTRY_REQUIRES(mutex_);
  [[nodiscard]] ending why_stop() const TENANTRY_REQUIRES(mutex_);
  bool wait_for_room();
  void give_up_waiting();
  void give_up(job &&one, ending why);
  void wake(bool everybody) TENANTRY_REQUIRES(mutex_);
  void report(const tenant_outcome &out);
  void tell_progress();
  void tell_progress_locked() TENANTRY_REQUIRES(reporting_);
  void keep_fault();

  const crew_options options_;
  const fleet_source source_;
  const work work_;
  const rollout_stops &stops_;
  const clock &time_;

  mutex reporting_;
  rollout_listener &listener_ TENANTRY_GUARDED_BY(reporting_);

  mutex mutex_;
  condition_variable changed_;  // for workers: somebody may start, or nobody will any more
  condition_variable room_;     // for the feeder
  start_order order_ TENANTRY_GUARDED_BY(mutex_);
  bool all_read_ TENANTRY_GUARDED_BY(mutex_) = false;
  unsigned running_ TENANTRY_GUARDED_BY(mutex_) = 0;
  unsigned idle_ TENANTRY_GUARDED_BY(mutex_) = 0;        // workers that wait
  std::uint64_t spent_ TENANTRY_GUARDED_BY(mutex_) = 0;  // of the failure budget
  rollout_totals totals_ TENANTRY_GUARDED_BY(mutex_);
  std::vector<std::string> working_on_ TENANTRY_GUARDED_BY(mutex_);
  std::minstd_rand jitter_ TENANTRY_GUARDED_BY(mutex_){std::random_device{}()};
  std::exception_ptr fault_ TENANTRY_GUARDED_BY(mutex_);  // the listener's; thrown again at the end of run
};

}  // namespace tenantry
