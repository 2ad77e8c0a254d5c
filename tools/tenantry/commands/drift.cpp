// tenantry drift [track]: each database against the snapshot at its own version.  Reads only.
#include <fmt/format.h>

#include <algorithm>

#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/drift_report.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/status_line.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_names = 10;

// Tells each database as it comes and keeps bounded groups.
class drift_listener final : public rollout_listener {
 public:
  drift_listener(output &out, status_line &line, std::string track, bool named, bool one)
      : out_(out), line_(line), track_(std::move(track)), named_(named), one_(one) {}

  void begun(std::uint64_t, std::uint64_t) override { line_.begin(track_); }
  void progress(const rollout_progress &now) override { line_.update(now); }
  bool wants_progress() override { return line_.drawing(); }
  void finished(const tenant_outcome &outcome) override {
    using kind = tenant_outcome::kind;
    groups.add(outcome);
    failures.add(outcome);
    if (outcome.failure) {
      const category c = outcome.failure->category;
      unreachable = unreachable || c == category::unreachable || c == category::auth;
      if (failed.size() <= most_names) failed.push_back(outcome.label());
    }
    if (outcome.is == kind::drifted && drifted.empty()) drifted = outcome.label();
    if (one_ && outcome.drift && outcome.is == kind::drifted) script = outcome.drift->script;
    if (out_.json()) return out_.line(drift_event(track_, outcome));
    if (!worth_a_line(outcome)) return;
    line_.pause();
    out_.line(drift_line(outcome, out_.colors()));
    if (line_.drawing()) out_.flush();
    line_.resume();
  }

  drift_groups groups;
  failure_groups failures;
  std::vector<std::string> failed;         // to try again, one more than is shown
  std::string drifted;                     // the first
  std::vector<rendered_statement> script;  // of the one database that is looked at
  bool unreachable = false;

 private:
  // The summary says what drifted; a line for each would say the same thirty-seven times.
  [[nodiscard]] bool worth_a_line(const tenant_outcome &outcome) const {
    using kind = tenant_outcome::kind;
    if (outcome.is == kind::failed) return true;
    if (out_.quiet()) return false;
    if (out_.verbose() || named_ || outcome.is == kind::refused) return true;
    return outcome.is == kind::skipped && outcome.reason && *outcome.reason >= skip_reason::no_adapter;
  }

  output &out_;
  status_line &line_;
  std::string track_;
  bool named_;
  bool one_;
};

bool needs_attention(const rollout_totals &totals) {
  return std::any_of(totals.skips.begin(), totals.skips.end(), [](const auto &skip) {
    const bool look = skip.first == skip_reason::no_rendition ||
                      skip.first == skip_reason::database_missing ||
                      skip.first == skip_reason::adapter_refused;
    return look && skip.second > 0;
  });
}

class drift_run {
 public:
  drift_run(const command_context &context, const configuration &config, workspace &here,
            rollout_stops &stops)
      : context_(context), config_(config), here_(here), stops_(stops) {
    options_.ignore = config.ignored;
    options_.mappings = config.mappings;
    options_.scratch = !context.has("no-scratch");
  }

  result<run_facts> run(const track_config &track, const run_facts &before) {
    TENANTRY_TRY(const folder migrations, load_folder(track));
    TENANTRY_TRY(const auto expected, expectations::open(migrations));
    const bool named = !config_.who.tenants.empty();
    status_line line(stderr, !context_.out.json() && !context_.out.quiet());
    drift_listener listener(context_.out, line, track.name, named && !track.on_master,
                            track.on_master || config_.who.tenants.size() == 1);
    auto totals = run_drift(here_, track, migrations, options_, *expected, listener, stops_);
    line.end();
    if (!totals && totals.error().category != category::cancelled) return fail(std::move(totals).error());
    if (!totals) {
      totals.emplace();
      totals->interrupted = true;
    }
    const run_facts all = before | facts_of(track, *totals, listener);
    tell(track, *totals, listener, exit_code(all));
    return all;
  }

 private:
  run_facts facts_of(const track_config &track, const rollout_totals &totals,
                     const drift_listener &heard) const {
    run_facts facts;
    facts.interrupted = totals.interrupted;
    facts.failed = totals.failed + totals.held > 0;
    facts.master = (track.on_master && heard.unreachable) || totals.registry_failure.has_value();
    facts.one_database = track.on_master || config_.who.tenants.size() == 1;
    const bool not_compared = totals.refused > 0 || (totals.pending > 0 && !config_.who.tenants.empty());
    facts.findings =
        totals.drifted > 0 || not_compared || totals.named_was_skipped || needs_attention(totals);
    return facts;
  }

  void tell(const track_config &track, const rollout_totals &totals, const drift_listener &heard, int code) {
    drift_summary summary;
    summary.track = track.name;
    summary.of_master = track.on_master;
    summary.totals = totals;
    summary.groups = heard.groups.differences();
    summary.script = heard.script;
    summary.not_compared = heard.groups.not_compared();
    summary.notes = heard.groups.notes();
    summary.failures = heard.failures.groups();
    summary.next = next_command(track, totals, heard);
    summary.exit_code = code;
    context_.out.line(context_.out.json() ? drift_summary_event(summary)
                                          : drift_summary_text(summary, context_.out.colors()));
    context_.out.flush();
  }

  [[nodiscard]] std::string next_command(const track_config &track, const rollout_totals &totals,
                                         const drift_listener &heard) const {
    std::string command = text_of("drift", track);
    if (totals.interrupted) return command;
    if (!heard.failed.empty()) {
      if (!track.on_master && heard.failed.size() <= most_names)
        for (const std::string &name : heard.failed) command += " --tenant " + shell_word(name);
      return command;
    }
    const bool one = track.on_master || config_.who.tenants.size() == 1 || totals.drifted == 1;
    if (totals.drifted > 0 && one)
      return "run that SQL there, or declare what is there and `" + text_of("generate", track) + "`";
    if (totals.drifted > 0)
      return command + " --tenant " + shell_word(heard.drifted) + "   (all of one tenant)";
    return totals.pending > 0 ? text_of("migrate", track) : "";
  }

  [[nodiscard]] std::string text_of(const char *verb, const track_config &track) const {
    std::string text = fmt::format("tenantry {} {}", verb, track.name);
    const auto config = context_.flags.find("config");
    if (config != context_.flags.end() && config->second.from.is == origin::kind::flag)
      text += " --config " + shell_word(config->second.text());
    return text;
  }

  const command_context &context_;
  const configuration &config_;
  workspace &here_;
  rollout_stops &stops_;
  drift_options options_;
};

result<std::vector<const track_config *>> tracks_of(const command_context &context,
                                                    const configuration &config) {
  const std::string &argument = context.line.argument;
  std::vector<const track_config *> chosen;
  if (!argument.empty() && argument != "all") {
    TENANTRY_TRY(const track_config *one, find_track(config, argument));
    const auto tenant = context.flags.find("tenant");
    const bool typed = tenant != context.flags.end() && tenant->second.from.is == origin::kind::flag;
    if (one->on_master && typed)
      return fail(category::usage,
                  fmt::format("--tenant has no meaning for \"{}\", a track of the master.", one->name),
                  "leave it out, or name a track of the tenants");
    return std::vector<const track_config *>{one};
  }
  const bool named = !config.who.tenants.empty();
  std::error_code ignored;
  for (const track_config &track : config.tracks)
    if (std::filesystem::exists(track.migrations, ignored) && !(named && track.on_master))
      chosen.push_back(&track);
  if (!chosen.empty()) return chosen;
  return fail(category::usage,
              fmt::format("No track has a folder of migrations in {}.", config.base_dir.string()),
              "`tenantry init` makes the folders");
}

}  // namespace

result<int> run_drift_command(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const auto tracks, tracks_of(context, config));
  rollout_stops stops;
  const signal_watch watch(stops);
  workspace here(config, context.environment);
  TENANTRY_TRY_VOID(here.check_master());
  drift_run run(context, config, here, stops);
  run_facts facts;
  for (const track_config *track : tracks) {
    TENANTRY_TRY(facts, run.run(*track, facts));
    if (facts.interrupted) break;
  }
  return exit_code(facts);
}

}  // namespace tenantry
