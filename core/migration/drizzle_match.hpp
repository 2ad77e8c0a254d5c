#pragma once
// Which migration each row of Drizzle's own history table stands for.
#include <vector>

#include "core/migration/folder.hpp"
#include "core/migration/history.hpp"

namespace tenantry {

struct drizzle_match {
  struct of_migration {
    const drizzle_row *row = nullptr;
    bool edited = false;    // same stamp or name, another hash
    bool re_dated = false;  // same hash, another stamp or name
  };
  std::vector<of_migration> migrations;  // by index in the folder
  std::vector<const drizzle_row *> orphans;
  std::vector<const drizzle_row *> null_stamps;
};

// The rows must outlive the result.
drizzle_match match_drizzle(const folder &f, const drizzle_history &drizzle);

// What Drizzle's own migrator would run now, by its own rule: v0 a high-water mark, v1 the set of names.
std::vector<std::string> drizzle_would_run(const folder &f, const drizzle_history &drizzle,
                                           const drizzle_match &match);

}  // namespace tenantry
