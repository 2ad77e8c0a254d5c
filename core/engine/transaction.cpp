#include "core/engine/transaction.hpp"

#include <algorithm>
#include <numeric>

namespace tenantry {
namespace {

status run_as_batch(session &s, const transaction_options &options,
                    const std::vector<transaction_step> &steps, const call_limits &limits) {
  std::vector<batch_item> items;
  items.reserve(
      std::accumulate(steps.begin(), steps.end(), std::size_t{0},
                      [](std::size_t n, const transaction_step &step) { return n + count_of(step); }));
  for (const transaction_step &step : steps) {
    for (const statement &one : step.run) items.insert(items.end(), one.repeat, {one.sql, {}, false, false});
    if (step.run.empty()) items.push_back({step.sql, step.params, step.guard, false});
  }
  TENANTRY_TRY_VOID(s.run_transaction(options, items, limits));
  return {};
}

// A guard says "somebody was first" by a unique violation, or by NULL where dividing by zero is no error.
error as_conflict(error e) {
  e.category = category::conflict;
  return e;
}

status run_statements(session &s, std::span<const statement> statements, std::size_t &sent,
                      const call_limits &limits) {
  for (const statement &one : statements)
    for (std::uint32_t again = 0; again < one.repeat; ++again) {
      ++sent;
      if (auto got = s.query(one.sql, {}, limits); !got) return fail(std::move(got).error());
    }
  return {};
}

status run_step(session &s, const transaction_step &step, std::size_t &sent, const call_limits &limits) {
  if (!step.run.empty()) return run_statements(s, step.run, sent, limits);
  ++sent;
  auto got = s.query(step.sql, step.params, limits);
  if (!got) {
    error e = std::move(got).error();
    const bool taken = e.sqlstate.substr(0, 2) == "23" || e.sqlstate == "22012";
    return fail(step.guard && taken ? as_conflict(std::move(e)) : std::move(e));
  }
  if (step.one_row && got->affected != 1)
    return fail(category::conflict, "the lease was taken by another runner");
  const bool refused = step.guard && !got->data.empty() && !got->data[0].empty() &&
                       std::holds_alternative<std::monostate>(got->data[0][0]);
  if (refused) return fail(category::conflict, "another runner was first");
  return {};
}

// After the rollback nothing of the transaction can have taken effect; nor if the line is gone, for it never
// committed.
error undone(session &s, error e, std::size_t sent, const call_limits &limits) {
  e.statement = static_cast<std::uint32_t>(sent);
  if (!s.broken() && s.transaction_state() != session::transaction::idle) (void)s.rollback(limits);
  e.effect = effect::none;
  return e;
}

status run_one_by_one(session &s, const transaction_options &options,
                      const std::vector<transaction_step> &steps, const call_limits &limits) {
  TENANTRY_TRY_VOID(s.begin(options, limits));
  std::size_t sent = 0;
  for (const transaction_step &step : steps)
    if (auto ran = run_step(s, step, sent, limits); !ran)
      return fail(undone(s, std::move(ran).error(), sent, limits));
  if (auto committed = s.commit(limits); !committed) {
    error e = std::move(committed).error();
    if (s.broken() || e.effect != effect::none) return fail(std::move(e));
    return fail(undone(s, std::move(e), 0, limits));
  }
  return {};
}

}  // namespace

std::size_t count_of(const transaction_step &step) {
  if (step.run.empty()) return 1;
  return std::accumulate(step.run.begin(), step.run.end(), std::size_t{0},
                         [](std::size_t n, const statement &one) { return n + one.repeat; });
}

status run_alone(session &s, const transaction_step &step, const call_limits &limits) {
  std::size_t sent = 0;
  return run_step(s, step, sent, limits);
}

status run_transaction(session &s, const transaction_options &options,
                       const std::vector<transaction_step> &steps, const call_limits &limits) {
  // A batch does not tell how many rows an item changed.
  const bool counted =
      std::any_of(steps.begin(), steps.end(), [](const transaction_step &step) { return step.one_row; });
  return s.has_batch() && !counted ? run_as_batch(s, options, steps, limits)
                                   : run_one_by_one(s, options, steps, limits);
}

}  // namespace tenantry
