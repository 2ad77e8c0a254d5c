// tenantry generate <track> where schema = "drizzle": Drizzle Kit writes the migrations, for PostgreSQL; here
// the files for the fleet's other dialects are made from its snapshots.
#include <fmt/format.h>

#include "core/author/fill.hpp"
#include "tools/tenantry/commands/generate.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/generate_report.hpp"
#include "tools/tenantry/generate_targets.hpp"

namespace tenantry {

result<int> generate_fill(const command_context &context, const configuration &config,
                          const track_config &track, fill_request request) {
  workspace here(config, context.environment);
  TENANTRY_TRY(track_dialects found, find_track_dialects(here, track));
  request.folder = track.migrations;
  request.targets = std::move(found.targets);
  TENANTRY_TRY(const std::vector<missing_rendition> missing, find_missing_renditions(request));
  for (const missing_rendition &one : missing)
    if (one.by_hand)
      found.notes.push_back(
          fmt::format("\"{}\" changes no schema: write {} by hand", one.tag,
                      (track.migrations / one.draft.dialect / (one.tag + ".sql")).string()));
  std::vector<std::pair<std::string, std::vector<missing_rendition>>> by_tag;
  for (const missing_rendition &one : missing) {
    if (one.by_hand) continue;
    if (by_tag.empty() || by_tag.back().first != one.tag) by_tag.push_back({one.tag, {}});
    by_tag.back().second.push_back(one);
  }
  if (by_tag.empty()) show_unchanged(track.name, found.notes, context.out);
  std::optional<std::map<std::string, std::size_t>> tenants;
  if (!track.on_master && !by_tag.empty()) tenants = count_tenants(here);
  for (const auto &[tag, renditions] : by_tag) {
    migration_draft shown;
    shown.changes.resize(renditions.size());
    for (const missing_rendition &one : renditions) shown.renditions.push_back(one.draft);
    generate_report report{track.name, &shown, {}, {}, tenants, track.migrations};
    report.last = &tag == &by_tag.back().first;
    if (report.last) report.notes = found.notes;
    if (!context.has("dry-run")) {
      TENANTRY_TRY(std::vector<std::filesystem::path> files, write_renditions(track.migrations, renditions));
      report.written = written_migration{tag, std::move(files)};
    }
    show_generated(report, context.out);
  }
  return exit_codes::done;
}

}  // namespace tenantry
