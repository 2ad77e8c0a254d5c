#pragma once
// An adapter for the type NETDB and the scheme netdb://, linked into the test: no server ever answers.  The
// host's name says how: "full" has too many connections, "nodb" lacks the database, every other one is down.
#include "core/adapter/catalog.hpp"

namespace tenantry::fakes {

built_in net_adapter();

}  // namespace tenantry::fakes
