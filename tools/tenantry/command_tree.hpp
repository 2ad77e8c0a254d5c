#pragma once
// The command line as data: what the parser is built from, what --help and completion show.
#include <string>
#include <string_view>
#include <vector>

namespace tenantry {

// One flag.  Its environment twin is TENANTRY_ and the name in capitals.
struct flag_definition {
  std::string_view name;     // without --
  std::string_view letter;   // "" or one letter
  std::string_view value;    // what --help calls the value; "" for a flag without one
  std::string_view choices;  // values, separated by |, "" for any
  bool repeatable = false;
  std::string_view group;
  std::string_view help;
};
const std::vector<flag_definition> &all_flags();
const flag_definition *find_flag(std::string_view name);
std::string environment_twin(std::string_view flag);  // "max-failures" → "TENANTRY_MAX_FAILURES"

struct command_definition {
  std::string_view path;  // "adapter list"
  std::string_view help;
  std::string_view argument;          // name of its positional, "" if none; in […] where it may be left out
  std::string_view argument_choices;  // for completion; "" for free text
  std::string_view flags;             // groups or single flags, separated by blanks
  std::string_view examples;
};
const std::vector<command_definition> &all_commands();
const command_definition *find_command(std::string_view path);

// Flags that a command takes, the common ones among them.
std::vector<const flag_definition *> flags_of(const command_definition &command);

}  // namespace tenantry
