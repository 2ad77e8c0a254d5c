#pragma once
// What `generate` tells: what was written, what is unsafe and why, what a dialect cannot express.
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/author/draft.hpp"
#include "tools/tenantry/output.hpp"

namespace tenantry {

struct generate_report {
  std::string track;
  const migration_draft *draft = nullptr;
  std::optional<written_migration> written;  // nothing: a dry run
  std::vector<std::string> notes;
  std::optional<std::map<std::string, std::size_t>> tenants;  // by dialect; nothing: not known
  std::filesystem::path folder;
  bool last = true;  // no report follows: what to do next is told
};

void show_generated(const generate_report &report, output &out);

// No change: nothing was written.
void show_unchanged(const std::string &track, const std::vector<std::string> &notes, output &out);

void show_written(const written_migration &written, output &out);

}  // namespace tenantry
