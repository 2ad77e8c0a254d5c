#include "tools/tenantry/asking.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <vector>

#include "core/base/text.hpp"

namespace tenantry {

bool can_ask() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

bool ask_yes(const std::string &question) {
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

std::optional<told_rename> ask_for_rename(const error &question) {
  if (!can_ask()) return std::nullopt;
  std::vector<std::string> options;
  std::string gone;
  for (const auto &[key, flag] : question.details) {
    if (key != "rename") continue;
    const std::string told = flag.substr(std::string_view("--rename ").size());
    const std::string old = told.substr(0, told.find('='));
    if (gone.empty()) gone = old;
    if (old == gone) options.push_back(told);
  }
  if (options.empty()) return std::nullopt;
  fmt::print(stderr, "\"{}\" is gone. Was it renamed?\n  0  no, it was dropped\n", gone);
  for (std::size_t at = 0; at < options.size(); ++at)
    fmt::print(stderr, "  {}  to {}\n", at + 1, options[at].substr(options[at].find('=') + 1));
  fmt::print(stderr, "number: ");
  std::string answer;
  if (!std::getline(std::cin, answer)) return std::nullopt;
  for (std::size_t at = 0; at <= options.size(); ++at) {
    if (trim(answer) != std::to_string(at)) continue;
    auto told = parse_rename(at == 0 ? gone + "=" : options[at - 1]);
    if (told) return *told;
  }
  return std::nullopt;
}

}  // namespace tenantry
