#include "core/engine/direct.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/engine/runner_guard.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_told = 5;

error at_statement(error e, const statement &s) {
  e.statement = s.number;
  e.sql = excerpt(s.sql);
  return e;
}

transaction_options options_for(const script &body, const engine_options &options, std::string lock) {
  transaction_options how;
  how.lock_name = std::move(lock);
  how.lock_timeout = options.lock_timeout;
  how.statement_timeout = options.statement_timeout;
  how.rebuild = body.rebuild;
  return how;
}

status run_statements(session &on, const script &body, const segment &part, const call_limits &limits) {
  for (std::size_t at = part.first; at <= part.last; ++at)
    for (std::uint32_t again = 0; again < body.statements[at].repeat; ++again)
      if (auto ran = on.query(body.statements[at].sql, {}, limits); !ran)
        return fail(at_statement(std::move(ran).error(), body.statements[at]));
  return {};
}

void undo(session &on) {
  if (!on.broken() && on.transaction_state() != session::transaction::idle) (void)on.rollback({});
}

class direct_runner {
 public:
  direct_runner(session &on, const script &body, const engine_options &options, const call_limits &limits)
      : on_(on), body_(body), options_(options), limits_(limits) {}

  direct_outcome run(const session_config &connect, const std::function<status()> &still) {
    auto guard = runner_guard::take(on_, connect, options_, limits_);
    if (!guard) {
      made_.failure = std::move(guard).error();
      return std::move(made_);
    }
    auto ran = run_under(**guard, still);
    if (!ran) made_.failure = with_committed(std::move(ran).error());
    return std::move(made_);
  }

 private:
  // Where the transaction brings the lock, `still` is asked inside the first.
  status run_under(const runner_guard &guard, const std::function<status()> &still) {
    const bool inside = !guard.transaction_lock().empty();
    if (!inside) TENANTRY_TRY_VOID(still());
    for (const segment &part : body_.segments) {
      if (limits_.stop.stop_requested())
        return fail(category::cancelled, "interrupted between two statements");
      if (guard.lost())
        return fail(category::locked, "the lease was lost: its heartbeat did not come through");
      const bool first = inside && &part == &body_.segments.front();
      TENANTRY_TRY_VOID(part.transactional ? run_transaction(guard, part, first ? still : nullptr)
                                           : run_alone(part));
      made_.ran += part.last - part.first + 1;
    }
    return {};
  }

  status run_transaction(const runner_guard &guard, const segment &part,
                         const std::function<status()> &still) {
    TENANTRY_TRY_VOID(on_.begin(options_for(body_, options_, guard.transaction_lock()), limits_));
    status ran = still ? still() : status();
    if (ran) ran = run_statements(on_, body_, part, limits_);
    if (!ran) {
      undo(on_);
      error e = std::move(ran).error();
      e.effect = effect::none;  // it was never committed
      return fail(std::move(e));
    }
    auto committed = on_.commit(limits_);
    if (!committed) undo(on_);
    return committed;
  }

  status run_alone(const segment &part) {
    transaction_options how;
    how.lock_timeout = options_.lock_timeout;
    how.statement_timeout = options_.statement_timeout;
    TENANTRY_TRY_VOID(on_.set_limits(&how, limits_));
    status ran = run_statements(on_, body_, part, limits_);
    if (!on_.broken()) (void)on_.set_limits(nullptr, limits_);
    return ran;
  }

  // What stays, and which of it: nothing is undone here by itself.
  [[nodiscard]] error with_committed(error e) const {
    const std::size_t n = body_.statements.size(), k = made_.ran;
    std::string which = k > most_told ? "…; " : "";
    for (std::size_t at = k - std::min(k, most_told); at < k; ++at)
      which += fmt::format("{}{}", excerpt(body_.statements[at].sql, 60), at + 1 == k ? "" : "; ");
    e.details.emplace_back("committed",
                           k == 0 ? fmt::format("0 of {} statements", n)
                                  : fmt::format("{} of {} statements took effect and stay: {}", k, n, which));
    return e;
  }

  session &on_;
  const script &body_;
  const engine_options &options_;
  const call_limits &limits_;
  direct_outcome made_;
};

}  // namespace

direct_outcome run_direct(session &on, const session_config &connect, const script &body,
                          const engine_options &options, const std::function<status()> &still,
                          const call_limits &limits) {
  return direct_runner(on, body, options, limits).run(connect, still);
}

status try_direct(session &on, const script &body, const engine_options &options,
                  const std::function<status()> &look, const call_limits &limits) {
  const bool whole = body.segments.size() == 1 && body.segments.front().transactional;
  if (!whole || !on.through().transactional_ddl())
    return fail(category::unsupported, "it cannot be tried in one transaction");
  TENANTRY_TRY_VOID(on.begin(options_for(body, options, ""), limits));
  status ran = run_statements(on, body, body.segments.front(), limits);
  if (ran) ran = look();
  undo(on);
  return ran;
}

}  // namespace tenantry
