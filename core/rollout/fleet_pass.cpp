// The second pass: each tenant of a page becomes a job or a skip.
#include "core/rollout/fleet_pass.hpp"

#include "core/base/digest.hpp"
#include "core/rollout/one_tenant.hpp"

namespace tenantry {
namespace {

tenant_outcome skip(const tenant &t, skip_reason reason, std::string why) {
  tenant_outcome out = outcome_of(t);
  out.is = tenant_outcome::kind::skipped;
  out.reason = reason;
  out.why = std::move(why);
  return out;
}

job refused(tenant &&t, error why) {
  job one;
  one.who = std::move(t);
  one.refused = std::move(why);
  return one;
}

}  // namespace

fleet_entry rollout::state::enter(tenant &&t) {
  if (const auto reason = options.who.reject(t)) return skip(t, *reason, options.who.why(t, *reason));
  const type_plan &plan = plan_for(t.database_type);
  if (plan.refused) return refused(std::move(t), *plan.refused);
  if (plan.skip) return skip(t, plan.skip->reason, plan.skip->why);
  return enter_routed(std::move(t), plan);
}

fleet_entry rollout::state::enter_routed(tenant &&t, const type_plan &plan) {
  routed way = route_tenant(t, adapters, options.routing);
  if (const auto *out = std::get_if<skipped>(&way)) return skip(t, out->reason, out->why);
  if (auto *out = std::get_if<error>(&way)) return refused(std::move(t), std::move(*out));
  job one;
  one.way = std::move(std::get<route>(way));
  one.folder = plan.folder;
  const std::string &key = one.way.database_key;
  if (!key.empty() && !urls_.insert(sha256_prefix(key)).second) return as_duplicate(outcome_of(t));
  one.who = std::move(t);
  return one;
}

result<std::optional<std::vector<fleet_entry>>> rollout::state::next_page(const call_limits &limits) {
  TENANTRY_TRY(std::vector<tenant> page, tenants.next_page(limits));
  if (page.empty()) return std::optional<std::vector<fleet_entry>>{};
  std::vector<fleet_entry> entries;
  for (tenant &t : page)
    if (options.who.names(t)) entries.push_back(enter(std::move(t)));
  return std::optional(std::move(entries));
}

}  // namespace tenantry
