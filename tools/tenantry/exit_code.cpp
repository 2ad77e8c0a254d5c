#include "tools/tenantry/exit_code.hpp"

#include "core/author/backfill.hpp"

namespace tenantry {

int exit_code(const run_facts &facts) {
  if (facts.interrupted) return exit_codes::interrupted;
  if (facts.usage) return exit_codes::usage;
  if (facts.master) return exit_codes::master;
  if (facts.budget_used_up) return exit_codes::budget;
  if (facts.failed && !facts.one_database) return exit_codes::some_failed;
  if (facts.failed && !facts.lock_not_obtained) return exit_codes::one_failed;
  if (facts.lock_not_obtained) return exit_codes::locked;
  if (facts.unsafe_refused) return exit_codes::unsafe;
  return facts.findings ? exit_codes::findings : exit_codes::done;
}

run_facts operator|(const run_facts &a, const run_facts &b) {
  run_facts both;
  both.interrupted = a.interrupted || b.interrupted;
  both.usage = a.usage || b.usage;
  both.master = a.master || b.master;
  both.budget_used_up = a.budget_used_up || b.budget_used_up;
  both.failed = a.failed || b.failed;
  // Only the failing side decides whether it was one database.
  both.one_database = (!a.failed || a.one_database) && (!b.failed || b.one_database);
  both.lock_not_obtained = a.lock_not_obtained || b.lock_not_obtained;
  both.unsafe_refused = a.unsafe_refused || b.unsafe_refused;
  both.findings = a.findings || b.findings;
  return both;
}

int exit_code(const error &refusal) {
  for (const auto &[key, value] : refusal.details)
    if (key == unsafe_detail) return exit_codes::unsafe;
  switch (refusal.category) {
    case category::usage:
    case category::folder:
    case category::bad_config:
    case category::bad_argument:
    case category::unsupported:
      return exit_codes::usage;
    case category::cancelled:
      return exit_codes::interrupted;
    default:
      return exit_codes::master;
  }
}

}  // namespace tenantry
