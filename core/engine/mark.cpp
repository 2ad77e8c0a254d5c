// resolve and baseline: events that say what a person knows, and nothing else.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/engine/applier.hpp"
#include "core/migration/drizzle_match.hpp"

namespace tenantry {

outcome applier::mark(const mark_request &wanted) {
  result<next> last = next::again;
  while (last && *last == next::again) last = mark_round(wanted);
  conclude(std::move(last));
  return std::move(outcome_);
}

result<applier::next> applier::mark_round(const mark_request &wanted) {
  if (!sql_) {
    TENANTRY_TRY(sql_, make_engine_sql(*target_.through, folder_, options_));
  }
  if (!connection_) TENANTRY_TRY_VOID(open(target_.connect));
  TENANTRY_TRY_VOID(look(limits_));
  (void)taken_by_another_row();
  work w;
  w.seq = seq_;
  add_drizzle_lock(w, false);
  if (wanted.statement != 0) TENANTRY_TRY_VOID(add_statement_mark(w, wanted));
  if (wanted.statement == 0)
    for (const std::string &tag : std::set<std::string>(wanted.tags.begin(), wanted.tags.end()))
      TENANTRY_TRY_VOID(add_mark(w, tag, wanted.applied));
  if (w.seq == seq_) return next::go_on;
  TENANTRY_TRY(const next made, make_tables());
  if (made == next::again) return next::again;
  if (ddl_commits()) {
    TENANTRY_TRY(const next locked, lock_runner());
    if (locked == next::again) return next::again;
  }
  result<next> written = write_marks(w);
  if (!unlock_runner() && written) return next::again;
  return written;
}

// The key refuses the marks where the history moved since it was read.
result<applier::next> applier::write_marks(work &w) {
  add_fence(w);
  transaction_options how;
  how.lock_name = transaction_lock();
  how.lock_timeout = options_.lock_timeout;
  auto written = run_transaction(db(), how, w.steps, limits_);
  if (!written) {
    const error &e = written.error();
    if (e.category == category::conflict || e.category == category::locked) return wait_for_runner(e);
    return fail(while_doing(std::move(written).error(), "writing the history"));
  }
  outcome_.steps = static_cast<std::size_t>(w.seq - seq_);
  seq_ = w.seq;
  TENANTRY_TRY_VOID(look(limits_));
  outcome_.findings = seen_.pending.findings;  // those of before may be what the mark answers
  return next::go_on;
}

// A `step` says that the statements up to this one took effect; a `fail`, that this one did not.
status applier::add_statement_mark(work &w, const mark_request &wanted) {
  const std::string &tag = wanted.tags.front();
  const auto r = std::find_if(folder_.renditions.begin(), folder_.renditions.end(),
                              [&](const rendition &one) { return one.of->tag == tag; });
  if (r == folder_.renditions.end())
    return fail(category::usage,
                fmt::format("no migration \"{}\" in {}", tag, folder_.source->path().string()));
  const auto known = seen_.history.migrations.find(tag);
  if (known == seen_.history.migrations.end() || known->second.is != migration_state::kind::half_applied)
    return fail(category::usage,
                fmt::format("\"{}\" is not half applied here: no statement of it is in doubt", tag));
  const std::uint32_t k = wanted.statement, done = known->second.steps_done;
  if (wanted.applied ? k <= done : k == done + 1 && !known->second.interrupted)
    return {};  // it says so already
  if (k <= done || k > r->body.statements.size() || (!wanted.applied && k != done + 1))
    return fail(category::usage,
                fmt::format("statement {} of \"{}\" is not the one in doubt here: {} of {} are committed", k,
                            tag, done, r->body.statements.size()),
                fmt::format("`tenantry status {}` shows what the database has", options_.track));
  history_event e = event_of(wanted.applied ? event_kind::step : event_kind::fail, *r, k);
  e.message = wanted.applied ? "resolve: it took effect" : "resolve: it did not take effect";
  add_event(w, std::move(e), true);
  return {};
}

status applier::add_mark(work &w, const std::string &tag, bool applied) {
  const auto rendition_of = std::find_if(folder_.renditions.begin(), folder_.renditions.end(),
                                         [&](const rendition &r) { return r.of->tag == tag; });
  const auto known = seen_.history.migrations.find(tag);
  const bool in_folder = rendition_of != folder_.renditions.end();
  if (!in_folder && (applied || known == seen_.history.migrations.end()))
    return fail(category::usage,
                fmt::format("no migration \"{}\" in {}", tag, folder_.source->path().string()));

  history_event e;
  if (in_folder) {
    e = event_of(applied ? event_kind::mark : event_kind::unmark, *rendition_of, 0);
  } else {
    e.kind = event_kind::unmark;
    e.tag = tag;
    e.when = known->second.when;
  }
  const bool is_known = known != seen_.history.migrations.end();
  const bool mirrored = in_folder && in_drizzle(*rendition_of->of);
  const bool same = applied ? is_known && known->second.is == migration_state::kind::applied &&
                                  known->second.checksum == e.checksum
                            : !mirrored && (!is_known || known->second.is == migration_state::kind::pending);
  if (same) return {};
  add_event(w, std::move(e), true);
  if (!seen_.drizzle_counts) return {};

  if (applied && !mirrored) add_mirror(w, *rendition_of);
  if (!applied && in_folder) remove_mirror(w, *rendition_of);
  return {};
}

bool applier::in_drizzle(const migration &m) const {
  if (!seen_.drizzle_counts) return false;
  return match_drizzle(*folder_.source, seen_.drizzle).migrations[m.index].row != nullptr;
}

// Its rows: those with its stamp, and those with its hash under a stamp that no other migration has (a rebase
// changed it).  The hash alone would not do: two custom files with one text have one hash.
void applier::remove_mirror(work &w, const rendition &r) {
  const auto &all = folder_.source->migrations();
  const auto &hashes = r.file->drizzle_hashes;
  for (const drizzle_row &one : seen_.drizzle.rows) {
    if (!one.created_at) continue;
    const bool of_nobody =
        std::none_of(all.begin(), all.end(), [&](const migration &m) { return m.when == *one.created_at; });
    const bool same_text = std::find(hashes.begin(), hashes.end(), one.hash) != hashes.end();
    const bool named = one.name && *one.name == r.of->tag;
    if (*one.created_at != r.of->when && !named && !(of_nobody && same_text)) continue;
    w.steps.push_back({sql_->drizzle->delete_sql(), {*one.created_at, one.hash}, false});
    w.places.emplace_back();
  }
}

}  // namespace tenantry
