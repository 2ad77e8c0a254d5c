// tenantry push <track>: brings development databases to the declared schema at once, without a migration.
#include <fmt/format.h>

#include "core/author/backfill.hpp"
#include "core/author/source.hpp"
#include "core/engine/direct.hpp"
#include "core/live/push_plan.hpp"
#include "core/migration/author.hpp"
#include "tools/tenantry/asking.hpp"
#include "tools/tenantry/chosen_databases.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/generate_targets.hpp"
#include "tools/tenantry/push_report.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

error unsafe(std::string message, std::string next, std::string flag) {
  error e = make_error(category::usage, std::move(message), std::move(next));
  e.details.emplace_back(unsafe_detail, std::move(flag));
  return e;
}

status refuse_production(const configuration &config, const track_config &track) {
  if (!config.production) return {};
  return fail(
      unsafe("push is refused: environment = \"production\"",
             fmt::format("write a migration: tenantry generate {0}, then tenantry migrate {0}", track.name),
             "a migration"));
}

result<declared_schema> load_schema_of(const track_config &track) {
  if (track.schema.empty())
    return fail(category::usage,
                fmt::format("Drizzle Kit holds the schema of \"{}\" (schema = \"drizzle\").", track.name),
                "`drizzle-kit push` brings a database to it");
  auto read = load_declared_schema(track.schema);
  if (!read)
    return fail(
        while_doing(std::move(read).error(), fmt::format("reading the schema of \"{}\"", track.name)));
  return read;
}

struct planned_database {
  chosen_database at;
  rendition_target target;
  live_schema before;
  push_plan plan;
};

class pushing {
 public:
  pushing(const command_context &context, const configuration &config, const track_config &track)
      : context_(context),
        config_(config),
        track_(track),
        here_(config, context.environment),
        engine_(engine_of(config, track)),
        scope_(scope_beside(engine_)) {}

  result<int> run() {
    TENANTRY_TRY_VOID(read_flags());
    TENANTRY_TRY(declared_, load_schema_of(track_));
    TENANTRY_TRY_VOID(check_mappings(here_));
    const signal_watch watch(stops_);
    limits_ = stops_.hard().limits();
    TENANTRY_TRY(auto chosen, choose_databases(here_, track_, limits_));
    TENANTRY_TRY_VOID(check_meant(chosen));
    for (chosen_database &one : chosen) TENANTRY_TRY_VOID(plan(std::move(one)));
    for (const planned_database &one : planned_) show_push_plan(report_of(one), context_.out);
    if (context_.has("dry-run")) {
      for (const planned_database &one : planned_) show_pushed(report_of(one), context_.out);
      return exit_codes::done;
    }
    TENANTRY_TRY_VOID(confirm());
    for (const planned_database &one : planned_) push(one);
    facts_.one_database = planned_.size() == 1;
    return exit_code(facts_);
  }

 private:
  status read_flags() {
    for (const std::string &text : context_.values("rename")) {
      TENANTRY_TRY(told_rename one, parse_rename(text));
      renames_.push_back(std::move(one));
    }
    for (const std::string &text : context_.values("backfill")) {
      TENANTRY_TRY(backfill one, parse_backfill(text));
      backfills_.push_back(std::move(one));
    }
    return {};
  }

  status check_meant(const std::vector<chosen_database> &chosen) const {
    if (chosen.size() == 1 || !config_.who.tenants.empty() || !config_.who.where.empty() ||
        context_.has("yes"))
      return {};
    return fail(category::usage, fmt::format("{} tenants take part, and none is named.", chosen.size()),
                fmt::format("name them: --tenant {}; or give --yes if all are meant", chosen.front().name));
  }

  // Session locks do not work through a pooler: the direct road, where there is one.
  static const session_config &road_to(const chosen_database &one) {
    return one.way.target.direct ? *one.way.target.direct : one.way.target.connect;
  }
  result<session> open(const chosen_database &one) const {
    auto opened = session::open(*one.way.target.through, road_to(one), limits_);
    if (!opened) return fail(while_doing(std::move(opened).error(), "connecting to " + one.name));
    return opened;
  }

  status plan(chosen_database at) {
    TENANTRY_TRY_VOID(look_at_history(at));
    TENANTRY_TRY(session on, open(at));
    TENANTRY_TRY(rendition_target target, target_of_server(on, at.way.dialect, limits_));
    TENANTRY_TRY(live_schema before, read_live(on, target, scope_, limits_));
    planned_database made{std::move(at), std::move(target), std::move(before), {}};
    TENANTRY_TRY(made.plan, plan_or_ask(on, made));
    TENANTRY_TRY_VOID(spare_registry(made.plan));
    planned_.push_back(std::move(made));
    return {};
  }

  result<push_plan> plan_or_ask(session &on, const planned_database &one) {
    const dialect_mapping mapping = mapping_of_chain(config_.mappings, one.target.chain);
    for (;;) {
      auto made = plan_push(
          on, {one.target, mapping, scope_, engine_, one.before, declared_.schema, renames_, backfills_},
          limits_);
      if (made || made.error().category != category::usage) return made;
      const auto told = ask_for_rename(made.error());
      if (!told) return fail(while_doing(std::move(made).error(), "planning for " + one.at.name));
      renames_.push_back(*told);
    }
  }

  // Migrations that are pending make what would be pushed: afterwards they would fail.  Those that are
  // applied will be followed by one that makes it.
  status look_at_history(const chosen_database &at) {
    if (is_new_folder(track_.migrations)) return {};
    if (!migrations_) {
      TENANTRY_TRY(migrations_, load_folder(track_));
    }
    TENANTRY_TRY(const compiled_folder compiled,
                 compile(*migrations_, *at.way.target.through, dialect_chain(at.way)));
    auto seen = inspect(at.way.target, compiled, engine_, limits_);
    if (!seen) return fail(while_doing(std::move(seen).error(), "reading the history of " + at.name));
    if (const std::size_t pending = seen->pending.migrations.size(); pending > 0)
      return fail(
          unsafe(fmt::format("{} of {} pending in {}: what is pushed now would make them fail later",
                             counted(pending, "migration"), migrations_->migrations().size(), at.name),
                 fmt::format("tenantry migrate {} first", track_.name), "tenantry migrate"));
    if (seen->pending.applied > 0) beside_.push_back(at.name);
    return {};
  }

  // The tenants would be gone with it.
  [[nodiscard]] status spare_registry(const push_plan &plan) const {
    const std::string &table = config_.registry.table;
    for (const schema_change &change : plan.changes)
      if (track_.on_master && change.kind == "drop_table" &&
          (display_name(change.schema, change.name) == table || "public." + change.name == table))
        return fail(unsafe(fmt::format("the declared schema lacks \"{}\", the table of the tenants", table),
                           fmt::format("declare it; `tenantry pull {} --dry-run` shows how", track_.name),
                           "declaring it"));
    return {};
  }

  [[nodiscard]] push_report report_of(const planned_database &one) const {
    push_report report;
    report.track = track_.name;
    report.database = one.at.name;
    report.dialect = one.at.way.dialect;
    report.plan = &one.plan;
    report.dry = context_.has("dry-run");
    return report;
  }

  [[nodiscard]] bool has_work() const {
    return std::any_of(planned_.begin(), planned_.end(),
                       [](const planned_database &one) { return !one.plan.statements.empty(); });
  }

  // One question for all of it.
  status confirm() {
    if (!has_work() || context_.has("yes")) return {};
    std::vector<std::string> reasons;
    for (const planned_database &one : planned_)
      for (const std::string &loss : one.plan.losses()) reasons.push_back(one.at.name + ": " + loss);
    const bool loses = !reasons.empty();
    if (!beside_.empty())
      reasons.push_back(
          fmt::format("{} keeps a history of migrations, and what is pushed is in none: the migration that "
                      "you generate for it "
                      "must be told there with `tenantry resolve {} --applied TAG`",
                      fmt::join(beside_, ", "), track_.name));
    if (reasons.empty()) return {};
    context_.out.flush();
    if (can_ask()) {
      for (const std::string &reason : reasons) fmt::print(stderr, "{}\n", reason);
      if (ask_yes("Push all the same?")) return {};
    }
    error e = unsafe(
        loses ? "data would be lost; nothing was run" : "this would go beside migrations; nothing was run",
        loses ? "--yes if that is meant"
              : fmt::format("tenantry generate {0} and tenantry migrate {0}; or --yes", track_.name),
        "--yes");
    for (const std::string &reason : reasons) e.details.emplace_back(loses ? "loss" : "drift", reason);
    return fail(std::move(e));
  }

  void push(const planned_database &one) {
    push_report report = report_of(one);
    const auto began = monotonic::now();
    if (!one.plan.statements.empty()) run_plan(one, report);
    report.ms = std::chrono::duration_cast<milliseconds>(monotonic::now() - began).count();
    show_pushed(report, context_.out);
    if (!report.failure) return;
    facts_.failed = true;
    facts_.interrupted = facts_.interrupted || report.failure->category == category::cancelled;
    facts_.lock_not_obtained =
        report.failure->category == category::locked && report.failure->statement == 0 && report.ran == 0;
  }

  void run_plan(const planned_database &one, push_report &report) {
    auto body = parse_script(one.plan.script, "the plan", *one.at.way.target.through);
    if (!body) {
      report.failure = std::move(body).error();
      return;
    }
    auto on = open(one.at);
    if (!on) {
      report.failure = std::move(on).error();
      return;
    }
    const auto still = [&]() -> status {
      TENANTRY_TRY(const live_schema now, read_live(*on, one.target, scope_, limits_));
      if (now.schema == one.before.schema) return {};
      return fail(category::conflict,
                  "somebody changed the database since the plan was made; nothing was run",
                  "type the same command again");
    };
    direct_outcome done = run_direct(*on, road_to(one.at), *body, engine_, still, limits_);
    report.ran = done.ran;
    report.failure = std::move(done.failure);
  }

  const command_context &context_;
  const configuration &config_;
  const track_config &track_;
  workspace here_;
  rollout_stops stops_;
  call_limits limits_;
  engine_options engine_;
  live_scope scope_;
  declared_schema declared_;
  std::optional<folder> migrations_;
  std::vector<told_rename> renames_;
  std::vector<backfill> backfills_;
  std::vector<planned_database> planned_;
  std::vector<std::string> beside_;  // databases with applied migrations
  run_facts facts_;
};

}  // namespace

result<int> run_push(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  TENANTRY_TRY_VOID(refuse_production(config, *track));
  return pushing(context, config, *track).run();
}

}  // namespace tenantry
