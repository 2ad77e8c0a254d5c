// Units that are one transaction: start, statements, done, and Drizzle's mirror, committed together or not at
// all.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {
namespace {

constexpr unsigned lock_tries = 5;
constexpr milliseconds lock_patience{60000};
constexpr unsigned most_reconnects = 3;
constexpr milliseconds bookkeeping_limit{10000};

}  // namespace

history_event applier::event_of(event_kind kind, const rendition &r, std::uint32_t step) const {
  history_event e;
  e.kind = kind;
  e.tag = r.of->tag;
  e.checksum = history_checksum(*r.file);
  e.when = r.of->when;
  e.drizzle_hash = r.file->drizzle_hashes.empty() ? "" : r.file->drizzle_hashes.front();
  e.step = step;
  e.steps = static_cast<std::uint32_t>(r.body.statements.size());
  if (step > 0 && step <= r.body.statements.size()) e.prefix = r.body.statements[step - 1].prefix.hex();
  return e;
}

void applier::add_event(work &w, history_event e, bool guard) {
  e.seq = ++w.seq;
  w.steps.push_back({sql_->own.insert_sql(), sql_->own.insert_parameters(e), guard});
  w.places.emplace_back();
}

void applier::add_fence(work &w) {
  if (!hold_.leased()) return;
  w.steps.push_back({hold_.fence_sql(), hold_.fence_parameters(), true, true});
  w.places.emplace_back();
}

void applier::add_start(work &w, const unit_part &part, std::size_t part_index, std::uint32_t step) {
  add_event(w, event_of(event_kind::start, *part.of, step), true);
  w.places.back().part = part_index;
}

void applier::add_end(work &w, const unit_part &part) {
  const auto reached = static_cast<std::uint32_t>(part.first + part.count);
  if (!part.finishes) return add_event(w, event_of(event_kind::step, *part.of, reached), true);
  add_event(w,
            event_of(event_kind::done, *part.of, static_cast<std::uint32_t>(part.of->body.statements.size())),
            true);
  if (seen_.drizzle_counts) add_mirror(w, *part.of);
}

void applier::add_mirror(work &w, const rendition &r) {
  const std::string &hash = r.file->drizzle_hashes.front();
  w.steps.push_back({sql_->drizzle->insert_sql(seen_.drizzle.v1),
                     drizzle_table::insert_parameters(seen_.drizzle.v1, hash, r.of->when, r.of->tag), false});
  w.places.emplace_back();
  drizzle_row mirrored;
  mirrored.hash = hash;
  mirrored.created_at = r.of->when;
  mirrored.name = r.of->tag;
  w.mirrored.push_back(std::move(mirrored));
}

// A Drizzle run that starts now waits in its SELECT until we commit, and then sees our rows (drizzle.md 5.3).
void applier::add_drizzle_lock(work &w, bool nobody_waits) {
  if (!seen_.drizzle_counts) return;
  const auto add = [&w](std::string text, bool guard) {
    if (text.empty()) return;
    w.texts.push_back(std::move(text));
    w.steps.push_back({w.texts.back(), {}, guard});
    w.places.emplace_back();
  };
  if (nobody_waits) {
    add(sql_->drizzle->nobody_waits_sql(), true);
  } else {
    add(sql_->drizzle->lock_sql(), false);
    add(sql_->drizzle->unchanged_sql(seen_.drizzle), true);
  }
}

applier::work applier::put_together(const unit &u, bool last) {
  work w;
  w.seq = seq_;
  add_drizzle_lock(w, false);
  for (std::size_t p = 0; p < u.parts.size(); ++p) {
    const unit_part &part = u.parts[p];
    // Where DDL commits the start names its statement: a statement that commits unasked leaves it behind
    // alone.
    const bool whole_file = part.begins && (!ddl_commits() || part.count == 0);
    add_start(w, part, p, whole_file ? 0 : static_cast<std::uint32_t>(part.first + 1));
    if (part.count > 0) {
      const std::span<const statement> all(part.of->body.statements);
      w.steps.push_back({{}, {}, false, false, all.subspan(part.first, part.count)});
      w.places.push_back({p});
    }
    if (p + 1 == u.parts.size()) add_fence(w);  // late: it keeps the heartbeat waiting
    add_end(w, part);
  }
  // The commit lets a waiting Drizzle run go on before the rest is applied: none may be waiting.
  if (!last) add_drizzle_lock(w, true);
  return w;
}

transaction_options applier::options_for(const unit &u, bool last) const {
  transaction_options how;
  how.lock_name = transaction_lock();
  how.lock_timeout = options_.lock_timeout;
  how.statement_timeout = options_.statement_timeout;
  how.rebuild = u.rebuild;
  how.relaxed = !last && !ddl_commits();
  for (const unit_part &part : u.parts) {
    const directives &head = part.of->body.head;
    if (head.lock_timeout) how.lock_timeout = *head.lock_timeout;
    if (head.statement_timeout) how.statement_timeout = *head.statement_timeout;
  }
  return how;
}

result<applier::next> applier::run_transactional(const unit &u, bool last) {
  backoff::limits patience;
  patience.first = milliseconds(250);
  patience.most = milliseconds(5000);
  patience.total = lock_patience;
  patience.tries = lock_tries;
  backoff tries(patience, system_clock());
  const transaction_options how = options_for(u, last);
  for (;;) {
    work w = put_together(u, last);
    if (how.lock_timeout.count() > 0 && db().has_diagnose()) watch().arm(how.lock_timeout / 2);
    auto ran = run_transaction(db(), how, w.steps, limits_);
    const std::vector<blocker> blockers = watch_ ? watch_->disarm() : std::vector<blocker>();
    if (ran) {
      account(u, std::move(w));
      undurable_ = how.relaxed;
      return next::go_on;
    }
    error e = with_committed(located(std::move(ran).error(), u, w), u);
    for (const blocker &b : blockers) e.details.emplace_back("blocker", to_string(b));
    const bool waits_for_table = e.category == category::locked && e.statement > 0 && !db().broken();
    // Around it the runner's lock may be held, and nobody sleeps with that.
    if (!waits_for_table || ddl_commits() || !tries.wait(limits_.stop))
      return after_failure(u, std::move(e), tries);
    log_info(fmt::format("{}: try {} of {}", e.message, tries.tries(), lock_tries));
  }
}

// error.statement counts what was sent only inside located(); after it, it is the statement of the migration.
result<applier::next> applier::after_failure(const unit &u, error e, backoff &tries) {
  if (e.category == category::conflict && e.statement == 0 && e.effect == effect::none)
    return wait_for_runner(e);
  if (e.category == category::locked && e.statement == 0) return wait_for_runner(e);
  if (e.category == category::locked)
    e.next = fmt::format(
        "gave up after {} tries in {} ms; end the blocking session, raise --lock-timeout, or run again later",
        tries.tries(), tries.spent().count());
  if (!db().broken()) {
    record_failure(u, e);
    return fail(std::move(e));
  }
  e.effect = effect::unknown;
  for (const unit_part &part : u.parts)
    if (part.finishes) ours_.insert(part.of->of->tag);
  if (auto settled = settle(); !settled) {
    e.details.emplace_back("afterwards", settled.error().message);
    return fail(std::move(e));
  }
  const bool ours = e.category == category::timeout || e.category == category::cancelled;
  if (!ours && reconnects_++ < most_reconnects) return next::again;
  // Say the truth about what took effect, then end.
  if (look(without_stop(bookkeeping_limit))) e.effect = took_effect(u) ? effect::applied : effect::none;
  if (e.effect == effect::none) record_failure(u, e);
  return fail(std::move(e));
}

bool applier::took_effect(const unit &u) const {
  const unit_part &end = u.parts.back();
  if (is_applied(end.of->of->tag)) return true;
  const auto found = seen_.history.migrations.find(end.of->of->tag);
  return !end.finishes && found != seen_.history.migrations.end() &&
         found->second.steps_done >= end.first + end.count;
}

void applier::account(const unit &u, work &&w) {
  seq_ = w.seq;
  runner_wait_.reset();  // the next wait has its own patience
  table_wait_.reset();
  for (drizzle_row &one : w.mirrored) seen_.drizzle.rows.push_back(std::move(one));
  for (const unit_part &part : u.parts) {
    if (!part.finishes) continue;
    seen_.history.migrations[part.of->of->tag].is = migration_state::kind::applied;
    ours_.insert(part.of->of->tag);
  }
}

error applier::located(error e, const unit &u, const work &w) const {
  std::size_t sent = std::exchange(e.statement, 0U);
  if (sent == 0) return e;
  std::size_t step = 0;
  for (; step < w.steps.size() && sent > count_of(w.steps[step]); ++step) sent -= count_of(w.steps[step]);
  if (step == w.steps.size()) return e;
  const std::span<const statement> run = w.steps[step].run;
  if (run.empty()) {
    // Waiting for Drizzle's table is waiting for another runner.
    if (e.category != category::locked && e.category != category::conflict)
      e = while_doing(std::move(e), "writing the history");
    return e;
  }
  std::size_t index = 0;
  for (; index + 1 < run.size() && sent > run[index].repeat; ++index) sent -= run[index].repeat;
  return place_in_file(std::move(e), *u.parts[w.places[step].part].of, run[index]);
}

error applier::place_in_file(error e, const rendition &r, const statement &s) const {
  e.statement = s.number;
  e.sql = excerpt(s.sql);
  e.where.file = r.file->path.string();
  e.where.line = s.line;
  if (e.offset > 0 && e.offset <= s.sql.size() + 1) {
    const line_column at = locate(s.sql, e.offset - 1);
    e.where.line = s.line + at.line - 1;
    e.where.column = at.line == 1 ? 0 : at.column;
  }
  e.details.emplace_back("tag", r.of->tag);
  return e;
}

// A note for people; the run has failed already, so a second fault here is only logged.
void applier::record_failure(const unit &u, const error &e) {
  const unit_part *part = &u.parts.front();
  for (const unit_part &one : u.parts)
    if (one.of->file->path.string() == e.where.file) part = &one;
  outcome_.failed_tag = part->of->of->tag;
  work w;
  w.seq = seq_;
  add_fence(w);
  history_event event = event_of(event_kind::fail, *part->of, e.statement);
  event.message = e.message;
  add_event(w, std::move(event), true);
  transaction_options how;
  how.lock_timeout = milliseconds(1000);
  if (auto noted = run_transaction(db(), how, w.steps, without_stop(bookkeeping_limit)); noted) {
    seq_ = w.seq;
    undurable_ = false;
  } else {
    log_debug("the failure is not in the history: " + noted.error().message);
  }
}

result<applier::next> applier::restore_mirror() {
  if (seen_.pending.mirror_missing.empty()) return next::go_on;
  work w;
  w.seq = seq_;
  add_fence(w);
  add_drizzle_lock(w, false);
  for (const rendition *one : seen_.pending.mirror_missing) add_mirror(w, *one);
  transaction_options how;
  how.lock_name = transaction_lock();
  how.lock_timeout = options_.lock_timeout;
  auto restored = run_transaction(db(), how, w.steps, limits_);
  if (restored) {
    account({}, std::move(w));
    undurable_ = false;
    return next::go_on;
  }
  error e = std::move(restored).error();
  if (e.category == category::conflict || e.category == category::locked) return wait_for_runner(e);
  if (db().broken()) return look_again_if_lost(std::move(e));
  return fail(while_doing(std::move(e), "restoring rows of Drizzle's history"));
}

}  // namespace tenantry
