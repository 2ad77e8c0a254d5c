#pragma once
// Questions to a person on the terminal.
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

// Is there anybody to ask?
bool can_ask();

// "…? [y/N] ": false for every other answer.
bool ask_yes(const std::string &question);

// What became of what is gone, out of the error with which diff_schemas asks; the answer is a --rename.
// Nothing: nobody to ask, or no answer.
std::optional<told_rename> ask_for_rename(const error &question);

}  // namespace tenantry
