#pragma once
// A run as JSON Lines: one event for each tenant, the plan, the summary last.
#include "tools/tenantry/output.hpp"
#include "tools/tenantry/run_report.hpp"

namespace tenantry {

class json_run : public run_view {
 public:
  explicit json_run(output &out) : out_(out) {}
  void begun(const std::string &, std::uint64_t, std::uint64_t) override {}
  void tenant(const std::string &track, const tenant_outcome &outcome, std::size_t group,
              std::size_t total) override;
  void progress(const rollout_progress &) override {}
  bool wants_progress() override { return false; }
  void plan(const std::string &track, const std::vector<plan_group> &groups) override;
  void summary(const run_summary &summary) override;

 private:
  output &out_;
};

}  // namespace tenantry
