#include "tools/tenantry/json_run.hpp"

#include "tools/tenantry/json_events.hpp"

namespace tenantry {

void json_run::tenant(const std::string &track, const tenant_outcome &outcome, std::size_t group,
                      std::size_t total) {
  out_.line(tenant_event(track, outcome, group, total));
}

void json_run::plan(const std::string &track, const std::vector<plan_group> &groups) {
  out_.line(plan_event(track, groups));
}

void json_run::summary(const run_summary &summary) {
  out_.line(summary_event(summary));
}

}  // namespace tenantry
