// The same list as the program's, tools/tenantry/built_ins.cpp: the same static library, so the same code.
// docs/decisions/2026-11-26-the-kit-links-the-built-in-adapters.md says why.
#include "plugins/postgresql/entry.h"
#include "tools/conformance/target.hpp"

namespace tenantry::conformance {

const std::vector<built_in_adapter> &built_in_adapters() {
  static const std::vector<built_in_adapter> all = {
      {tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
  return all;
}

}  // namespace tenantry::conformance
