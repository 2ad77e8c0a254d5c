// The program: reads the command line, runs one command, answers its exit code.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "core/base/log.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/text_format.hpp"

namespace tenantry {
namespace {

using command_function = result<int> (*)(const command_context &);
struct named_command {
  std::string_view path;
  command_function run;
};
constexpr named_command commands[] = {
    {"migrate", run_migrate},
    {"plan", run_plan},
    {"status", run_status},
    {"resolve", run_resolve},
    {"baseline", run_baseline},
    {"lock list", run_lock_list},
    {"lock release", run_lock_release},
    {"init", run_init},
    {"generate", run_generate},
    {"pull", run_pull},
    {"push", run_push},
    {"adapter new", run_adapter_new},
    {"adapter list", run_adapter_list},
    {"adapter check", run_adapter_check},
    {"adapter trust", run_adapter_trust},
    {"check", run_check},
    {"drift", run_drift_command},
    {"doctor", run_doctor},
    {"config", run_config},
    {"version", run_version},
    {"completion", run_completion},
};

std::optional<std::string> look_up(const std::string &name) {
  const char *value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool is_on(const resolved_flags &flags, const std::string &name) {
  const auto found = flags.find(name);
  return found != flags.end() && found->second.text() != "false" && found->second.text() != "0";
}

std::string text_of(const resolved_flags &flags, const std::string &name) {
  const auto found = flags.find(name);
  return found == flags.end() ? "" : found->second.text();
}

bool wants_color(const std::string &when, int descriptor) {
  if (when == "always") return true;
  if (when == "never") return false;
  const auto no_color = look_up("NO_COLOR");
  const bool refused = no_color && !no_color->empty();
  return !refused && look_up("TERM").value_or("dumb") != "dumb" && ::isatty(descriptor) == 1;
}

output::options output_of(const resolved_flags &flags) {
  output::options options;
  options.json = is_on(flags, "json") || text_of(flags, "format") == "json";
  options.quiet = is_on(flags, "quiet");
  options.verbose = is_on(flags, "verbose");
  options.color = !options.json && wants_color(text_of(flags, "color"), STDOUT_FILENO);
  return options;
}

int refuse(const error &e, output &out, const resolved_flags &flags) {
  const int code = exit_code(e);
  out.flush();
  if (out.json()) out.line(error_event(e, code));
  const palette colors{wants_color(text_of(flags, "color"), STDERR_FILENO)};
  fmt::print(stderr, "{}\n", refusal_text(e, colors));
  return code;
}

result<int> dispatch(const command_context &context) {
  for (const named_command &command : commands)
    if (command.path == context.line.command) return command.run(context);
  return fail(category::internal, fmt::format("The command \"{}\" has no function.", context.line.command));
}

int run(int count, const char *const *words) {
  auto line = parse_command_line(count, words);
  flag_map given = line ? line->flags : flag_map{};
  // A script that cannot be understood still gets its answer in the form it asked for.
  for (int i = 1; !line && i < count; ++i)
    if (std::string_view(words[i]) == "--json") given["json"] = {"true"};
  const resolved_flags flags = resolve_flags(given, look_up);
  output out(output_of(flags));
  if (!line) return refuse(line.error(), out, flags);
  if (!line->show.empty()) {
    fmt::print("{}", line->show);
    return exit_codes::done;
  }
  if (out.verbose()) set_log_level(log_level::debug);
  if (out.quiet()) set_log_level(log_level::error);
  const command_context context{*line, flags, look_up, out};
  const result<int> code = dispatch(context);
  if (!code) return refuse(code.error(), out, flags);
  out.flush();
  return *code;
}

}  // namespace
}  // namespace tenantry

int main(int count, char **words) {
  try {
    return tenantry::run(count, words);
  } catch (const std::exception &e) {
    // Exceptions are bugs or a machine without memory; what was committed stays, the history knows.
    fmt::print(stderr, "tenantry: internal error: {}\n", e.what());
    return 70;
  }
}
