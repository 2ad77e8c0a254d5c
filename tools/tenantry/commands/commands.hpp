#pragma once
// One function for each command.  An error refuses the command; the answer is the exit code.
#include <string>
#include <vector>

#include "tools/tenantry/config.hpp"
#include "tools/tenantry/options.hpp"
#include "tools/tenantry/output.hpp"

namespace tenantry {

struct command_context {
  const command_line &line;
  const resolved_flags &flags;
  environment_lookup environment;
  output &out;

  [[nodiscard]] bool has(const std::string &flag) const;
  [[nodiscard]] std::string value(const std::string &flag) const;                // "" if not given
  [[nodiscard]] std::vector<std::string> values(const std::string &flag) const;  // of one that repeats
  [[nodiscard]] result<configuration> load() const;  // the configuration, from the current folder
};

result<int> run_migrate(const command_context &context);
result<int> run_plan(const command_context &context);
result<int> run_status(const command_context &context);
result<int> run_resolve(const command_context &context);
result<int> run_baseline(const command_context &context);
result<int> run_lock_list(const command_context &context);
result<int> run_lock_release(const command_context &context);
result<int> run_init(const command_context &context);
result<int> run_generate(const command_context &context);
result<int> run_pull(const command_context &context);
result<int> run_push(const command_context &context);
result<int> run_adapter_new(const command_context &context);
result<int> run_adapter_list(const command_context &context);
result<int> run_adapter_check(const command_context &context);
result<int> run_adapter_trust(const command_context &context);
result<int> run_drift_command(const command_context &context);
result<int> run_check(const command_context &context);
result<int> run_doctor(const command_context &context);
result<int> run_config(const command_context &context);
result<int> run_version(const command_context &context);
result<int> run_completion(const command_context &context);

// migrate, plan, status, resolve and baseline are one command with several purposes.
enum class run_purpose;
result<int> run_tracks(const command_context &context, const configuration &config, run_purpose purpose,
                       const std::string &argument, const mark_request &marks = {});

}  // namespace tenantry
