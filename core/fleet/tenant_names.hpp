#pragma once
// The names of --tenant and --exclude, looked for while the registry's rows pass by.
#include <set>
#include <string>
#include <vector>

#include "core/fleet/selection.hpp"

namespace tenantry {

class tenant_names {
 public:
  explicit tenant_names(const selection &who);
  void see(const tenant &one);

  // A name that nobody has is a slip of the pen, and with --exclude a dangerous one.  Errors: usage.
  [[nodiscard]] status all_found() const;
  // For selection::known_ids.
  [[nodiscard]] std::vector<std::string> known_ids() const { return {ids_.begin(), ids_.end()}; }
  // A name is one tenant's id and another's slug: rows before the one with the id were taken for meant.
  [[nodiscard]] bool ambiguous() const;

 private:
  std::set<std::string> wanted_, ids_, slugs_;  // ids_, slugs_: those of wanted_ that were found as one
  std::vector<std::string> candidates_;         // to find what was meant
};

}  // namespace tenantry
