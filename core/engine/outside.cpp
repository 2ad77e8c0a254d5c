// Units that cannot run in a transaction: under a session lock, with an event before and after, and a probe
// of the catalog where the fate of an earlier try is unknown.
#include <fmt/format.h>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {
namespace {

constexpr milliseconds release_limit{5000};
constexpr unsigned outside_tries = 3;

const statement &the_statement(const unit &u) {
  const unit_part &part = u.parts.front();
  return part.of->body.statements[part.first];
}

}  // namespace

// A pooler may send each statement to another session: the lock would stay behind there (T-18).
status applier::go_direct() {
  if (!target_.direct)
    return fail(category::unsupported,
                "the database is reached through a pooler in transaction mode, and the migration has a "
                "statement that "
                "cannot run in a transaction",
                "give the tenant a direct connection in the registry's migration_url column");
  TENANTRY_TRY_VOID(open(*target_.direct));
  TENANTRY_TRY_VOID(look(limits_));
  if (!seen_.server.pooled) return {};
  return fail(category::bad_config, "the tenant's migration_url leads through a pooler as well",
              "it must be a direct connection to the server");
}

result<applier::next> applier::run_outside(const unit &u) {
  if (!db().has_lock()) return run_locked(u);
  const std::string &name = sql_->own.lock_name();
  if (auto got = db().try_lock(name, limits_); !got) {
    if (got.error().category == category::locked) return wait_for_runner(got.error());
    return fail(std::move(got).error());
  }
  result<next> ran = run_locked(u);
  if (db().broken()) return ran;
  if (auto released = db().unlock(name, without_stop(release_limit)); !released)
    log_warn("the lock was not released: " + released.error().message + "; the connection is closed instead");
  return ran;
}

result<applier::next> applier::run_locked(const unit &u) {
  // History may have moved between our reading and the lock (T-08).
  const std::int64_t known = seq_;
  TENANTRY_TRY(const inspection now, read_database(db(), *sql_, options_, limits_));
  if (now.history.last_seq != known) return next::again;
  seen_.drizzle = now.drizzle;

  bool done = false;
  if (u.fate_unknown) TENANTRY_TRY_VOID(probe_before(u, done));
  if (!done) {
    TENANTRY_TRY(const next ran, execute_outside(u));
    if (ran == next::again) return next::again;
  }
  work w;
  w.seq = seq_;
  add_drizzle_lock(w, false);
  add_end(w, u.parts.front());
  TENANTRY_TRY_VOID(commit_events(w));
  account(u, std::move(w));
  return next::go_on;
}

result<applier::next> applier::execute_outside(const unit &u) {
  const unit_part &part = u.parts.front();
  const statement &s = the_statement(u);
  transaction_options limits_of_server;
  limits_of_server.lock_timeout =
      s.long_wait ? milliseconds(-1) : part.of->body.head.lock_timeout.value_or(options_.lock_timeout);
  limits_of_server.statement_timeout =
      part.of->body.head.statement_timeout.value_or(options_.statement_timeout);
  backoff::limits patience;
  patience.first = milliseconds(500);
  patience.most = milliseconds(5000);
  patience.tries = outside_tries;
  backoff tries(patience, system_clock());
  for (;;) {
    work w;
    w.seq = seq_;
    add_start(w, part, 0, s.number);
    TENANTRY_TRY_VOID(commit_events(w));
    seq_ = w.seq;
    TENANTRY_TRY_VOID(db().set_limits(&limits_of_server, limits_));
    watch().arm(std::max(options_.lock_timeout / 2, milliseconds(1000)));
    auto ran = db().query(s.sql, {}, limits_);
    const std::vector<blocker> blockers = watch().disarm();
    if (!db().broken()) TENANTRY_TRY_VOID(db().set_limits(nullptr, limits_));
    if (ran) break;

    error e = place_in_file(std::move(ran).error(), *part.of, s);
    for (const blocker &b : blockers) e.details.emplace_back("blocker", to_string(b));
    if (db().broken()) {
      outcome_.failed_tag = part.of->of->tag;
      const bool ours = e.category == category::timeout || e.category == category::cancelled;
      if (!ours && reconnects_++ < outside_tries && settle()) return next::again;
      e.next = "run the same command again: it looks first whether the statement took effect";
      return fail(std::move(e));
    }
    record_failure(u, e);
    if (e.category != category::locked || !tries.wait(limits_.stop)) return fail(std::move(e));
    bool done = false;
    TENANTRY_TRY_VOID(probe_before(u, done));
    if (done) return next::go_on;
  }
  TENANTRY_TRY_VOID(probe_after(u));
  return next::go_on;
}

// An earlier try of ours was begun and its end is not in the history: ask the catalog.
status applier::probe_before(const unit &u, bool &done) {
  const rendition &r = *u.parts.front().of;
  const statement &s = the_statement(u);
  probe_answer answer;
  if (db().has_probe()) {
    TENANTRY_TRY(answer, db().probe(s.sql, limits_));
  }
  done = answer.state == probe_state::done;
  if (done || answer.state == probe_state::repeatable) return {};
  if (answer.state == probe_state::not_done) return run_clean_up(answer.clean_up);
  held_ = true;
  outcome_.failed_tag = r.of->tag;
  error e = place_in_file(
      make_error(
          category::history,
          fmt::format(
              "statement {} of {} in \"{}\" was begun by an earlier run, and whether it took effect cannot "
              "be found out{}{}",
              s.number, r.body.statements.size(), r.of->tag, answer.why.empty() ? "" : ": ", answer.why),
          fmt::format("look at the database, then `tenantry resolve {} --applied {}` or `--pending {}`",
                      options_.track, r.of->tag, r.of->tag)),
      r, s);
  e.effect = effect::unknown;
  return fail(std::move(e));
}

status applier::run_clean_up(const std::vector<std::string> &statements) {
  for (const std::string &one : statements) {
    log_info("removing what an earlier try left: " + one);
    if (auto ran = db().query(one, {}, limits_); !ran)
      return fail(while_doing(std::move(ran).error(), "removing what an earlier try left: " + excerpt(one)));
  }
  return {};
}

// IF NOT EXISTS reports success over an index that is not valid (T-43).
status applier::probe_after(const unit &u) {
  if (!db().has_probe()) return {};
  const statement &s = the_statement(u);
  TENANTRY_TRY(const probe_answer answer, db().probe(s.sql, limits_));
  if (answer.state != probe_state::not_done) return {};
  error e = make_error(category::sql, "the statement succeeded, yet its effect is not there: " + answer.why,
                       answer.clean_up.empty()
                           ? std::string()
                           : "run `" + answer.clean_up.front() + "` and then the migration again");
  e = place_in_file(std::move(e), *u.parts.front().of, s);
  record_failure(u, e);
  return fail(std::move(e));
}

status applier::commit_events(work &w) {
  transaction_options how;
  how.lock_timeout = options_.lock_timeout;
  auto written = run_transaction(db(), how, w.steps, limits_);
  if (!written) return fail(while_doing(std::move(written).error(), "writing the history"));
  return {};
}

}  // namespace tenantry
