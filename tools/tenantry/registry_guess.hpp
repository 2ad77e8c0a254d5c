#pragma once
// Which table of a master database is the registry, and which columns play which role: by name, for `init`.
#include <map>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"

namespace tenantry {

struct registry_guess {
  std::string table;                                       // "" if none was found
  std::vector<std::string> columns;                        // all of the table's
  std::map<std::string, std::string> mapping;              // role → column
  [[nodiscard]] std::vector<std::string> missing() const;  // required roles without a column
};

// Pure: the best column for each role.
std::map<std::string, std::string> guess_columns(const std::vector<std::string> &columns);

// Tries the usual names for the table; reads no row.
registry_guess guess_registry(session &master, const call_limits &limits);

}  // namespace tenantry
