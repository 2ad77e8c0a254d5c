#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/run_report.hpp"

namespace tenantry {

result<int> run_plan(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  return run_tracks(context, config, run_purpose::plan, context.line.argument);
}

}  // namespace tenantry
