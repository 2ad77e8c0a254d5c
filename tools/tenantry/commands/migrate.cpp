// migrate, and what it shares with plan and status: which tracks, in which order, until when.
#include <fmt/format.h>

#include <memory>

#include "core/base/log.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_run.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/text_run.hpp"
#include "tools/tenantry/track_run.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {
namespace {

// A track that nobody configured and whose folder is not there: a project without it.
bool is_absent(const track_config &track) {
  std::error_code ignored;
  return track.from.is == origin::kind::fallback && !std::filesystem::exists(track.migrations, ignored);
}

result<std::vector<const track_config *>> tracks_of(const configuration &config,
                                                    const std::string &argument) {
  std::vector<const track_config *> chosen;
  if (argument != "all") {
    TENANTRY_TRY(const track_config *one, find_track(config, argument));
    chosen.push_back(one);
    return chosen;
  }
  for (const track_config &track : config.tracks) {
    if (!is_absent(track)) {
      chosen.push_back(&track);
      continue;
    }
    log_info(fmt::format("\"{}\" has no folder {}: left out", track.name, track.migrations.string()));
  }
  if (chosen.empty())
    return fail(category::usage,
                fmt::format("No track has a folder of migrations in {}.", config.base_dir.string()),
                "`tenantry init` makes the folders");
  return chosen;
}

status check_flags(const command_context &context, const std::vector<const track_config *> &tracks) {
  if (tracks.size() > 1 && context.flags.count("to") != 0)
    return fail(category::usage, "--to names a migration of one track.",
                "name the track in place of \"all\"");
  const auto tenant = context.flags.find("tenant");
  const bool typed = tenant != context.flags.end() && tenant->second.from.is == origin::kind::flag;
  if (tracks.size() == 1 && tracks.front()->on_master && typed)
    return fail(
        category::usage,
        fmt::format("--tenant has no meaning for \"{}\", a track of the master.", tracks.front()->name),
        "leave it out, or name a track of the tenants");
  return {};
}

// Begins the command that a summary suggests: the same configuration, nothing else.
std::string command_text(const command_context &context, const std::string &verb, const track_config &track) {
  std::string text = fmt::format("tenantry {} {}", verb, track.name);
  const auto config = context.flags.find("config");
  if (config != context.flags.end() && config->second.from.is == origin::kind::flag)
    text += " --config " + shell_word(config->second.text());
  return text;
}

std::string_view verb_of(run_purpose purpose) {
  switch (purpose) {
    case run_purpose::plan:
      return "plan";
    case run_purpose::look:
      return "status";
    case run_purpose::mark:
    case run_purpose::migrate:
      break;
  }
  return "migrate";
}

bool stops_the_rest(const run_facts &facts) {
  return facts.interrupted || facts.failed || facts.master || facts.budget_used_up;
}

}  // namespace

result<int> run_tracks(const command_context &context, const configuration &config, run_purpose purpose,
                       const std::string &argument, const mark_request &marks) {
  TENANTRY_TRY(const std::vector<const track_config *> tracks, tracks_of(config, argument));
  TENANTRY_TRY_VOID(check_flags(context, tracks));
  rollout_stops stops;
  const signal_watch watch(stops);
  workspace here(config, context.environment);
  TENANTRY_TRY_VOID(here.check_master());
  status_line line(stderr, !context.out.json() && !context.out.quiet());
  std::unique_ptr<run_view> view;
  if (context.out.json()) {
    view = std::make_unique<json_run>(context.out);
  } else {
    view = std::make_unique<text_run>(context.out, line, purpose, !config.who.tenants.empty());
  }
  run_facts facts;
  for (const track_config *track : tracks) {
    const track_request request{track,
                                purpose,
                                context.has("exit-code"),
                                command_text(context, std::string(verb_of(purpose)), *track),
                                command_text(context, "migrate", *track),
                                marks};
    TENANTRY_TRY(facts, run_track(here, request, *view, stops, facts));
    // What the tenants get may need what the master lacks.
    if (purpose == run_purpose::migrate && stops_the_rest(facts)) break;
  }
  return exit_code(facts);
}

result<int> run_migrate(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  return run_tracks(context, config, context.has("dry-run") ? run_purpose::plan : run_purpose::migrate,
                    context.line.argument);
}

}  // namespace tenantry
