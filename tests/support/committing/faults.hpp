// Ends the process or the line at the operation that the environment names: see README.md.
#pragma once
#include <string>

namespace tenantry::committing {

enum class fate { none, kill_before, kill_after, lost_before, lost_after };

// What becomes of the operation that begins now.  Counts the operations of the process since the environment
// named another fault.  Any thread.
fate next_operation();

// The value of an environment variable, "" where it is not set.
std::string environment(const char *name);

}  // namespace tenantry::committing
