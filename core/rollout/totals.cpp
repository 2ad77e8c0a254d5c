#include "core/rollout/totals.hpp"

#include "core/rollout/job.hpp"

namespace tenantry {

std::string_view to_string(tenant_outcome::kind k) {
  switch (k) {
    case tenant_outcome::kind::migrated:
      return "migrated";
    case tenant_outcome::kind::up_to_date:
      return "up_to_date";
    case tenant_outcome::kind::pending:
      return "pending";
    case tenant_outcome::kind::skipped:
      return "skipped";
    case tenant_outcome::kind::failed:
      return "failed";
    case tenant_outcome::kind::held:
      return "held";
    case tenant_outcome::kind::marked:
      return "marked";
    case tenant_outcome::kind::refused:
      return "refused";
    case tenant_outcome::kind::drifted:
      return "drifted";
    case tenant_outcome::kind::not_run:
      break;
  }
  return "not_run";
}

tenant_outcome outcome_of(const tenant &t) {
  tenant_outcome out;
  out.id = t.id;
  out.slug = t.slug;
  out.name = t.name;
  out.database_type = t.database_type;
  return out;
}

void count(rollout_totals &totals, const tenant_outcome &outcome, bool named) {
  ++totals.tenants;
  switch (outcome.is) {
    case tenant_outcome::kind::migrated:
      ++totals.migrated;
      break;
    case tenant_outcome::kind::up_to_date:
      ++totals.up_to_date;
      break;
    case tenant_outcome::kind::pending:
      ++totals.pending;
      break;
    case tenant_outcome::kind::skipped:
      ++totals.skipped;
      if (outcome.reason) ++totals.skips[*outcome.reason];
      totals.named_was_skipped = totals.named_was_skipped || named;
      break;
    case tenant_outcome::kind::failed:
      ++totals.failed;
      break;
    case tenant_outcome::kind::held:
      ++totals.held;
      break;
    case tenant_outcome::kind::not_run:
      ++totals.not_run;
      break;
    case tenant_outcome::kind::marked:
      ++totals.marked;
      break;
    case tenant_outcome::kind::refused:
      ++totals.refused;
      break;
    case tenant_outcome::kind::drifted:
      ++totals.drifted;
      break;
  }
}

bool spends_budget(const tenant_outcome &outcome) {
  if (outcome.is == tenant_outcome::kind::held) return true;
  if (outcome.is != tenant_outcome::kind::failed) return false;
  return !outcome.failure || (outcome.failure->category != category::unreachable &&
                              outcome.failure->category != category::folder);
}

}  // namespace tenantry
