// The adapter under test: linked in.
#include <stdexcept>

#include "plugins/postgresql/entry.h"
#include "tests/integration/postgresql/session.hpp"

namespace tenantry::testing {

const tnt_adapter &session::table() {
  static const tnt_adapter *adapter = [] {
    const tnt_adapter *out = nullptr;
    tnt_error error{};
    error.struct_size = sizeof error;
    if (tenantry_postgresql_adapter_v1(nullptr, &out, &error) != TNT_OK)
      throw std::runtime_error(error.message);
    return out;
  }();
  return *adapter;
}

}  // namespace tenantry::testing
