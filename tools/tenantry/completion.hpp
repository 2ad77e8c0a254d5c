#pragma once
// Completion scripts, generated from the command tree.  Pure.
#include <string>

#include "core/base/result.hpp"

namespace tenantry {

std::string bash_completion();
std::string zsh_completion();

}  // namespace tenantry
