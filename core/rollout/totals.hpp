#pragma once
// Adds one outcome to the totals of a run.  Private to this folder.
#include "core/rollout/rollout.hpp"

namespace tenantry {

void count(rollout_totals &totals, const tenant_outcome &outcome, bool named);  // named: by --tenant

// Does this outcome spend the failure budget?  A server that cannot be reached is not the migration's fault,
// and a file that one dialect cannot read touched no database: nothing is learnt of the other tenants.
bool spends_budget(const tenant_outcome &outcome);

}  // namespace tenantry
