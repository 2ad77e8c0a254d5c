#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/run_report.hpp"

namespace tenantry {

result<int> run_plan(const command_context &context) {
  return run_tracks(context, run_purpose::plan, context.line.argument);
}

}  // namespace tenantry
