#pragma once
// Who takes part in a run, and why not.  Pure: a tenant and the options in, a skip reason or nothing out.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/fleet/registry.hpp"

namespace tenantry {

// In the order in which they are tried; the first that applies is told.
enum class skip_reason {
  deleted,
  frozen,
  inactive,
  filtered,
  no_adapter,
  adapter_refused,
  no_rendition,
  duplicate_database,
  database_missing
};
std::string_view to_string(skip_reason r);

struct condition {  // column=value, column!=value, column=a,b,c
  std::string column;
  bool negated = false;
  std::vector<std::string> values;
};
result<condition> parse_condition(std::string_view text);

struct selection {
  std::vector<std::string> tenants;  // ids or slugs; empty: the whole fleet
  std::vector<std::string> exclude;  // ids or slugs
  std::vector<condition> where;
  std::vector<std::string> statuses;  // compared ignoring case; empty: any
  // Names above that are some tenant's id: another tenant's slug that reads the same is not meant.  Filled by
  // whoever has seen the registry.
  std::vector<std::string> known_ids;

  [[nodiscard]] bool names(const tenant &t) const;  // takes part in the run at all (--tenant)
  // deleted, frozen, inactive or filtered.
  [[nodiscard]] std::optional<skip_reason> reject(const tenant &t) const;
  // One sentence for a person on a reason that reject gave.
  [[nodiscard]] std::string why(const tenant &t, skip_reason reason) const;
};

}  // namespace tenantry
