#pragma once
// The adoption report: what a Drizzle project's databases have, as tenantry reads them, beside what Drizzle
// would do.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/tenantry/run_report.hpp"

namespace tenantry {

// Databases of one track that are in the same state.
struct adoption_group {
  std::uint64_t databases = 0;
  std::vector<std::string> first;  // up to 10 names
  bool drizzle_table = false;
  std::size_t applied = 0;
  std::string newest;
  std::vector<std::string> pending;            // tenantry would run
  std::vector<std::string> drizzle_would_run;  // Drizzle would run
  std::vector<finding> findings;               // holes, edited, orphans …
};

struct adoption {
  std::string track;
  std::string folder;
  std::size_t migrations = 0;
  std::vector<std::string> unlisted;  // SQL files that the journal does not list
  bool looked = false;                // databases were looked at
  std::string why_not;                // where they were not
  std::vector<adoption_group> groups;
  std::map<std::string, std::uint64_t> statuses;  // of the registry's rows, as written there
  std::map<std::string, std::uint64_t> skipped;   // by reason
  std::vector<std::string> failed;                // "north-sea: connection refused", up to 10
  std::uint64_t failures = 0;
};

// Gathers groups from inspected databases.
class adoption_listener : public rollout_listener {
 public:
  explicit adoption_listener(adoption &report) : report_(report) {}
  void begun(std::uint64_t, std::uint64_t) override {}
  void finished(const tenant_outcome &outcome) override;
  void progress(const rollout_progress &) override {}
  bool wants_progress() override { return false; }

 private:
  adoption &report_;
  std::map<std::string, std::size_t> by_shape_;
};

std::string adoption_text(const adoption &report);

}  // namespace tenantry
