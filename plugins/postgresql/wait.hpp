// Sleeps until a socket is ready, the call's deadline passes or its stop is raised: the only place in this
// adapter that waits for the network.
#pragma once

#include <tenantry/sdk/call.hpp>

namespace tenantry::postgresql {

enum class wake { ready, deadline, stopped };

// events: POLLIN and POLLOUT.  An error or a hang-up counts as ready: reading then tells what happened.
[[nodiscard]] wake wait_for_socket(int socket, short events, const sdk::call &call);

}  // namespace tenantry::postgresql
