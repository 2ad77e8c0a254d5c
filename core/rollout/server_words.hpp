#pragma once
// What a server means by refusing a connection: the codes that the databases of the field use.  Private to
// this folder.
#include "core/base/error.hpp"

namespace tenantry {

// It is up and has no room now, or is still starting: worth another try (T-60).
bool has_no_room(const error &e);
// It is up and has no such database.
bool lacks_database(const error &e);

}  // namespace tenantry
