// Who may work on a database: the lock that keeps other runners away, waiting for it, and being sure that
// work of our own on a lost connection is over.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.hpp"
#include "core/engine/applier.hpp"

namespace tenantry {
namespace {

constexpr unsigned most_reconnects = 3;
constexpr milliseconds settle_limit{15000};

}  // namespace

result<applier::next> applier::wait_for_runner(const error &why) {
  if (!runner_wait_) {
    backoff::limits limits;
    limits.most = milliseconds(1000);
    limits.total = options_.wait_lock;
    runner_wait_.emplace(limits, system_clock());
  }
  if (runner_wait_->wait(limits_.stop)) return next::again;
  if (limits_.stop.stop_requested())
    return fail(category::cancelled, "interrupted while waiting for another runner");
  error e =
      make_error(category::locked,
                 fmt::format("another runner holds the lock of this database's history; waited {} ms for it",
                             runner_wait_->spent().count()),
                 "wait for it to finish, or raise --wait-lock");
  e.details.emplace_back("seen", why.message);
  for (const auto &detail : why.details)
    if (detail.first == "holder") e.details.push_back(detail);
  if (db().broken()) return fail(std::move(e));
  const auto holder = db().lock_holder(sql_->own.lock_name(), without_stop(milliseconds(2000)));
  if (holder)
    for (const row &one : holder->data) {
      std::string who;
      for (std::size_t i = 0; i < one.size() && i < holder->columns.size(); ++i)
        who += fmt::format("{}{} {}", who.empty() ? "" : ", ", holder->columns[i],
                           as_text(one[i]).value_or("-"));
      e.details.emplace_back("holder", std::move(who));
    }
  return fail(std::move(e));
}

// The old transaction held the runner's lock: once a new connection gets it, the old one is committed or gone
// (T-05).
status applier::settle() {
  watch_.reset();
  hold_.session_ended();
  session_limits_.reset();
  backoff::limits patience;
  // Another runner may be at work by now: it is waited for as ever, unless a stop was asked for.
  const bool stopped = limits_.stop.stop_requested();
  patience.total = stopped ? settle_limit : std::max(settle_limit, options_.wait_lock);
  patience.most = milliseconds(1000);
  backoff tries(patience, system_clock());
  const session_config &with = connected_with_ != nullptr ? *connected_with_ : target_.connect;
  for (;;) {
    const call_limits limits = without_stop(settle_limit);
    const std::stop_token stop = stopped ? std::stop_token() : limits_.stop;
    connection_.reset();
    auto opened = session::open(*target_.through, with, limits);
    if (opened) {
      connection_.emplace(std::move(*opened));
      auto over = old_work_is_over(limits);
      if (over) return {};
      if (!tries.wait(stop))
        return fail(while_doing(std::move(over).error(), "finding out what became of the transaction"));
    } else {
      const bool may_come_back = opened.error().category == category::unreachable ||
                                 opened.error().category == category::connection_lost;
      if (!may_come_back || tries.spent() >= settle_limit || !tries.wait(stop))
        return fail(while_doing(std::move(opened).error(), "connecting again"));
    }
  }
}

// Under a lease nothing proves that the server let go of the old session: what it still does is found by the
// probe, or by the statement that fails because it is done.
status applier::old_work_is_over(const call_limits &limits) {
  const std::string &name = sql_->own.lock_name();
  if (!ddl_commits()) {
    transaction_options how;
    how.lock_name = name;
    how.lock_timeout = milliseconds(1000);
    TENANTRY_TRY_VOID(db().begin(how, limits));
    return db().rollback(limits);
  }
  if (!db().has_lock() || !hold_.session_locks_work()) return {};
  auto got = db().try_lock(name, limits);
  if (!got && has_no_session_locks(got.error())) return {};
  if (!got) return got;
  return db().unlock(name, limits);
}

result<applier::next> applier::look_again_if_lost(error e) {
  if (e.category != category::connection_lost || reconnects_++ >= most_reconnects) return fail(std::move(e));
  TENANTRY_TRY_VOID(settle());
  return next::again;
}

std::string applier::transaction_lock() const {
  return ddl_commits() ? std::string() : sql_->own.lock_name();
}

result<applier::next> applier::lock_runner() {
  auto got = hold_.try_take(db(), *connected_with_, sql_->own.lock_name(), limits_);
  if (got) return next::go_on;
  if (!unlock_runner()) return fail(std::move(got).error());
  if (got.error().category == category::locked) return wait_for_runner(got.error());
  return look_again_if_lost(std::move(got).error());
}

status applier::unlock_runner() {
  auto released = hold_.release(connection_ ? &db() : nullptr, *connected_with_);
  if (released) return {};
  log_warn("the lock was not released: " + released.error().message + "; the connection is closed instead");
  watch_.reset();
  connection_.reset();
  return released;
}

}  // namespace tenantry
