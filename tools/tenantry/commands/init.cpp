// tenantry init: a commented configuration and empty folders, or, for a Drizzle project, the configuration
// that fits it and the adoption report.
#include <fmt/format.h>

#include "core/base/file.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/commands/init_drizzle.hpp"
#include "tools/tenantry/config_file.hpp"
#include "tools/tenantry/config_template.hpp"
#include "tools/tenantry/json_events.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

// Drizzle Kit's own form of an empty folder.
constexpr std::string_view empty_journal = R"({"version":"7","dialect":"postgresql","entries":[]})";

void tell_written(output &out, const fs::path &path, const std::string &what) {
  if (out.json()) {
    out.line(file_event("written", path.string(), what));
  } else {
    out.line(fmt::format("written  {}  ({})", path.string(), what));
  }
}

status make_track_folder(output &out, const fs::path &folder) {
  const fs::path journal = folder / "meta" / "_journal.json";
  std::error_code failed;
  if (fs::exists(folder, failed)) return {};
  fs::create_directories(journal.parent_path(), failed);
  if (failed)
    return fail(category::usage,
                fmt::format("Cannot make the folder {}: {}.", folder.string(), failed.message()));
  TENANTRY_TRY_VOID(write_file_atomically(journal, empty_journal));
  tell_written(out, folder, "an empty track");
  return {};
}

}  // namespace

status write_configuration(output &out, const fs::path &file, const config_values &values) {
  TENANTRY_TRY_VOID(write_file_atomically(file, config_text(values)));
  tell_written(out, file, "the configuration");
  return {};
}

result<int> run_init(const command_context &context) {
  const fs::path here = fs::current_path();
  const fs::path file = here / config_file_name;
  std::error_code ignored;
  if (fs::exists(file, ignored))
    return fail(category::usage, fmt::format("{} exists already and is never overwritten.", file.string()),
                "move it away first, or edit it; `tenantry config` shows what it says");
  if (const std::string dir = context.value("from-drizzle"); !dir.empty())
    return init_from_drizzle(context, (here / dir).lexically_normal(), file);
  TENANTRY_TRY_VOID(write_configuration(context.out, file, {}));
  for (const char *track : {"migrations/master", "migrations/tenant"})
    TENANTRY_TRY_VOID(make_track_folder(context.out, here / track));
  if (!context.out.json())
    context.out.line("\nnext: set MASTER_DATABASE_URL or [master] url, then tenantry doctor");
  return 0;
}

}  // namespace tenantry
