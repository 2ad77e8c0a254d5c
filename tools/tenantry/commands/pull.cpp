// tenantry pull <track>: the schema of a live database, written as declared SQL; with --baseline the
// migration that a folder begins with too.
#include "tools/tenantry/commands/pull.hpp"

#include <fmt/format.h>

#include "core/author/source.hpp"
#include "core/base/file.hpp"
#include "core/live/live_reading.hpp"
#include "core/schema/diff.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

status check_flags(const command_context &context, const track_config &track) {
  const auto tenant = context.flags.find("tenant");
  const bool named = tenant != context.flags.end() && tenant->second.from.is == origin::kind::flag;
  if (context.has("url") && named)
    return fail(category::usage, "--url and --tenant both name a database.", "leave one of them out");
  if (track.on_master && named)
    return fail(category::usage,
                fmt::format("--tenant has no meaning for \"{}\", a track of the master.", track.name),
                "leave it out, or name a track of the tenants");
  return {};
}

// Where the text belongs.  A folder gets one file of the track's name.
result<fs::path> find_file(const track_config &track) {
  if (track.schema.empty())
    return fail(category::usage,
                fmt::format("Drizzle Kit holds the schema of \"{}\" (schema = \"drizzle\").", track.name),
                "`drizzle-kit pull` writes its TypeScript; or set schema to a folder for SQL files");
  if (track.schema.extension() == ".json")
    return fail(category::usage,
                fmt::format("the schema of \"{}\" is a snapshot, {}, and pull writes SQL", track.name,
                            track.schema.string()),
                "set schema to a folder for SQL files");
  if (track.schema.extension() == ".sql") return track.schema;
  return track.schema / (track.name + ".sql");
}

// Other files of the folder would declare the same objects again.
status check_folder(const fs::path &file) {
  std::error_code nothing_there;
  for (const auto &entry : fs::directory_iterator(file.parent_path(), nothing_there))
    if (entry.path().extension() == ".sql" && entry.path().filename() != file.filename())
      return fail(category::usage,
                  fmt::format("{} declares a part of the schema already; what is pulled is the whole",
                              entry.path().string()),
                  "move it out of the folder first, or look at the text with --dry-run");
  return {};
}

class pulling {
 public:
  pulling(const command_context &context, const configuration &config, const track_config &track)
      : context_(context), track_(track), here_(config, context.environment) {}

  result<int> run() {
    TENANTRY_TRY_VOID(check_flags(context_, track_));
    TENANTRY_TRY(const fs::path file, find_file(track_));
    if (context_.has("baseline")) TENANTRY_TRY_VOID(check_new_folder(track_));
    const signal_watch watch(stops_);
    TENANTRY_TRY(const chosen_database from, choose());
    TENANTRY_TRY_VOID(read(from));
    report_.file = file;
    report_.dry = context_.has("dry-run");
    if (report_.dry) {
      if (!source_.sql.empty()) show_pulled_text(source_, context_.out);
    } else {
      TENANTRY_TRY_VOID(write_all(from));
    }
    show_pull_losses(report_, context_.out);
    show_pulled(report_, context_.out);
    return loses_something(report_) ? exit_codes::findings : exit_codes::done;
  }

 private:
  result<chosen_database> choose() {
    if (context_.has("url")) return choose_by_url(here_, context_.value("url"));
    TENANTRY_TRY(auto chosen, choose_databases(here_, track_, stops_.hard().limits()));
    if (chosen.size() == 1) return std::move(chosen.front());
    return fail(category::usage,
                fmt::format("{} tenants take part, and one database is pulled.", chosen.size()),
                fmt::format("name it: --tenant {}", chosen.front().name));
  }

  status read(const chosen_database &from) {
    const call_limits limits = stops_.hard().limits();
    auto opened = session::open(*from.way.target.through, from.way.target.connect, limits);
    if (!opened) return fail(while_doing(std::move(opened).error(), "connecting to " + from.name));
    const engine_options engine = engine_of(here_.config(), track_);
    if (context_.has("baseline"))
      TENANTRY_TRY_VOID(check_no_history(*opened, *from.way.target.through, engine, limits));
    TENANTRY_TRY(const rendition_target target, target_of_server(*opened, from.way.dialect, limits));
    TENANTRY_TRY(live_schema live, read_live(*opened, target, scope_beside(engine), limits));
    TENANTRY_TRY(const rendition_target base, find_target(here_.adapters(), {"postgresql", "", ""}));
    TENANTRY_TRY(source_, write_pulled_source(base, live.schema, from.way.dialect));
    report_.track = track_.name;
    report_.database = from.name;
    report_.dialect = from.way.dialect;
    report_.source = &source_;
    report_.findings = std::move(live.findings);
    return {};
  }

  status write_all(const chosen_database &from) {
    if (source_.sql.empty())
      return fail(category::usage, fmt::format("{} has no table and nothing else to declare.", from.name),
                  "is it the database that was meant?");
    if (context_.has("baseline")) TENANTRY_TRY_VOID(confirm_losses(report_, context_));
    TENANTRY_TRY_VOID(write_source());
    if (!context_.has("baseline")) {
      report_.next = fmt::format("read it, then tenantry generate {}", track_.name);
      return {};
    }
    return write_baseline(baseline_request{context_, here_, track_, from, source_, stops_}, report_);
  }

  // Somebody may have written the same in another way: that text is better than ours.
  [[nodiscard]] bool says_the_same() const {
    const auto there = load_declared_schema(track_.schema);
    if (!there) return false;
    const auto changes = diff_schemas(there->schema, source_.declared.schema, {{}, false});
    return changes && changes->empty();
  }

  status write_source() {
    std::error_code ignored;
    if (fs::exists(track_.schema, ignored) && says_the_same()) return {};
    if (track_.schema != report_.file) TENANTRY_TRY_VOID(check_folder(report_.file));
    if (fs::exists(report_.file, ignored) && !context_.has("force"))
      return fail(category::usage, fmt::format("{} is there and says something else.", report_.file.string()),
                  "--force writes over it; --dry-run shows the text");
    fs::create_directories(report_.file.parent_path(), ignored);
    TENANTRY_TRY_VOID(write_file_atomically(report_.file, source_.sql));
    report_.written = true;
    context_.out.line(context_.out.json()
                          ? file_event("written", report_.file.string(), "the declared schema")
                          : fmt::format("written  {}", report_.file.string()));
    return {};
  }

  const command_context &context_;
  const track_config &track_;
  workspace here_;
  rollout_stops stops_;
  pulled_source source_;
  pull_report report_;
};

}  // namespace

result<int> run_pull(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  return pulling(context, config, *track).run();
}

}  // namespace tenantry
