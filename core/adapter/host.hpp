#pragma once
// What an adapter sees of us: name, version and a log.  One for the process; it outlives every adapter.
#include <tenantry/sdk/adapter.h>

namespace tenantry {

const tnt_host &this_host();

}  // namespace tenantry
