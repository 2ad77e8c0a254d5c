#pragma once
// A tenant that may start, with all that its worker needs.  Private to this folder.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/rollout/rollout.hpp"

namespace tenantry {

struct job {
  tenant who;
  route way;
  const compiled_folder *folder = nullptr;
  std::optional<error> refused;  // routing failed: told when its turn comes, so that a budget acts in order

  // Of earlier tries that met a server without room.
  unsigned tries = 0;
  monotonic::time_point first_try{}, ready_at{};
  std::optional<tenant_outcome> last;
  std::optional<std::uint64_t> claimed;  // the database that this tenant holds by its identity
};

tenant_outcome outcome_of(const tenant &t);  // its names, nothing else

// A page of the fleet in the registry's order: who may start, and who is skipped and why.  No value: the end.
using fleet_entry = std::variant<job, tenant_outcome>;
using fleet_source = std::function<result<std::optional<std::vector<fleet_entry>>>()>;

}  // namespace tenantry
