// The adapter under test, of whichever database: the built shared object, as a host gets it.
#include <dlfcn.h>

#include <stdexcept>

#include "tests/integration/postgresql/session.hpp"

namespace tenantry::testing {

const tnt_adapter &session::table() {
  static const tnt_adapter *adapter = [] {
    void *library = dlopen(TENANTRY_TESTED_ADAPTER, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    const auto entry = reinterpret_cast<tnt_entry_v1>(dlsym(library, TNT_ENTRY_NAME));
    const tnt_adapter *out = nullptr;
    tnt_error error{};
    error.struct_size = sizeof error;
    if (entry == nullptr || entry(nullptr, &out, &error) != TNT_OK) throw std::runtime_error(error.message);
    return out;
  }();
  return *adapter;
}

}  // namespace tenantry::testing
