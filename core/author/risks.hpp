#pragma once
// What is unsafe in a migration, and why: for the person who reviews it.  The ids are those of the lint
// rules.
#include <string>
#include <vector>

#include "core/author/backfill.hpp"
#include "core/author/steps.hpp"

namespace tenantry {

struct migration_risk {
  std::string rule;     // "D003"
  std::string object;   // "wells.depth"
  std::string message;  // a sentence
};

// Of the changes themselves; `forms` and `target` say which are done safely.
std::vector<migration_risk> find_risks(const std::vector<schema_change> &changes, const safe_forms &forms,
                                       const rendition_target &target,
                                       const std::vector<backfill> &backfills);

}  // namespace tenantry
