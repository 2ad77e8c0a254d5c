#pragma once
// One function per event of the JSON output; each answers one line without its line end.  The fields are a
// promise: docs/json holds a schema for each event.
#include <optional>
#include <string>

#include "core/adapter/catalog.hpp"
#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/settings.hpp"

namespace tenantry {

std::string tenant_event(const std::string &track, const tenant_outcome &outcome, std::size_t group,
                         std::size_t total);
std::string plan_event(const std::string &track, const std::vector<plan_group> &groups);
std::string summary_event(const run_summary &summary);
std::string error_event(const error &e, int exit_code);
std::string adapter_event(const catalog_entry &entry);
std::string searched_event(const searched_path &path);
// `value` with secrets hidden.
std::string setting_event(const std::string &key, const std::vector<std::string> &values, const origin &from);
std::string version_event(const std::string &version, unsigned abi_major, unsigned abi_minor);
std::string file_event(const std::string &name, const std::string &path, const std::string &what);

struct check_line {
  enum class state { ok, warn, fail };
  state is = state::ok;
  std::string name;     // one word: "master"
  std::string message;  // one sentence
  std::string next;     // what to do
};
std::string check_event(const check_line &check);

// The locks of one database, or what `lock release` did with its lease; and the end of the command.
struct lock_summary;
std::string locks_event(const std::string &track, const tenant_outcome &outcome);
std::string locks_summary_event(const lock_summary &summary);

// One database compared with its snapshot; and the end of a track.
struct drift_summary;
std::string drift_event(const std::string &track, const tenant_outcome &outcome);
std::string drift_summary_event(const drift_summary &summary);

// The adoption report of one track: see adoption.hpp.
struct adoption;
std::string adoption_event(const adoption &report);

}  // namespace tenantry
