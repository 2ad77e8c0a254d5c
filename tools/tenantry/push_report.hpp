#pragma once
// What `push` tells of one database: the plan, and what came of it.
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/live/push_plan.hpp"
#include "tools/tenantry/output.hpp"

namespace tenantry {

struct push_report {
  std::string track, database, dialect;
  const push_plan *plan = nullptr;
  bool dry = false;
  std::size_t ran = 0;  // statements
  std::optional<error> failure;
  std::int64_t ms = 0;
};

void show_push_plan(const push_report &report, output &out);
void show_pushed(const push_report &report, output &out);

}  // namespace tenantry
