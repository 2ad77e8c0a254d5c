#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {

applier::applier(const database_target &target, const compiled_folder &folder, const engine_options &options,
                 const call_limits &limits, const claim_database &claim)
    : target_(target),
      folder_(folder),
      options_(options),
      limits_(limits),
      claim_(claim),
      hold_(*target.through, options) {}

outcome applier::run() {
  result<next> last = next::again;
  while (last && *last == next::again && outcome_.is != outcome::kind::duplicate) last = round();
  count_steps();
  conclude(std::move(last));
  return std::move(outcome_);
}

result<applier::next> applier::round() {
  if (!sql_) {
    TENANTRY_TRY(sql_, make_engine_sql(*target_.through, folder_, options_));
  }
  if (!connection_) TENANTRY_TRY_VOID(open(connected_with_ != nullptr ? *connected_with_ : target_.connect));
  if (auto read = look(limits_); !read) {
    return look_again_if_lost(std::move(read).error());
  }
  if (taken_by_another_row()) return next::go_on;
  TENANTRY_TRY_VOID(check_refusals());
  // On a server that only reads, Drizzle's missing rows are told and left.
  const bool may_mend = !seen_.knows_server || seen_.server.writable;
  if (seen_.pending.migrations.empty() && (seen_.pending.mirror_missing.empty() || !may_mend)) {
    TENANTRY_TRY_VOID(check_complete());
    return next::go_on;
  }
  if ((seen_.server.pooled || !db().has_batch()) && leaves_transactions()) {
    if (auto looked = look_for_pooler(); !looked) return look_again_if_lost(std::move(looked).error());
    if (seen_.server.pooled) {
      TENANTRY_TRY_VOID(go_direct());
      return next::again;  // planned anew over the direct road
    }
  }
  TENANTRY_TRY(const next made, make_tables());
  if (made == next::again) return next::again;
  return apply_units();
}

// Which shows in two answers of different sessions; the first may be what the adapter was told while it
// opened.
status applier::look_for_pooler() {
  if (seen_.server.pooled || !seen_.knows_server) return {};
  TENANTRY_TRY(const identity again, db().identify(limits_));
  seen_.server.pooled = again.pooled || again.session != seen_.server.session;
  return {};
}

bool applier::leaves_transactions() const {
  if (ddl_commits()) return true;
  const std::vector<unit> units =
      make_units(seen_.pending.migrations, seen_.drizzle_counts || options_.all_in_one);
  return std::any_of(units.begin(), units.end(), [](const unit &u) { return !u.transactional; });
}

bool applier::is_applied(const std::string &tag) const {
  const auto found = seen_.history.migrations.find(tag);
  return found != seen_.history.migrations.end() && found->second.is == migration_state::kind::applied;
}

status applier::open(const session_config &with) {
  watch_.reset();
  connection_.reset();
  hold_.session_ended();
  session_limits_.reset();
  TENANTRY_TRY(auto opened, session::open(*target_.through, with, limits_));
  connection_.emplace(std::move(opened));
  connected_with_ = &with;
  return {};
}

status applier::look(const call_limits &limits) {
  TENANTRY_TRY(auto seen, read_database(db(), *sql_, options_, limits));
  seen_ = std::move(seen);
  seq_ = seen_.history.last_seq;
  TENANTRY_TRY_VOID(plan_database(seen_, folder_, options_));
  return {};
}

bool applier::taken_by_another_row() {
  if (looked_) return false;
  looked_ = true;
  outcome_.server = seen_.server;
  outcome_.from = seen_.pending.newest_applied;
  outcome_.findings = seen_.pending.findings;
  if (!claim_ || !seen_.knows_server || claim_(seen_.server)) return false;
  outcome_.is = outcome::kind::duplicate;
  return true;
}

status applier::check_refusals() const {
  if (const finding *refusal = seen_.pending.first_refusal(); refusal != nullptr) {
    error e = make_error(category::history, refusal->message);
    e.details.emplace_back("finding", std::string(to_string(refusal->is)));
    return fail(std::move(e));
  }
  if (seen_.pending.migrations.empty()) return {};
  if (seen_.knows_server && !seen_.server.writable) {
    error e = make_error(
        category::sql, "the server is read-only: a standby, or default_transaction_read_only is on",
        "point the tenant's URL at the primary (several hosts: target_session_attrs=read-write)");
    e.sqlstate = "25006";
    return fail(std::move(e));
  }
  return {};
}

// In a transaction of its own, under the runner's lock.  Whoever comes second sees that they exist.
result<applier::next> applier::make_tables() {
  std::vector<std::string> statements;
  if (!seen_.history_exists) {
    TENANTRY_TRY(statements, sql_->own.create_statements(*target_.through, true));
  }
  if (seen_.drizzle_counts && !seen_.drizzle.exists)
    for (const std::string &one : sql_->drizzle->create_statements()) statements.push_back(one);
  if (statements.empty()) return next::go_on;

  transaction_options how;
  how.lock_name = sql_->own.lock_name();
  how.lock_timeout = options_.lock_timeout;
  how.relaxed = true;
  const auto make = [&](const std::vector<std::string> &texts) -> status {
    if (ddl_commits()) {  // each commits by itself, and of two runners one is told that it exists
      for (const std::string &one : texts)
        if (auto ran = db().query(one, {}, limits_); !ran) return fail(std::move(ran).error());
      return {};
    }
    std::vector<transaction_step> steps;
    steps.reserve(texts.size());
    for (const std::string &one : texts) steps.push_back({one, {}, false});
    return run_transaction(db(), how, steps, limits_);
  };
  auto made = make(statements);
  // The schema is there and its table is not; a user who may not create schemas hears of the right first.
  if (!made && !seen_.history_exists &&
      (made.error().sqlstate == "42P06" || made.error().sqlstate == "42501")) {
    error first = std::move(made).error();
    TENANTRY_TRY(statements, sql_->own.create_statements(*target_.through, false));
    made = make(statements);
    if (made) return next::again;
    if (!db().broken() && first.sqlstate == "42501" && is_missing_table(made.error()))
      made = fail(std::move(first));
  }
  if (made) {
    undurable_ = !ddl_commits();
    seen_.history_exists = true;
    seen_.drizzle.exists = seen_.drizzle.exists || seen_.drizzle_counts;
    return next::go_on;
  }
  error e = std::move(made).error();
  if (e.category == category::locked || already_exists(e)) return wait_for_runner(e);
  if (e.category == category::connection_lost) return look_again_if_lost(std::move(e));
  return fail(while_doing(std::move(e), "making tenantry's history table"));
}

result<applier::next> applier::apply_units() {
  if (ddl_commits()) {
    TENANTRY_TRY(const next applied, apply_committing(make_units(seen_.pending.migrations, false)));
    if (applied == next::again) return next::again;
    TENANTRY_TRY_VOID(check_complete());
    return next::go_on;
  }
  TENANTRY_TRY(const next restored, restore_mirror());
  if (restored == next::again) return next::again;
  const std::vector<unit> units =
      make_units(seen_.pending.migrations, seen_.drizzle_counts || options_.all_in_one);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool last = i + 1 == units.size();
    TENANTRY_TRY(const next applied,
                 units[i].transactional ? run_transactional(units[i], last) : run_outside(units[i]));
    if (applied == next::again) return next::again;
  }
  TENANTRY_TRY_VOID(check_complete());
  return next::go_on;
}

// Success is not believed: what is applied now must be all there is (T-40).
status applier::check_complete() const {
  std::size_t applied = seen_.pending.applied;
  for (const pending_migration &one : seen_.pending.migrations)
    if (is_applied(one.what->of->tag)) ++applied;
  // With --to, and before a migration that this dialect lacks, all is what was planned.
  const bool all_planned = options_.to.empty() && !folder_.missing;
  const std::size_t all =
      all_planned ? folder_.renditions.size() : seen_.pending.applied + seen_.pending.migrations.size();
  if (applied == all) return {};
  return fail(
      category::history,
      fmt::format("{} of {} migrations are applied after the run, though nothing is pending", applied, all),
      "run `tenantry status` for this tenant and report this: it is a bug in tenantry");
}

std::string applier::newest_applied() const {
  std::string newest;
  for (const migration &m : folder_.source->migrations())
    if (m.tag == seen_.pending.newest_applied || is_applied(m.tag)) newest = m.tag;
  return newest;
}

// Counted at the end: what a transaction of unknown fate finished, and what a failing server lost again, is
// known only from the last look.
void applier::count_steps() {
  outcome_.steps = static_cast<std::size_t>(
      std::count_if(ours_.begin(), ours_.end(), [&](const std::string &tag) { return is_applied(tag); }));
}

// The run ends early: relaxed commits that it reports as done must outlive the server.  Any durable commit
// carries them, and the note of the failure is one.
void applier::make_durable(const error &why) {
  if (!undurable_ || !connection_ || db().broken()) return;
  for (const pending_migration &one : seen_.pending.migrations) {
    if (is_applied(one.what->of->tag)) continue;
    const std::string failed = outcome_.failed_tag;
    unit waiting;
    waiting.parts.push_back({one.what, 0, 0, false, false});
    record_failure(waiting, why);
    outcome_.failed_tag = failed;
    return;
  }
}

void applier::conclude(result<next> last) {
  if (outcome_.is == outcome::kind::duplicate) return;
  outcome_.to = newest_applied();
  if (!last) {
    make_durable(last.error());
    outcome_.is = held_ ? outcome::kind::held : outcome::kind::failed;
    outcome_.failure = std::move(last).error();
    return;
  }
  outcome_.is = outcome_.steps > 0 ? outcome::kind::migrated : outcome::kind::up_to_date;
  // What another runner was in the middle of when this one looked first, and not any more.
  if (outcome_.is == outcome::kind::up_to_date)
    std::erase_if(outcome_.findings, [&](const finding &one) {
      return one.is == finding::kind::half_applied &&
             std::none_of(seen_.pending.findings.begin(), seen_.pending.findings.end(),
                          [&](const finding &now) { return now.is == one.is && now.tag == one.tag; });
    });
}

blocker_watch &applier::watch() {
  if (!watch_)
    watch_ = std::make_unique<blocker_watch>(*target_.through, *connected_with_,
                                             seen_.server.pooled ? std::string() : seen_.server.session);
  return *watch_;
}

call_limits applier::without_stop(milliseconds most) const {
  call_limits limits;
  limits.deadline = monotonic::now() + most;
  return limits;
}

result<inspection> inspect(const database_target &target, const compiled_folder &folder,
                           const engine_options &options, const call_limits &limits,
                           const claim_database &claim) {
  TENANTRY_TRY(const engine_sql sql, make_engine_sql(*target.through, folder, options));
  TENANTRY_TRY(session connection, session::open(*target.through, target.connect, limits));
  TENANTRY_TRY(inspection seen, read_database(connection, sql, options, limits));
  if (claim && seen.knows_server && !claim(seen.server)) {
    seen.duplicate = true;
    return seen;
  }
  TENANTRY_TRY_VOID(plan_database(seen, folder, options));
  return seen;
}

outcome migrate(const database_target &target, const compiled_folder &folder, const engine_options &options,
                const call_limits &limits, const claim_database &claim) {
  return applier(target, folder, options, limits, claim).run();
}

outcome mark(const database_target &target, const compiled_folder &folder, const engine_options &options,
             const call_limits &limits, const mark_request &wanted) {
  return applier(target, folder, options, limits, {}).mark(wanted);
}

}  // namespace tenantry
