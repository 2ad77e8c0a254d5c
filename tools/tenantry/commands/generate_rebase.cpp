// tenantry generate <track> --rebase: after a merge, the migrations of one branch stand behind those of the
// other.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/author/rebase.hpp"
#include "tools/tenantry/commands/generate.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/generate_targets.hpp"
#include "tools/tenantry/json_events.hpp"

namespace tenantry {
namespace {

// The dialects for which the folder has files: its journal may be in conflict, so it is not loaded.
result<std::vector<rendition_target>> targets_of(workspace &here, const track_config &track) {
  TENANTRY_TRY(track_dialects found, find_track_dialects(here, track));
  return std::move(found.targets);
}

void show(const track_config &track, const rebase_result &made, output &out) {
  if (out.json()) {
    for (const rebased_migration &one : made.moved)
      out.line(nlohmann::ordered_json{{"v", 1},
                                      {"event", "rebased"},
                                      {"track", track.name},
                                      {"before", one.before},
                                      {"after", one.after},
                                      {"written_anew", one.written_anew},
                                      {"by_hand", one.by_hand}}
                   .dump());
    for (const auto &file : made.files) out.line(file_event("written", file.string(), track.name));
    return;
  }
  for (const rebased_migration &one : made.moved) {
    out.line(fmt::format("moved    {} is now {}", one.before, one.after));
    for (const std::string &file : one.written_anew)
      out.line(fmt::format("         {}: made again for the schema of both branches", file));
    for (const std::string &file : one.by_hand)
      out.line(fmt::format("         {}: written by hand and kept: does it fit behind the others?", file));
    if (one.before != one.after)
      out.line(
          fmt::format("         a database that ran {}: tenantry resolve {} --pending {} and --applied {}",
                      one.before, track.name, one.before, one.after));
  }
  if (made.files.empty())
    out.line(fmt::format("{}: the migrations are one line already; nothing was written", track.name));
  else
    out.line(fmt::format("\nnext: tenantry check {}", track.name));
}

}  // namespace

result<int> generate_rebase(const command_context &context, const configuration &config,
                            const track_config &track, rebase_request request) {
  workspace here(config, context.environment);
  request.folder = track.migrations;
  TENANTRY_TRY(request.targets, targets_of(here, track));
  TENANTRY_TRY(const rebase_result made, rebase_folder(request));
  show(track, made, context.out);
  return exit_codes::done;
}

}  // namespace tenantry
