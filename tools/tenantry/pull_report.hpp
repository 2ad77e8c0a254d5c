#pragma once
// What `pull` tells: the file, what it does not say as the database has it, what introspection met.
#include <filesystem>
#include <string>
#include <vector>

#include "core/live/pulled_source.hpp"
#include "tools/tenantry/output.hpp"

namespace tenantry {

struct pull_report {
  std::string track, database, dialect;
  std::filesystem::path file;
  const pulled_source *source = nullptr;
  std::vector<live_finding> findings;
  bool written = false;  // false: a dry run, or the schema says the same already
  bool dry = false;
  std::string tag;  // the baseline; "" for none
  bool marked = false;
  std::string next;  // the command to type, "" for none
};

// The text itself, for --dry-run.
void show_pulled_text(const pulled_source &source, output &out);
// What stands in the database and not, or not so, in the text.
void show_pull_losses(const pull_report &report, output &out);
void show_pulled(const pull_report &report, output &out);

// Does the database have something that the text does not say?
bool loses_something(const pull_report &report);

}  // namespace tenantry
