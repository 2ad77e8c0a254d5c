#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/run_report.hpp"

namespace tenantry {

result<int> run_status(const command_context &context) {
  return run_tracks(context, run_purpose::look,
                    context.line.argument.empty() ? "all" : context.line.argument);
}

}  // namespace tenantry
