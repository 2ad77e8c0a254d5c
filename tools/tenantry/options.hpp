#pragma once
// The command line, parsed: which command, its argument, and the flags as text.  What they mean is
// settings.hpp's.
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "tools/tenantry/command_tree.hpp"

namespace tenantry {

struct command_line {
  std::string command;   // "adapter list"; "" where only help or the version was asked for
  std::string argument;  // the track, the shell
  std::map<std::string, std::vector<std::string>>
      flags;         // by name without --; a flag without value: {"true"}
  std::string show;  // text to print instead of running a command: --help
};

// Errors: usage, with the nearest known word.
result<command_line> parse_command_line(int count, const char *const *words);

}  // namespace tenantry
