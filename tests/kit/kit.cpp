#include "tests/kit/kit.hpp"

#include <sstream>

namespace tenantry::kit {

std::string kit_run::verdict(const std::string &id) const {
  const auto found = tests.find(id);
  return found == tests.end() ? "not run" : found->second.at("verdict").get<std::string>();
}

testing::finished_program run_kit(const std::vector<std::string> &arguments,
                                  const std::map<std::string, std::string> &environment) {
  testing::program_call call;
  call.program = TENANTRY_KIT_PROGRAM;
  call.arguments = arguments;
  call.environment = environment;
  call.timeout = std::chrono::seconds(600);
  // AddressSanitizer would turn a signal into exit code 1, and the kit could not name it.
  call.environment.emplace(
      "ASAN_OPTIONS",
      "handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:handle_abort=0:detect_leaks=0");
  return testing::run_program(call);
}

kit_run run_kit_json(std::vector<std::string> arguments,
                     const std::map<std::string, std::string> &environment) {
  arguments.emplace_back("--json");
  const testing::finished_program ended = run_kit(arguments, environment);
  kit_run read{.exit_code = ended.exit_code, .err = ended.err, .tests = {}, .last = {}};
  std::istringstream lines(ended.out);
  for (std::string line; std::getline(lines, line);) {
    read.last = nlohmann::json::parse(line);
    if (read.last.at("event") == "kit_test") read.tests[read.last.at("id")] = read.last;
  }
  return read;
}

}  // namespace tenantry::kit
