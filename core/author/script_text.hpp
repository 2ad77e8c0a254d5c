#pragma once
// Statements → the text of a migration file, in Drizzle's form, so that Drizzle Kit's migrator can run the
// base dialect's file too.
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct sql_piece {
  std::string sql;          // without ";"
  bool cut_before = false;  // "-- tenantry: commit" stands before it
};

// Error: usage, where a statement holds Drizzle's marker: it would be cut there.
result<std::string> write_script(const std::vector<sql_piece> &pieces);

// A file that does nothing, and why.
std::string write_no_op(std::string_view why);

// Lines for the head of a file that undoes a migration.
std::string write_losses(const std::vector<std::string> &losses);

}  // namespace tenantry
