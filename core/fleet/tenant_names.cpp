#include "core/fleet/tenant_names.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

// Enough to find a slip of the pen in, without holding the names of a large fleet.
constexpr std::size_t most_candidates = 5000;

}  // namespace

tenant_names::tenant_names(const selection &who) : wanted_(who.tenants.begin(), who.tenants.end()) {
  wanted_.insert(who.exclude.begin(), who.exclude.end());
}

void tenant_names::see(const tenant &one) {
  if (wanted_.empty()) return;
  if (wanted_.count(one.id) != 0) ids_.insert(one.id);
  if (wanted_.count(one.slug) != 0) slugs_.insert(one.slug);
  if (candidates_.size() < most_candidates) candidates_.push_back(one.label());
}

status tenant_names::all_found() const {
  for (const std::string &name : wanted_) {
    if (ids_.count(name) != 0 || slugs_.count(name) != 0) continue;
    return fail(
        category::usage,
        "no tenant of the registry has the id or slug \"" + name + "\"." + did_you_mean(name, candidates_),
        "`tenantry status tenant` shows the tenants");
  }
  return {};
}

bool tenant_names::ambiguous() const {
  return std::any_of(ids_.begin(), ids_.end(),
                     [this](const std::string &id) { return slugs_.count(id) != 0; });
}

}  // namespace tenantry
