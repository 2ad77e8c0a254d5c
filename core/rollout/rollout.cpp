#include "core/rollout/rollout.hpp"

#include "core/rollout/crew.hpp"
#include "core/rollout/fleet_pass.hpp"
#include "core/rollout/one_tenant.hpp"

namespace tenantry {

rollout::rollout(session &master, registry &tenants, const folder &migrations, catalog &adapters,
                 rollout_options options)
    : state_(std::make_unique<state>(master, tenants, migrations, adapters, std::move(options))) {}

rollout::~rollout() = default;

status rollout::prepare(bool allow_empty, const call_limits &limits) {
  return state_->prepare(allow_empty, limits);
}

const std::map<std::string, compiled_folder> &rollout::dialects() const {
  return state_->dialects;
}

rollout_totals rollout::run(rollout_listener &listener, rollout_stops &stops) {
  crew_options how;
  how.parallel = state_->options.parallel;
  how.per_server = state_->options.per_server;
  how.max_failures = state_->options.max_failures;
  how.eligible = state_->eligible;
  how.tenants = state_->taking_part;
  how.named = !state_->options.who.tenants.empty();

  const call_limits limits = stops.hard().limits();
  database_claims claims;
  const auto work = [&](job &one) { return work_on(one, state_->options, claims, limits); };
  const auto source = [&] { return state_->next_page(limits); };
  state_->tenants.rewind();
  listener.begun(how.eligible, how.tenants);
  return crew(how, source, work, listener, stops, system_clock()).run();
}

}  // namespace tenantry
