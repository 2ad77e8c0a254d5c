// begin, commit, rollback and session limits: one round trip each.
#include "connection.hpp"
#include "limits.hpp"

namespace tenantry::postgresql {
namespace {

sdk::failure nothing_open() {
  return {TNT_SQL, "no transaction is open any more: a statement ended it before the commit"};
}

}  // namespace

void connection::begin(const sdk::call &call, const sdk::transaction_options &options) {
  line_.check_usable();
  call.check("the begin of a transaction", sdk::effect::none);
  if (line_.state() != sdk::transaction_state::idle) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  }
  const std::string prologue = prologue_sql(options);
  try {
    line_.simple(call, prologue.empty() ? begin_sql(options) : begin_sql(options) + "; " + prologue);
  } catch (const sdk::failure &why) {
    const bool lock_is_busy = why.sqlstate() == "22012" && !options.lock_name.empty();
    if (line_.state() != sdk::transaction_state::unknown) rollback(call);
    if (lock_is_busy) throw lock_is_taken(options.lock_name);
    throw;
  }
}

void connection::commit(const sdk::call &call) {
  line_.check_usable();
  if (line_.state() == sdk::transaction_state::idle) throw nothing_open();
  const result_handle result = line_.simple(call, "COMMIT");
  if (std::string_view(PQcmdStatus(result.get())) == "ROLLBACK") throw rolled_back_instead();
}

void connection::rollback(const sdk::call &call) {
  line_.check_usable();
  if (line_.state() != sdk::transaction_state::idle) line_.simple(call, "ROLLBACK");
}

void connection::session_limits(const sdk::call &call, const sdk::limits *limits) {
  if (line_.state() == sdk::transaction_state::active || line_.state() == sdk::transaction_state::failed) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "limits of the session cannot change inside a transaction");
  }
  line_.simple(call, session_limits_sql(limits));
}

}  // namespace tenantry::postgresql
