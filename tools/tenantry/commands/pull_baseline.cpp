// pull --baseline: the migration that makes what the database has, and the mark that this one has it.
#include <fmt/format.h>

#include "core/author/draft.hpp"
#include "core/base/clock.hpp"
#include "core/engine/bookkeeping.hpp"
#include "tools/tenantry/asking.hpp"
#include "tools/tenantry/commands/pull.hpp"
#include "tools/tenantry/generate_report.hpp"
#include "tools/tenantry/generate_targets.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

result<migration_draft> draft_baseline(const baseline_request &request) {
  draft_request wanted;
  TENANTRY_TRY(wanted.newest, load_newest_schema(request.track.migrations));
  wanted.declared = request.source.declared;
  TENANTRY_TRY(track_dialects found, find_track_dialects(request.here, request.track));
  wanted.targets = std::move(found.targets);
  const std::string &dialect = request.from.way.dialect;
  const bool known = std::any_of(wanted.targets.begin(), wanted.targets.end(),
                                 [&](const rendition_target &one) { return one.dialect() == dialect; });
  if (!known) {  // --url: a database that is no tenant yet
    TENANTRY_TRY(rendition_target own, find_target(request.here.adapters(), {dialect, "", ""}));
    wanted.targets.push_back(std::move(own));
  }
  TENANTRY_TRY(migration_draft draft, draft_migration(wanted));
  // To undo it would be to drop whatever the database had before tenantry came.
  for (drafted_rendition &one : draft.renditions) {
    one.down.clear();
    one.down_losses.clear();
    one.no_down = "a baseline is where the databases begin";
  }
  return draft;
}

std::string mark_command(const baseline_request &request, const std::string &tag) {
  if (request.track.on_master) return fmt::format("tenantry baseline {} --to {}", request.track.name, tag);
  return fmt::format("tenantry baseline {} --to {} --tenant {}", request.track.name, tag,
                     request.context.has("url") ? "ID" : request.from.name);
}

status mark_applied(const baseline_request &request, const std::string &tag) {
  TENANTRY_TRY(const folder migrations, load_folder(request.track));
  const database_target &target = request.from.way.target;
  TENANTRY_TRY(const compiled_folder compiled,
               compile(migrations, *target.through, dialect_chain(request.from.way)));
  if (compiled.missing)
    return fail(category::folder,
                fmt::format("the migration has no SQL for {} yet", request.from.way.dialect),
                fmt::format("finish the draft and name it {}", compiled.missing->file_to_make.string()));
  const engine_options engine = engine_of(request.here.config(), request.track);
  outcome done = mark(target, compiled, engine, request.stops.hard().limits(), {true, {tag}, 0});
  if (done.failure) return fail(std::move(*done.failure));
  return {};
}

}  // namespace

status check_new_folder(const track_config &track) {
  if (is_new_folder(track.migrations)) return {};
  return fail(
      category::usage,
      fmt::format("{} has migrations, and a baseline is the first one.", track.migrations.string()),
      fmt::format("leave --baseline out; `tenantry baseline {} --to TAG` says that a database has the "
                  "migrations up to one",
                  track.name));
}

status check_no_history(session &s, const adapter &through, const engine_options &engine,
                        const call_limits &limits) {
  TENANTRY_TRY(const bookkeeping own, bookkeeping::make(through, engine));
  auto events = s.query(own.select_sql(), own.select_parameters(), limits);
  if (!events && is_missing_table(events.error())) return {};
  if (!events) return fail(while_doing(std::move(events).error(), "reading the history"));
  if (events->data.empty()) return {};
  return fail(category::usage,
              fmt::format("the database has a history of the track \"{}\" already ({} events), so it is not "
                          "where a folder begins.",
                          engine.track, events->data.size()),
              fmt::format("`tenantry status {}` shows it; get the folder that made it", engine.track));
}

status confirm_losses(const pull_report &report, const command_context &context) {
  if (!loses_something(report) || context.has("yes")) return {};
  if (can_ask()) {
    show_pull_losses(report, context.out);
    context.out.flush();
    if (ask_yes("The migration will not make this. Write it, and mark it as applied, all the same?"))
      return {};
  }
  error e = make_error(
      category::usage, "the database has what the migration would not make",
      fmt::format("`tenantry pull {} --dry-run` shows what; --yes if that is meant", report.track));
  e.details.emplace_back(unsafe_detail, "--yes");
  for (const pulled_loss &one : report.source->lost)
    e.details.emplace_back("lost", fmt::format("{}: {}", one.what.object, one.what.why));
  for (const live_finding &one : report.findings)
    if (one.kind == "not_kept")
      e.details.emplace_back("lost", fmt::format("{}: {}", display_name(one.table, one.name), one.why));
  return fail(std::move(e));
}

status write_baseline(const baseline_request &request, pull_report &report) {
  TENANTRY_TRY(const migration_draft draft, draft_baseline(request));
  const std::string wanted = request.context.value("name");
  generate_report told{request.track.name, &draft, {}, {}, {}, request.track.migrations, false};
  TENANTRY_TRY(told.written, append_migration(request.track.migrations,
                                              to_new_migration(draft, wanted.empty() ? "baseline" : wanted,
                                                               system_clock().unix_milliseconds())));
  show_generated(told, request.context.out);
  report.tag = told.written->tag;
  if (auto marked = mark_applied(request, report.tag); !marked) {
    error e = while_doing(std::move(marked).error(), "marking the baseline, whose files are written");
    e.details.emplace_back("then", mark_command(request, report.tag));
    return fail(std::move(e));
  }
  report.marked = true;
  report.next = fmt::format("tenantry status {}", request.track.name);
  return {};
}

}  // namespace tenantry
