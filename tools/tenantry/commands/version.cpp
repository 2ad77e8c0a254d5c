#include <fmt/format.h>

#include "tenantry/sdk/adapter.h"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/identity.hpp"
#include "tools/tenantry/json_events.hpp"

namespace tenantry {

result<int> run_version(const command_context &context) {
  if (context.out.json()) {
    context.out.line(version_event(version_text(), TNT_ABI_MAJOR, TNT_ABI_MINOR));
  } else {
    context.out.line(
        fmt::format("tenantry {} (adapter contract {}.{})", version_text(), TNT_ABI_MAJOR, TNT_ABI_MINOR));
  }
  return 0;
}

}  // namespace tenantry
