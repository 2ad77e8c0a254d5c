// tenantry generate <track> --custom: an empty migration to write by hand, in the form Drizzle Kit carries on
// with.
#include <fmt/format.h>

#include "core/migration/author.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {

result<int> run_generate(const command_context &context) {
  if (!context.has("custom"))
    return fail(category::usage, "This version writes no migration from a changed schema.",
                "`tenantry generate <track> --custom --name N` adds an empty one to write by hand");
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  TENANTRY_TRY(const folder migrations, load_folder(*track));
  new_migration made;
  made.name = context.value("name").empty() ? "custom" : context.value("name");
  made.sql[migrations.base_dialect()] = "-- Write the SQL of this migration here.\n";
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
