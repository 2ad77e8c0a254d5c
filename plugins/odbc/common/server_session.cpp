#include "server_session.hpp"

#include <utility>

#include "known_codes.hpp"

namespace tenantry::odbc {

void server_session::session_limits(const sdk::call &call, const sdk::limits *limits) {
  client_.check_usable();
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "limits of the session cannot change inside a transaction");
  session_limits_ = limits == nullptr ? sdk::limits{} : *limits;
  apply_limits(call, session_limits_);
}

sdk::transaction_state server_session::state() noexcept {
  return client_.broken() ? sdk::transaction_state::unknown : state_;
}

void server_session::begin(const sdk::call &call, const sdk::transaction_options &how) {
  client_.check_usable();
  call.check("the begin of a transaction", sdk::effect::none);
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  // First the lock: what the transaction reads shall not be older.
  if (!how.lock_name.empty() && !try_acquire(call, how.lock_name))
    throw sdk::failure(TNT_LOCKED,
                       "another transaction or session holds the lock \"" + std::string(how.lock_name) + "\"")
        .retry(sdk::retry::same_connection)
        .effect(sdk::effect::none);
  transaction_lock_ = how.lock_name;
  try {
    apply_limits(call, how);
    begin_work(call, how.read_only());
  } catch (const sdk::failure &) {
    if (!client_.broken()) leave_transaction(call);
    throw;
  }
  state_ = sdk::transaction_state::active;
}

// After the transaction's fate is known nothing here may change what is told of it.
void server_session::leave_transaction(const sdk::call &call) {
  state_ = sdk::transaction_state::idle;
  const std::string lock = std::exchange(transaction_lock_, "");
  try {
    leave_work(call);
    if (!lock.empty()) release(call, lock);
  } catch (const sdk::failure &) {
    client_.mark_broken();  // what is left goes with the session
  }
}

void server_session::commit(const sdk::call &call) {
  client_.check_usable();
  if (state_ == sdk::transaction_state::idle) {
    rollback(call);  // what came behind the statement that ended it
    throw sdk::failure(TNT_SQL, "no transaction is open any more: a statement ended it before the commit");
  }
  if (state_ == sdk::transaction_state::failed) {
    rollback(call);
    throw not_sent("the server rolled the transaction back instead of committing it", "25P02");
  }
  try {
    commit_work(call);
  } catch (const sdk::failure &) {
    if (!client_.broken()) leave_transaction(call);
    throw;
  }
  leave_transaction(call);
}

void server_session::rollback(const sdk::call &call) {
  client_.check_usable();
  roll_work_back(call);
  leave_transaction(call);
}

void server_session::prepare_statement(const sdk::call &call, std::size_t places, std::size_t parameters) {
  if (state_ == sdk::transaction_state::failed)
    throw not_sent("this transaction has failed; only a rollback can follow", "25P02");
  if (places != parameters)
    throw not_sent("the statement has " + std::to_string(places) + " parameters and was given " +
                       std::to_string(parameters),
                   "07001", parameters == 0 ? TNT_SQL : TNT_BAD_ARGUMENT);
  if (state_ == sdk::transaction_state::idle) apply_limits(call, session_limits_);
}

}  // namespace tenantry::odbc
