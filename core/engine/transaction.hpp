#pragma once
// A list of statements as one transaction: in one round trip where the adapter batches, else one by one.
#include <span>
#include <string_view>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/migration/script.hpp"

namespace tenantry {

struct transaction_step {
  std::string_view sql;  // borrowed
  std::vector<cell> params;
  bool guard = false;    // fails when another runner was first: the transaction answers `conflict`
  bool one_row = false;  // a guard that must change one row: the fence of a lease
  // Instead of sql: these statements of a migration, borrowed, each as often as its repeat says.
  std::span<const statement> run = {};
};

// How many statements the database is sent for a step.
[[nodiscard]] std::size_t count_of(const transaction_step &step);

// On success everything is committed.  On error nothing took effect (effect none), unless effect is unknown:
// the line was lost or the deadline passed while the server may have been committing.  error.statement: the
// statement sent, from 1 over all steps; 0 for begin (category locked: the lock of that name is held by
// another runner) and commit.
status run_transaction(session &s, const transaction_options &options,
                       const std::vector<transaction_step> &steps, const call_limits &limits);

// One step without a transaction around it: it commits by itself.
status run_alone(session &s, const transaction_step &step, const call_limits &limits);

}  // namespace tenantry
