// Units that cannot run in a transaction: under a session lock, with an event before and after, and a probe
// of the catalog where the fate of an earlier try is unknown.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {
namespace {

constexpr milliseconds release_limit{5000};
constexpr milliseconds bookkeeping_limit{10000};  // to write down what has happened, whoever wants to stop
constexpr unsigned outside_tries = 3;
constexpr unsigned most_reconnects = 3;

const statement &the_statement(const unit &u) {
  const unit_part &part = u.parts.front();
  return part.of->body.statements[part.first];
}

// One statement of several is resolved by itself: the others are applied, or pending, as the history says.
std::string how_to_resolve(const std::string &track, const rendition &r, const statement &s) {
  const std::string &tag = r.of->tag;
  const std::string one = r.body.statements.size() > 1 ? fmt::format(" --statement {}", s.number) : "";
  return fmt::format(
      "look in the database whether `{}` took effect; if it did, type `tenantry resolve {} --applied {}{}`, "
      "if not, "
      "`tenantry resolve {} --pending {}{}`; then run the migration again",
      excerpt(s.sql, 60), track, tag, one, track, tag, one);
}

bool same_rows(const drizzle_history &a, const drizzle_history &b) {
  const auto newest = [](const drizzle_history &h) {
    std::int64_t most = 0;
    for (const drizzle_row &one : h.rows) most = std::max(most, one.created_at.value_or(0));
    return most;
  };
  return a.rows.size() == b.rows.size() && newest(a) == newest(b);
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
  const identity pooled = seen_.server;
  TENANTRY_TRY_VOID(open(*target_.direct));
  TENANTRY_TRY_VOID(look(limits_));
  if (seen_.server.database != pooled.database || seen_.server.server != pooled.server)
    return fail(
        category::bad_config,
        fmt::format("the tenant's migration_url leads to another database (\"{}\") than its URL (\"{}\")",
                    seen_.server.database, pooled.database),
        "it must be a direct connection to the same database");
  if (!seen_.server.pooled) return {};
  return fail(category::bad_config, "the tenant's migration_url leads through a pooler as well",
              "it must be a direct connection to the server");
}

result<applier::next> applier::run_outside(const unit &u) {
  if (db().has_lock()) {
    if (auto got = hold_.try_session_lock(db(), sql_->own.lock_name(), limits_); !got) {
      if (got.error().category == category::locked) return wait_for_runner(got.error());
      return look_again_if_lost(std::move(got).error());
    }
  }
  result<next> ran = run_locked(u);
  if (!unlock_runner() && ran) return next::again;
  return wait_for_table(std::move(ran));
}

// A table's lock that was not had: sleeps without the runner's lock, and tries again, a few times.
result<applier::next> applier::wait_for_table(result<next> ran) {
  if (ran || ran.error().category != category::locked || ran.error().statement == 0) return ran;
  if (!table_wait_) {
    backoff::limits patience;
    patience.first = milliseconds(500);
    patience.most = milliseconds(5000);
    patience.tries = outside_tries;
    table_wait_.emplace(patience, system_clock());
  }
  if (table_wait_->wait(limits_.stop)) return next::again;
  ran.error().next = fmt::format(
      "gave up after {} tries; end the blocking session, raise --lock-timeout, or run again later",
      table_wait_->tries());
  return ran;
}

// History may have moved between our reading and the lock (T-08).
result<applier::next> applier::read_under_lock() {
  auto read = read_history(db(), *sql_, options_, limits_);
  if (!read) return look_again_if_lost(std::move(read).error());
  if (read->history.last_seq != seq_ || !same_rows(read->drizzle, seen_.drizzle)) return next::again;
  seen_.history = std::move(read->history);
  seen_.drizzle = std::move(read->drizzle);
  return next::go_on;
}

result<applier::next> applier::run_locked(const unit &u) {
  TENANTRY_TRY(const next read, read_under_lock());
  if (read == next::again) return next::again;
  bool done = false;
  if (auto prepared = prepare_outside(u, done); !prepared)
    return look_again_if_lost(std::move(prepared).error());
  if (!done) {
    TENANTRY_TRY(const next ran, execute_outside(u));
    if (ran == next::again) return next::again;
  }
  return finish_outside(u);
}

applier::earlier_try applier::tried_before(const unit &u) const {
  const statement &s = the_statement(u);
  const auto found = seen_.history.migrations.find(u.parts.front().of->of->tag);
  if (found == seen_.history.migrations.end() || found->second.is != migration_state::kind::half_applied ||
      found->second.attempted != s.number)
    return earlier_try::none;
  // A try of another text, since edited, has no claim to what this text names.
  const auto &tries = found->second.attempted_prefixes;
  if (std::find(tries.begin(), tries.end(), s.prefix.hex()) == tries.end()) return earlier_try::none;
  return found->second.interrupted ? earlier_try::fate_unknown : earlier_try::failed;
}

// Asks the catalog before the statement runs.  Only a try whose end nobody recorded can be found done: one
// that failed for sure has done nothing, and what stands there is somebody else's.
status applier::prepare_outside(const unit &u, bool &done) {
  const statement &s = the_statement(u);
  const earlier_try earlier = tried_before(u);
  if (earlier != earlier_try::fate_unknown && !db().has_probe()) return {};
  TENANTRY_TRY(const probe_answer answer, ask_catalog(s, limits_));
  if (earlier == earlier_try::fate_unknown) {
    done = answer.state == probe_state::done;
    if (answer.state == probe_state::unclear) return fail(cannot_know(u, answer.why));
  }
  if (answer.state != probe_state::not_done || answer.clean_up.empty()) return {};
  if (earlier != earlier_try::none) return run_clean_up(answer.clean_up);
  outcome_.failed_tag = u.parts.front().of->of->tag;
  return fail(left_by_others(u, answer));
}

error applier::left_by_others(const unit &u, const probe_answer &answer) const {
  return place_in_file(
      make_error(
          category::sql,
          fmt::format("{}, and no try of \"{}\" left it", answer.why, u.parts.front().of->of->tag),
          fmt::format("if nobody needs it, run `{}` and then the migration again", answer.clean_up.front())),
      *u.parts.front().of, the_statement(u));
}

error applier::cannot_know(const unit &u, const std::string &why) {
  const rendition &r = *u.parts.front().of;
  const statement &s = the_statement(u);
  held_ = true;
  outcome_.failed_tag = r.of->tag;
  error e = place_in_file(
      make_error(category::history,
                 fmt::format("statement {} of {} in \"{}\" was begun by an earlier run, and whether it took "
                             "effect cannot be found out{}{}",
                             s.number, r.body.statements.size(), r.of->tag, why.empty() ? "" : ": ", why),
                 how_to_resolve(options_.track, r, s)),
      r, s);
  e.effect = effect::unknown;
  return e;
}

result<probe_answer> applier::ask_catalog(const statement &s, const call_limits &limits) {
  if (!db().has_probe()) return probe_answer();
  return db().probe(s.sql, limits);
}

status applier::run_clean_up(const std::vector<std::string> &statements) {
  for (const std::string &one : statements) {
    log_info("removing what an earlier try left: " + one);
    if (auto ran = db().query(one, {}, limits_); !ran)
      return fail(while_doing(std::move(ran).error(), "removing what an earlier try left: " + excerpt(one)));
  }
  return {};
}

// The announcement.  It waits for a Drizzle run that is about to commit, and sees what that one did.
result<applier::next> applier::begin_outside(const unit &u) {
  work w;
  w.seq = seq_;
  add_drizzle_lock(w, false);
  add_start(w, u.parts.front(), 0, the_statement(u).number);
  if (auto written = commit_events(w, options_.lock_timeout, limits_); !written) {
    const category why = written.error().category;
    if (why == category::conflict || why == category::locked) return wait_for_runner(written.error());
    return look_again_if_lost(std::move(written).error());
  }
  seq_ = w.seq;
  return next::go_on;
}

status applier::set_limits_for(const unit &u) {
  const unit_part &part = u.parts.front();
  const directives &head = part.of->body.head;
  transaction_options limits_of_server;
  limits_of_server.lock_timeout =
      the_statement(u).long_wait ? milliseconds(-1) : head.lock_timeout.value_or(options_.lock_timeout);
  limits_of_server.statement_timeout = head.statement_timeout.value_or(options_.statement_timeout);
  const auto wanted = std::pair(limits_of_server.lock_timeout, limits_of_server.statement_timeout);
  if (session_limits_ == wanted) return {};
  auto set = db().set_limits(&limits_of_server, limits_);
  if (!set && !(ddl_commits() && set.error().category == category::unsupported)) return set;
  if (!set)
    log_warn("--lock-timeout and --statement-timeout do not hold for DDL here: " + set.error().message);
  session_limits_ = wanted;
  return {};
}

result<applier::next> applier::execute_outside(const unit &u) {
  // Before the announcement: once that stands, only the statement itself may come.
  if (auto set = set_limits_for(u); !set) return look_again_if_lost(std::move(set).error());
  if (result<next> begun = begin_outside(u); !begun || *begun == next::again) {
    give_limits_back();
    return begun;
  }
  return run_the_statement(u);
}

void applier::give_limits_back() {
  session_limits_.reset();
  if (connection_ && !db().broken()) (void)db().set_limits(nullptr, without_stop(release_limit));
}

result<applier::next> applier::run_the_statement(const unit &u) {
  const unit_part &part = u.parts.front();
  const statement &s = the_statement(u);
  watch().arm(std::max(options_.lock_timeout / 2, milliseconds(1000)));
  auto ran = db().query(s.sql, {}, limits_);
  for (std::uint32_t again = 1; ran && again < s.repeat; ++again) ran = db().query(s.sql, {}, limits_);
  const std::vector<blocker> blockers = watch().disarm();
  if (!ddl_commits()) give_limits_back();  // else they serve the next statement too
  if (ran) return next::go_on;

  error e = with_committed(place_in_file(std::move(ran).error(), *part.of, s), u);
  for (const blocker &b : blockers) e.details.emplace_back("blocker", to_string(b));
  outcome_.failed_tag = part.of->of->tag;
  // An error of the server is an end that is known; the line may still have gone after it.
  const bool told = e.category != category::connection_lost && e.category != category::timeout &&
                    e.category != category::cancelled;
  if (!told) return outside_lost(u, std::move(e));
  if (e.effect == effect::none && done_by_earlier_try(u)) return next::go_on;
  if (e.effect == effect::none) record_failure(u, e);
  return fail(std::move(e));
}

// Where no session lock tells that an earlier try is over it may have ended while ours waited for it.
bool applier::done_by_earlier_try(const unit &u) {
  if (!ddl_commits() || tried_before(u) != earlier_try::fate_unknown) return false;
  const auto answer = ask_catalog(the_statement(u), without_stop(bookkeeping_limit));
  return answer && answer->state == probe_state::done;
}

// The statement has run.  That is written down whoever wants to stop, and whatever Drizzle did meanwhile.
result<applier::next> applier::finish_outside(const unit &u) {
  const call_limits anyhow = without_stop(bookkeeping_limit);
  if (auto there = probe_after(u, anyhow); !there) return look_again_if_lost(std::move(there).error());
  work w;
  w.seq = seq_;
  add_fence(w);
  if (seen_.drizzle_counts && !sql_->drizzle->lock_sql().empty()) {
    w.steps.push_back({sql_->drizzle->lock_sql(), {}, false});
    w.places.emplace_back();
  }
  add_end(w, u.parts.front());
  if (auto written = commit_events(w, bookkeeping_limit, anyhow); !written) {
    const category why = written.error().category;
    if (why == category::conflict || why == category::locked) return wait_for_runner(written.error());
    return look_again_if_lost(std::move(written).error());
  }
  account(u, std::move(w));
  return next::go_on;
}

result<applier::next> applier::outside_lost(const unit &u, error e) {
  if (e.category == category::connection_lost && reconnects_++ < most_reconnects && settle())
    return next::again;
  e.effect = effect::unknown;
  e.next = "run the same command again: it looks first whether the statement took effect";
  if (auto found = tell_fate(u, e); !found) e.details.emplace_back("afterwards", found.error().message);
  return fail(std::move(e));
}

// We ended it ourselves: the truth about what took effect, where the catalog knows it.
status applier::tell_fate(const unit &u, error &e) {
  if (e.category == category::connection_lost) return {};
  TENANTRY_TRY_VOID(settle());
  TENANTRY_TRY_VOID(look(without_stop(bookkeeping_limit)));
  TENANTRY_TRY(const probe_answer answer, ask_catalog(the_statement(u), without_stop(bookkeeping_limit)));
  if (answer.state == probe_state::done) e.effect = effect::applied;
  if (answer.state != probe_state::not_done) return {};
  e.effect = effect::none;
  if (!answer.clean_up.empty())
    e.details.emplace_back("left behind", answer.why + "; the next run removes it first");
  record_failure(u, e);
  return {};
}

// IF NOT EXISTS reports success over an index that is not valid (T-43).
status applier::probe_after(const unit &u, const call_limits &limits) {
  if (!db().has_probe()) return {};
  const statement &s = the_statement(u);
  TENANTRY_TRY(const probe_answer answer, db().probe(s.sql, limits));
  if (answer.state != probe_state::not_done) return {};
  error e = make_error(category::sql, "the statement succeeded, yet its effect is not there: " + answer.why,
                       answer.clean_up.empty()
                           ? std::string()
                           : "run `" + answer.clean_up.front() + "` and then the migration again");
  e = place_in_file(std::move(e), *u.parts.front().of, s);
  record_failure(u, e);
  return fail(std::move(e));
}

// A guard on each event: where no lock exists the key alone keeps two runners apart.
status applier::commit_events(work &w, milliseconds lock_timeout, const call_limits &limits) {
  transaction_options how;
  how.lock_timeout = lock_timeout;
  auto written = run_transaction(db(), how, w.steps, limits);
  if (!written) return fail(while_doing(std::move(written).error(), "writing the history"));
  undurable_ = false;
  return {};
}

}  // namespace tenantry
