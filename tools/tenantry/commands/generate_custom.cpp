// tenantry generate <track> --custom: an empty migration to write by hand, for each dialect, in the form
// Drizzle Kit carries on with.
#include "tools/tenantry/commands/generate.hpp"

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/migration/author.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/generate_report.hpp"
#include "tools/tenantry/generate_targets.hpp"

namespace tenantry {
namespace {

constexpr std::string_view placeholder = "-- Write the SQL of this migration here.\n";

// A folder that begins takes the dialect that the file will be for: the master's own, where its URL tells it.
std::string first_dialect(const command_context &context, const configuration &config,
                          const track_config &track, const std::string &fallback) {
  if (!track.on_master || config.master_url.empty()) return fallback;
  workspace here(config, context.environment);
  const auto master = here.find_master();
  if (!master) return fallback;
  for (const std::string &dialect : dialect_chain(*master))
    if (dialect == "postgresql" || dialect == "mysql" || dialect == "sqlite") return dialect;
  return fallback;
}

result<std::string> dialect_for(const command_context &context, const configuration &config,
                                const track_config &track) {
  if (is_new_folder(track.migrations)) return first_dialect(context, config, track, "postgresql");
  TENANTRY_TRY(const folder migrations, load_folder(track));
  if (!migrations.migrations().empty()) return migrations.base_dialect();
  return first_dialect(context, config, track, migrations.base_dialect());
}

int show_plan(const command_context &context, const new_migration &made,
              const std::vector<std::string> &notes) {
  if (context.out.json()) return exit_codes::done;
  for (const auto &[dialect, sql] : made.sql)
    context.out.line(fmt::format("an empty file \"{}\" for {} would be written", made.name, dialect));
  for (const std::string &note : notes) context.out.line("note     " + printable(note));
  return exit_codes::done;
}

}  // namespace

result<int> generate_custom(const command_context &context, const configuration &config,
                            const track_config &track) {
  TENANTRY_TRY(const std::string base, dialect_for(context, config, track));
  new_migration made;
  made.name = context.value("name").empty() ? "custom" : context.value("name");
  made.now_ms = system_clock().unix_milliseconds();
  made.sql[base] = std::string(placeholder);
  made.to_be_written = true;
  std::vector<std::string> notes;
  if (base == "postgresql") {
    workspace here(config, context.environment);
    TENANTRY_TRY(track_dialects found, find_track_dialects(here, track));
    for (const rendition_target &one : found.targets) made.sql[one.dialect()] = std::string(placeholder);
    notes = std::move(found.notes);
  }
  if (context.has("dry-run")) return show_plan(context, made, notes);
  TENANTRY_TRY(const written_migration written, append_migration(track.migrations, made));
  show_written(written, context.out);
  if (context.out.json()) return exit_codes::done;
  for (const std::string &note : notes) context.out.line("note     " + printable(note));
  context.out.line(
      fmt::format("\nnext: write {}.sql, then tenantry check and tenantry plan {}", written.tag, track.name));
  return exit_codes::done;
}

}  // namespace tenantry
