#include "tools/tenantry/track_run.hpp"

#include <fmt/format.h>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "tools/tenantry/identity.hpp"

namespace tenantry {

engine_options engine_of(const configuration &config, const track_config &track) {
  static const std::string run = new_run_id();
  engine_options engine = config.engine;
  engine.track = track.name;
  engine.actor = actor_name();
  engine.version = version_text();
  engine.run = run;
  return engine;
}

namespace {

status check_target(const folder &migrations, const std::string &to) {
  if (to.empty() || migrations.find(to) != nullptr) return {};
  std::vector<std::string> tags;
  for (const migration &m : migrations.migrations()) tags.push_back(m.tag);
  return fail(category::usage,
              fmt::format("No migration \"{}\" (--to) in {}.{}", to, migrations.path().string(),
                          did_you_mean(to, tags)),
              tags.empty() ? "" : fmt::format("the newest one is {}", tags.back()));
}

void log_warnings(const compiled_folder &compiled) {
  for (const rendition &r : compiled.renditions)
    for (const std::string &warning : r.body.warnings)
      log_warn(fmt::format("{}: {}", r.file->path.string(), warning));
}

rollout_options rollout_of(workspace &here, const track_config &track, rollout_verb verb,
                           const mark_request &marks) {
  const configuration &config = here.config();
  rollout_options options;
  options.verb = verb;
  options.marks = marks;
  options.parallel = config.parallel;
  options.per_server = config.per_server;
  options.max_failures = config.max_failures;
  // Looking at databases breaks nothing: each is looked at.
  if (verb != rollout_verb::migrate && verb != rollout_verb::mark)
    options.max_failures = {std::nullopt, std::nullopt};
  options.who = config.who;
  options.engine = engine_of(config, track);
  options.routing = here.routing();
  return options;
}

result<rollout_totals> run_fleet(workspace &here, const folder &migrations, rollout_options options,
                                 rollout_listener &listener, rollout_stops &stops) {
  const call_limits limits = stops.hard().limits();
  TENANTRY_TRY(registry tenants, here.open_registry(limits));
  TENANTRY_TRY(session * master, here.master(limits));
  rollout run(*master, tenants, migrations, here.adapters(), std::move(options));
  TENANTRY_TRY_VOID(run.prepare(here.config().allow_empty, limits));
  for (const auto &[type, compiled] : run.dialects()) log_warnings(compiled);
  return run.run(listener, stops);
}

tenant_outcome to_master_outcome(outcome &&done, rollout_verb verb) {
  using kind = tenant_outcome::kind;
  tenant_outcome told;
  switch (done.is) {
    case outcome::kind::migrated:
      told.is = verb == rollout_verb::mark ? kind::marked : kind::migrated;
      break;
    case outcome::kind::up_to_date:
      told.is = kind::up_to_date;
      break;
    case outcome::kind::held:
      told.is = kind::held;
      break;
    case outcome::kind::failed:
    case outcome::kind::duplicate:  // nobody else claims the master
      told.is = kind::failed;
      break;
  }
  told.from = std::move(done.from);
  told.to = std::move(done.to);
  told.steps = done.steps;
  told.failure = std::move(done.failure);
  told.failed_tag = std::move(done.failed_tag);
  told.findings = std::move(done.findings);
  return told;
}

tenant_outcome to_master_outcome(result<inspection> &&seen) {
  using kind = tenant_outcome::kind;
  tenant_outcome told;
  if (!seen) {
    told.is = kind::failed;
    told.failure = std::move(seen).error();
    return told;
  }
  told.is = seen->pending.first_refusal() != nullptr ? kind::refused
            : seen->pending.migrations.empty()       ? kind::up_to_date
                                                     : kind::pending;
  told.from = told.to = seen->pending.newest_applied;
  told.findings = seen->pending.findings;
  told.seen = std::move(*seen);
  return told;
}

void count(rollout_totals &totals, const tenant_outcome &told) {
  using kind = tenant_outcome::kind;
  totals.marked = told.is == kind::marked ? 1 : 0;
  totals.refused = told.is == kind::refused ? 1 : 0;
  totals.tenants = 1;
  totals.ms = told.ms;
  totals.migrated = told.is == kind::migrated ? 1 : 0;
  totals.up_to_date = told.is == kind::up_to_date ? 1 : 0;
  totals.pending = told.is == kind::pending ? 1 : 0;
  totals.failed = told.is == kind::failed ? 1 : 0;
  totals.held = told.is == kind::held ? 1 : 0;
  totals.drifted = told.is == kind::drifted ? 1 : 0;
}

result<compiled_folder> compile_for_master(const folder &migrations, const route &master) {
  TENANTRY_TRY(compiled_folder compiled, compile(migrations, *master.target.through, dialect_chain(master)));
  if (compiled.missing)
    return fail(category::folder,
                fmt::format("The migration \"{}\" has no SQL for the master's dialect \"{}\".",
                            compiled.missing->tag, master.dialect),
                fmt::format("make {}", compiled.missing->file_to_make.string()));
  return compiled;
}

rollout_verb verb_of(run_purpose purpose) {
  switch (purpose) {
    case run_purpose::plan:
    case run_purpose::look:
      return rollout_verb::inspect;
    case run_purpose::mark:
      return rollout_verb::mark;
    case run_purpose::migrate:
      break;
  }
  return rollout_verb::migrate;
}

std::string type_of_master(const configuration &config, const route &master) {
  if (!config.master_type.empty()) return to_upper(config.master_type);
  for (const manifest::dialect &d : master.target.through->about().dialects)
    if (d.name == master.dialect) return d.database_type;
  return to_upper(master.dialect);
}

tenant_outcome run_one(const database_target &target, const compiled_folder &compiled,
                       const rollout_options &options, const call_limits &limits) {
  const engine_options &engine = options.engine;
  switch (options.verb) {
    case rollout_verb::inspect:
      return to_master_outcome(inspect(target, compiled, engine, limits));
    case rollout_verb::mark:
      return to_master_outcome(mark(target, compiled, engine, limits, options.marks), options.verb);
    case rollout_verb::locks:
    case rollout_verb::unlock:
      return work_on_locks({}, target, options.verb, engine, limits);
    case rollout_verb::drift:
      return look_for_drift({}, target, compiled, options, limits);
    case rollout_verb::migrate:
      break;
  }
  return to_master_outcome(migrate(target, compiled, engine, limits), options.verb);
}

result<rollout_totals> run_on_master(workspace &here, const folder &migrations,
                                     const rollout_options &options, rollout_listener &listener,
                                     rollout_stops &stops) {
  TENANTRY_TRY(const route master, here.find_master());
  TENANTRY_TRY(const compiled_folder compiled, compile_for_master(migrations, master));
  log_warnings(compiled);
  const call_limits limits = stops.hard().limits();
  const auto began = monotonic::now();
  rollout_progress now;
  now.total = 1;
  now.working_on = {"master"};
  listener.begun(1, 1);
  if (listener.wants_progress()) listener.progress(now);
  tenant_outcome told = run_one(master.target, compiled, options, limits);
  told.id = "master";
  told.database_type = type_of_master(here.config(), master);
  told.ms = std::chrono::duration_cast<milliseconds>(monotonic::now() - began).count();
  listener.finished(told);
  rollout_totals totals;
  count(totals, told);
  totals.interrupted = told.failure && told.failure->category == category::cancelled;
  return totals;
}

}  // namespace

result<rollout_totals> run_master(workspace &here, const track_config &track, const folder &migrations,
                                  rollout_verb verb, const mark_request &marks, rollout_listener &listener,
                                  rollout_stops &stops) {
  return run_on_master(here, migrations, rollout_of(here, track, verb, marks), listener, stops);
}

result<rollout_totals> run_over_fleet(workspace &here, const track_config &track, const folder &migrations,
                                      rollout_verb verb, rollout_listener &listener, rollout_stops &stops) {
  return run_fleet(here, migrations, rollout_of(here, track, verb, {}), listener, stops);
}

result<rollout_totals> run_drift(workspace &here, const track_config &track, const folder &migrations,
                                 const drift_options &options, expectations &expected,
                                 rollout_listener &listener, rollout_stops &stops) {
  rollout_options how = rollout_of(here, track, rollout_verb::drift, {});
  how.drift = options;
  how.expected = &expected;
  return track.on_master ? run_on_master(here, migrations, how, listener, stops)
                         : run_fleet(here, migrations, std::move(how), listener, stops);
}

result<run_facts> run_track(workspace &here, const track_request &request, run_view &view,
                            rollout_stops &stops, const run_facts &before) {
  const track_config &track = *request.track;
  TENANTRY_TRY(const folder migrations, load_folder(track));
  TENANTRY_TRY_VOID(check_target(migrations, here.config().engine.to));
  report_options options;
  options.track = track.name;
  options.purpose = request.purpose;
  options.total = migrations.migrations().size();
  options.all_in_one = here.config().engine.all_in_one;
  options.exit_code = request.exit_code;
  options.master = track.on_master;
  options.one_database = track.on_master || here.config().who.tenants.size() == 1;
  options.command = request.command;
  options.migrate = request.migrate;
  run_report report(std::move(options), view);
  const rollout_verb verb = verb_of(request.purpose);
  auto totals = track.on_master ? run_master(here, track, migrations, verb, request.marks, report, stops)
                                : run_fleet(here, migrations, rollout_of(here, track, verb, request.marks),
                                            report, stops);
  if (!totals && totals.error().category != category::cancelled) return fail(std::move(totals).error());
  // A run that a signal ended while the registry was read has a summary too.
  if (!totals) {
    totals.emplace();
    totals->interrupted = true;
  }
  return report.close(*totals, before);
}

}  // namespace tenantry
