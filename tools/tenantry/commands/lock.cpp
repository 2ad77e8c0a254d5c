// tenantry lock list and lock release: who keeps runners away from the databases, and freeing leases whose
// owners are proved dead.  Session locks end with their sessions and are only shown.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "core/base/log.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/lock_report.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

// Tells each database's locks as they come and counts them.
class lock_listener final : public rollout_listener {
 public:
  lock_listener(output &out, std::string track, bool releasing, lock_summary &sum)
      : out_(out), track_(std::move(track)), releasing_(releasing), sum_(sum) {}

  void begun(std::uint64_t, std::uint64_t) override {}
  void progress(const rollout_progress &) override {}
  void finished(const tenant_outcome &outcome) override {
    using kind = tenant_outcome::kind;
    ++sum_.databases;
    for (const held_lock &lock : outcome.locks) ++(lock.lease ? sum_.leases : sum_.locks);
    sum_.released += outcome.is == kind::marked ? 1 : 0;
    sum_.refused += outcome.is == kind::refused ? 1 : 0;
    sum_.skipped += outcome.is == kind::skipped ? 1 : 0;
    sum_.failed += outcome.is == kind::failed ? 1 : 0;
    if (out_.json()) {
      out_.line(locks_event(track_, outcome));
      return;
    }
    if (outcome.is == kind::skipped && !out_.verbose()) return;
    if (const std::string text = locks_line(outcome, out_.colors(), releasing_); !text.empty())
      out_.line(text);
  }

 private:
  output &out_;
  std::string track_;
  bool releasing_;
  lock_summary &sum_;
};

// A lease is released only on proof; still, somebody should have meant it.
status check_meant(const command_context &context) {
  if (context.has("yes")) return {};
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
    return fail(category::usage,
                "`lock release` changes databases and asks first, and here is no terminal to ask on.",
                "look with `tenantry lock list`, then give --yes");
  fmt::print(stderr, "Release the leases whose owners are dead? [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y" || answer == "yes") return {};
  return fail(category::usage, "Nothing was released.");
}

result<std::vector<const track_config *>> tracks_of(const command_context &context,
                                                    const configuration &config) {
  const std::string &argument = context.line.argument;
  std::vector<const track_config *> chosen;
  if (!argument.empty() && argument != "all") {
    TENANTRY_TRY(const track_config *one, find_track(config, argument));
    return std::vector<const track_config *>{one};
  }
  std::error_code ignored;
  for (const track_config &track : config.tracks)
    if (std::filesystem::exists(track.migrations, ignored)) chosen.push_back(&track);
  return chosen;
}

int code_of(const lock_summary &sum, const rollout_totals &totals, bool one_database) {
  run_facts facts;
  facts.interrupted = totals.interrupted;
  facts.failed = sum.failed > 0;
  facts.one_database = one_database;
  facts.unsafe_refused = sum.refused > 0;
  facts.findings = totals.named_was_skipped;
  facts.master = totals.registry_failure.has_value();
  return exit_code(facts);
}

result<int> run_locks(const command_context &context, rollout_verb verb) {
  TENANTRY_TRY(const configuration config, context.load());
  const bool releasing = verb == rollout_verb::unlock;
  if (releasing) TENANTRY_TRY_VOID(check_meant(context));
  rollout_stops stops;
  const signal_watch watch(stops);
  workspace here(config, context.environment);
  TENANTRY_TRY_VOID(here.check_master());
  TENANTRY_TRY(const auto tracks, tracks_of(context, config));
  // Whoever must free a database shall not have to mend files first, nor to write a missing rendition.
  const folder migrations = folder::none();
  lock_summary sum;
  rollout_totals all;
  for (const track_config *track : tracks) {
    lock_listener listener(context.out, track->name, releasing, sum);
    TENANTRY_TRY(const rollout_totals totals,
                 track->on_master ? run_master(here, *track, migrations, verb, {}, listener, stops)
                                  : run_over_fleet(here, *track, migrations, verb, listener, stops));
    sum.ms += totals.ms;
    all.interrupted = all.interrupted || totals.interrupted;
    all.named_was_skipped = all.named_was_skipped || totals.named_was_skipped;
    if (totals.registry_failure) all.registry_failure = totals.registry_failure;
  }
  const bool one = tracks.size() == 1 && (tracks.front()->on_master || config.who.tenants.size() == 1);
  sum.exit_code = code_of(sum, all, one);
  context.out.line(context.out.json() ? locks_summary_event(sum) : lock_summary_text(sum, releasing));
  return sum.exit_code;
}

}  // namespace

result<int> run_lock_list(const command_context &context) {
  return run_locks(context, rollout_verb::locks);
}

result<int> run_lock_release(const command_context &context) {
  return run_locks(context, rollout_verb::unlock);
}

}  // namespace tenantry
