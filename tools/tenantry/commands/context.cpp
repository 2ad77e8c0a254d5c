#include "tools/tenantry/commands/commands.hpp"

namespace tenantry {

bool command_context::has(const std::string &flag) const {
  const std::string text = value(flag);
  return !text.empty() && text != "false" && text != "0";
}

std::string command_context::value(const std::string &flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? "" : found->second.text();
}

std::vector<std::string> command_context::values(const std::string &flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::vector<std::string>{} : found->second.values;
}

result<configuration> command_context::load() const {
  return load_configuration(flags, environment, std::filesystem::current_path());
}

}  // namespace tenantry
