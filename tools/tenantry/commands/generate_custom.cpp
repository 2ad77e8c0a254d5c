// tenantry generate <track> --custom: an empty migration to write by hand, in the form Drizzle Kit carries on
// with.
#include <fmt/format.h>

#include "core/migration/author.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

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

}  // namespace

result<int> run_generate(const command_context &context) {
  if (!context.has("custom"))
    return fail(category::usage, "This version writes no migration from a changed schema.",
                "`tenantry generate <track> --custom --name N` adds an empty one to write by hand");
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  TENANTRY_TRY(const std::string dialect, dialect_for(context, config, *track));
  new_migration made;
  made.name = context.value("name").empty() ? "custom" : context.value("name");
  made.sql[dialect] = "-- Write the SQL of this migration here.\n";
  made.now_ms = system_clock().unix_milliseconds();
  TENANTRY_TRY(const written_migration written, append_migration(track->migrations, made));
  for (const std::filesystem::path &file : written.files) {
    if (context.out.json()) {
      context.out.line(file_event("written", file.string(), written.tag));
    } else {
      context.out.line(fmt::format("written  {}", file.string()));
    }
  }
  if (!context.out.json())
    context.out.line(fmt::format("\nnext: write {}.sql, then tenantry plan {}", written.tag, track->name));
  return 0;
}

}  // namespace tenantry
