#include "tools/tenantry/built_ins.hpp"

#include "plugins/postgresql/entry.h"

namespace tenantry {

std::vector<built_in> built_in_adapters() {
  return {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
}

}  // namespace tenantry
