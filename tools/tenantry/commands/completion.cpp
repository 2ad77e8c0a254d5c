#include "tools/tenantry/completion.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "tools/tenantry/commands/commands.hpp"

namespace tenantry {

result<int> run_completion(const command_context &context) {
  const std::string &shell = context.line.argument;
  if (shell != "bash" && shell != "zsh")
    return fail(category::usage,
                fmt::format("No completion for \"{}\".{}", shell, did_you_mean(shell, {"bash", "zsh"})),
                "`tenantry completion bash` or `tenantry completion zsh`");
  std::string script = shell == "bash" ? bash_completion() : zsh_completion();
  script.pop_back();
  context.out.line(script);
  return 0;
}

}  // namespace tenantry
