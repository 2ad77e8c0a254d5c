#pragma once
// The databases that a command works on one after another, in no rollout: the master for its tracks, else the
// tenants that were selected.
#include <string>
#include <vector>

#include "tools/tenantry/workspace.hpp"

namespace tenantry {

struct chosen_database {
  std::string name;           // "master", or the tenant's slug, or its id
  std::string database_type;  // as the registry has it; of the master its dialect
  route way;
};

// Errors: usage, where a name is nobody's, where a tenant that was named does not take part, where nobody is
// left; what routing and the registry meet.
result<std::vector<chosen_database>> choose_databases(workspace &here, const track_config &track,
                                                      const call_limits &limits);

// The database at a URL, which may be a reference to a secret.
result<chosen_database> choose_by_url(workspace &here, const std::string &url);

}  // namespace tenantry
