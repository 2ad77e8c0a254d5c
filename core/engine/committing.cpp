// Databases whose DDL commits by itself.  The runner's lock, or a lease, is held over the whole run; inside
// it a statement that commits itself is announced by a committed `start` with its number and followed by a
// `step`, and data changes share one transaction with theirs.  A step is written together with the next
// announcement, so each statement costs one commit of ours, and one round trip where the database takes two
// rows in one INSERT.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/base/text.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {
namespace {

constexpr milliseconds bookkeeping_limit{10000};  // to write down what has happened, whoever wants to stop
constexpr std::size_t most_told = 5;              // of the statements that are committed

bool is_about_other_runner(const error &e) {
  return e.category == category::conflict || e.category == category::locked;
}

// "1 CREATE TABLE a …; 2 INSERT …", the last ones where there are many.
std::string excerpts(const script &body, std::size_t count) {
  std::string all = count > most_told ? "…; " : "";
  for (std::size_t i = count - std::min(count, most_told); i < count; ++i)
    all += fmt::format("{}{} {}", all.empty() || i + most_told == count ? "" : "; ", i + 1,
                       excerpt(body.statements[i].sql, 50));
  return all;
}

}  // namespace

result<applier::next> applier::apply_committing(const std::vector<unit> &units) {
  TENANTRY_TRY(const next locked, lock_runner());
  if (locked == next::again) return next::again;
  executed_ = nullptr;
  result<next> ran = go_through(units);
  executed_ = nullptr;  // what could not be written is open in the history: the next look asks the catalog
  if (!unlock_runner() && ran) return next::again;
  return wait_for_table(std::move(ran));
}

result<applier::next> applier::go_through(const std::vector<unit> &units) {
  TENANTRY_TRY(const next read, read_under_lock());
  if (read == next::again) return next::again;
  TENANTRY_TRY(const next restored, restore_mirror());
  if (restored == next::again) return next::again;
  for (const unit &u : units) {
    if (hold_.lost())
      return wait_for_runner(
          make_error(category::locked, "the lease was lost: its heartbeat did not come through"));
    if (u.transactional) {
      TENANTRY_TRY(const next written, record_executed());
      if (written == next::again) return next::again;
      session_limits_.reset();  // the transaction has its own
    }
    TENANTRY_TRY(const next applied, u.transactional ? run_transactional(u, true) : run_announced(u));
    if (applied == next::again) return next::again;
  }
  return record_executed();
}

result<applier::next> applier::run_announced(const unit &u) {
  bool done = false;
  if (tried_before(u) != earlier_try::none) {
    TENANTRY_TRY(const next written, record_executed());
    if (written == next::again) return next::again;
    if (auto prepared = prepare_outside(u, done); !prepared)
      return look_again_if_lost(with_committed(std::move(prepared).error(), u));
  }
  if (!done) {
    if (auto set = set_limits_for(u); !set) return look_again_if_lost(std::move(set).error());
    TENANTRY_TRY(const next announced, announce(u));
    if (announced == next::again) return next::again;
    TENANTRY_TRY(const next ran, run_the_statement(u));
    if (ran == next::again) return next::again;
  }
  executed_ = &u;
  return next::go_on;
}

// The step of the statement before, and the start of this one, together or not at all.
result<applier::next> applier::announce(const unit &u) {
  if (limits_.stop.stop_requested() || seen_.drizzle_counts) {
    TENANTRY_TRY(const next written, record_executed());
    if (written == next::again) return next::again;
  }
  if (limits_.stop.stop_requested())
    return fail(with_committed(make_error(category::cancelled, "interrupted between two statements"), u));
  const unit_part &part = u.parts.front();
  work w;
  w.seq = seq_;
  add_fence(w);
  add_drizzle_lock(w, false);
  add_executed(w);
  add_start(w, part, 0, static_cast<std::uint32_t>(part.first + 1));
  auto written = write_announcement(w);
  if (!written && is_about_other_runner(written.error())) return wait_for_runner(written.error());
  if (!written) return look_again_if_lost(std::move(written).error());
  if (const unit *before = std::exchange(executed_, nullptr); before != nullptr)
    account(*before, std::move(w));
  else
    seq_ = w.seq;
  return next::go_on;
}

// One or two events as one statement, which commits by itself; should a script have turned that off, the DDL
// behind it commits it.  A database that takes no two rows in one INSERT says so once.
status applier::write_announcement(work &w) {
  const bool two = w.steps.size() > 1;
  if (hold_.leased() || seen_.drizzle_counts || (two && refuses_two_rows_)) return commit_between(w);
  transaction_step events = w.steps.front();
  if (two) {
    events.sql = sql_->own.insert_two_sql();
    const std::vector<cell> &more = w.steps.back().params;
    events.params.insert(events.params.end(), more.begin(), more.end());
  }
  auto written = run_alone(db(), events, without_stop(bookkeeping_limit));
  if (written) return {};
  refuses_two_rows_ = two && written.error().category == category::sql;
  if (refuses_two_rows_) return commit_between(w);
  return fail(while_doing(std::move(written).error(), "writing the history"));
}

// With the limits that the session has anyway: to change them there and back would cost two trips.
status applier::commit_between(work &w) {
  transaction_options how;
  how.lock_timeout = options_.lock_timeout;
  if (session_limits_) std::tie(how.lock_timeout, how.statement_timeout) = *session_limits_;
  auto written = run_transaction(db(), how, w.steps, without_stop(bookkeeping_limit));
  if (!written) return fail(while_doing(std::move(written).error(), "writing the history"));
  return {};
}

void applier::add_executed(work &w) {
  if (executed_ == nullptr) return;
  const unit_part &part = executed_->parts.front();
  add_end(w, part);
  if (part.finishes) ours_.insert(part.of->of->tag);  // should the answer be lost, the next look tells
}

// Written down whoever wants to stop.
result<applier::next> applier::record_executed() {
  if (executed_ == nullptr) return next::go_on;
  work w;
  w.seq = seq_;
  add_fence(w);
  add_executed(w);
  const unit *before = std::exchange(executed_, nullptr);
  auto written = commit_between(w);
  if (!written && is_about_other_runner(written.error())) return wait_for_runner(written.error());
  if (!written) return look_again_if_lost(std::move(written).error());
  account(*before, std::move(w));
  return next::go_on;
}

// k of n are committed, which ones, and what to do: nothing of it is undone here by itself.
error applier::with_committed(error e, const unit &u) const {
  if (!ddl_commits()) return e;
  const unit_part *part = &u.parts.front();
  for (const unit_part &one : u.parts)
    if (one.of->file->path.string() == e.where.file) part = &one;
  const script &body = part->of->body;
  const std::size_t k = part->first, n = body.statements.size();
  if (n == 0) return e;
  e.details.emplace_back(
      "committed", k == 0 ? fmt::format("0 of {} statements of \"{}\"", n, part->of->of->tag)
                          : fmt::format("{} of {} statements of \"{}\" are committed and stay: {}", k, n,
                                        part->of->of->tag, excerpts(body, k)));
  if (k > 0 && e.next.empty())
    e.next = fmt::format(
        "correct statement {} (the file may differ only behind statement {}), then run the same command "
        "again: it "
        "goes on with statement {}",
        e.statement == 0 ? k + 1 : e.statement, k, k + 1);
  return e;
}

}  // namespace tenantry
