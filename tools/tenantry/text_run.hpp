#pragma once
// A run for people: a line for each tenant that something happened to, progress, and a summary.
#include <vector>

#include "tools/tenantry/output.hpp"
#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/status_line.hpp"

namespace tenantry {

class text_run : public run_view {
 public:
  // `purpose`: a look at states is a table, which is held back and sorted while it is small.
  text_run(output &out, status_line &line, run_purpose purpose, bool named)
      : out_(out), line_(line), purpose_(purpose), named_(named) {}
  void begun(const std::string &track, std::uint64_t eligible, std::uint64_t tenants) override;
  void tenant(const std::string &track, const tenant_outcome &outcome, std::size_t group,
              std::size_t total) override;
  void progress(const rollout_progress &now) override;
  bool wants_progress() override;
  void plan(const std::string &track, const std::vector<plan_group> &groups) override;
  void summary(const run_summary &summary) override;

 private:
  struct table_row {
    std::string name, type, state, applied, newest, note;
  };
  void say(const std::string &text);
  void add_row(const tenant_outcome &outcome, std::size_t total);
  void print_rows();
  [[nodiscard]] bool worth_a_line(const tenant_outcome &outcome) const;

  output &out_;
  status_line &line_;
  run_purpose purpose_;
  bool named_;  // --tenant: whoever is named gets a line, whatever became of it
  std::vector<table_row> rows_;
  bool header_ = false;
  monotonic::time_point started_, told_;
  std::uint64_t finished_ = 0, told_at_ = 0;
};

}  // namespace tenantry
