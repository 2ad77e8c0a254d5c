#pragma once
// What a run over a track tells: gathers outcomes into groups while they come, keeping a bounded part of
// each, and hands them to a view (text or JSON).
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/rollout/rollout.hpp"
#include "tools/tenantry/exit_code.hpp"

namespace tenantry {

enum class run_purpose { migrate, plan, look, mark };

// Tenants whose pending lists are the same.
struct plan_group {
  std::size_t number = 0;  // from 1
  std::uint64_t tenants = 0;
  std::vector<std::string> first;  // up to 10
  std::string dialect;
  std::vector<std::string> migrations;
  std::vector<planned_unit> units;
};

// Tenants with the same finding.
struct finding_group {
  finding example;
  std::uint64_t tenants = 0;
  std::vector<std::string> first;
};

struct run_summary {
  std::string track;
  bool of_master = false;  // a run of one
  run_purpose purpose = run_purpose::migrate;
  rollout_totals totals;
  std::vector<failure_group> failures;
  std::vector<finding_group> findings;
  std::string next;  // the command to type, "" if there is nothing to do
  int exit_code = 0;
};

// How a run is shown.  Calls come one at a time.
class run_view {
 public:
  virtual ~run_view() = default;
  virtual void begun(const std::string &track, std::uint64_t eligible, std::uint64_t tenants) = 0;
  // `group`: number of its plan group, 0 if it has none; `total`: migrations in the folder.
  virtual void tenant(const std::string &track, const tenant_outcome &outcome, std::size_t group,
                      std::size_t total) = 0;
  virtual void progress(const rollout_progress &now) = 0;
  virtual bool wants_progress() { return true; }  // asked before a snapshot is made
  virtual void plan(const std::string &track, const std::vector<plan_group> &groups) = 0;
  virtual void summary(const run_summary &summary) = 0;
};

struct report_options {
  std::string track;
  run_purpose purpose = run_purpose::migrate;
  std::size_t total = 0;      // migrations in the folder
  bool all_in_one = false;    // one transaction for all: decides the units of a plan
  bool exit_code = false;     // pending is exit code 1
  bool one_database = false;  // the master, or one named tenant
  bool master = false;        // a track of the master
  std::string command;        // "tenantry plan tenant --config x": what a retry begins with
  std::string migrate;        // "tenantry migrate tenant --config x"
};

class run_report : public rollout_listener {
 public:
  run_report(report_options options, run_view &view) : options_(std::move(options)), view_(view) {}

  void begun(std::uint64_t eligible, std::uint64_t tenants) override;
  void finished(const tenant_outcome &outcome) override;
  void progress(const rollout_progress &now) override;
  bool wants_progress() override { return view_.wants_progress(); }

  // After the run.  `before`: the facts of the tracks that ran before this one.
  run_facts close(const rollout_totals &totals, const run_facts &before = {});

 private:
  std::size_t add_to_plan(const tenant_outcome &outcome);
  void add_findings(const tenant_outcome &outcome);
  [[nodiscard]] run_facts facts(const rollout_totals &totals) const;
  [[nodiscard]] std::string next_command(const rollout_totals &totals) const;

  report_options options_;
  run_view &view_;
  failure_groups failures_;
  std::map<std::string, plan_group> plan_;  // by the plan's shape
  std::vector<finding_group> findings_;
  std::map<std::string, std::size_t> finding_index_;  // by kind and tag
  std::vector<std::string> to_retry_;                 // up to 11 names of failed tenants
  bool locked_ = false;
  bool unreachable_ = false;
};

// The run stopped before anything of a migration ran, for a finding says that it must.  The finding tells
// what to do.
bool is_refusal(const error &e);

}  // namespace tenantry
