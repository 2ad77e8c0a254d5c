// begin, commit, rollback, and the limits of statements.
#include "connection.hpp"

namespace tenantry::sqlserver {
namespace {

constexpr int wrong_depth = 50901;  // ours: user numbers begin at 50000

sdk::failure nothing_open() {
  return {TNT_SQL, "no transaction is open any more: a statement ended it before the commit"};
}

}  // namespace

void connection::session_limits(const sdk::call &call, const sdk::limits *limits) {
  client_.check_usable();
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "limits of the session cannot change inside a transaction");
  session_limits_ = limits == nullptr ? sdk::limits{} : *limits;
  apply_limits(call, session_limits_);
}

sdk::transaction_state connection::state() noexcept {
  return client_.broken() ? sdk::transaction_state::unknown : state_;
}

void connection::begin(const sdk::call &call, const sdk::transaction_options &options) {
  client_.check_usable();
  call.check("the begin of a transaction", sdk::effect::none);
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  if (!options.lock_name.empty() && !try_acquire(call, options.lock_name))
    throw sdk::failure(TNT_LOCKED, "another transaction or session holds the lock \"" +
                                       std::string(options.lock_name) + "\"")
        .retry(sdk::retry::same_connection)
        .effect(sdk::effect::none);
  transaction_lock_ = options.lock_name;
  try {
    apply_limits(call, options);
    if (options_changed_) restore_options(call, true);
    ask(call, "BEGIN TRANSACTION");
  } catch (const sdk::failure &) {
    if (!client_.broken()) leave_transaction(call);
    throw;
  }
  read_only_ = options.read_only();
  state_ = sdk::transaction_state::active;
}

// After the transaction's fate is known nothing here may change what is told of it.
void connection::leave_transaction(const sdk::call &call) {
  state_ = sdk::transaction_state::idle;
  read_only_ = false;
  const std::string lock = std::exchange(transaction_lock_, "");
  if (lock.empty()) return;
  try {
    release(call, lock);
  } catch (const sdk::failure &) {
    client_.mark_broken();  // the lock goes with the session
  }
}

void connection::commit(const sdk::call &call) {
  client_.check_usable();
  if (state_ == sdk::transaction_state::idle) {
    leave_transaction(call);
    throw nothing_open();
  }
  if (state_ == sdk::transaction_state::failed) {
    rollback(call);
    throw sdk::failure(TNT_SQL, "the server rolled the transaction back instead of committing it")
        .sqlstate("25P02")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  }
  if (read_only_) return rollback(call);  // SQL Server has no read-only transactions: nothing of it stays
  try {
    // A COMMIT of the inner one of two would commit nothing.
    ask(call,
        "IF @@TRANCOUNT <> 1 THROW " + std::to_string(wrong_depth) +
            ", N'a statement of the migration began a transaction and did not end it, or ended this one', 1; "
            "COMMIT TRANSACTION");
  } catch (const sdk::failure &why) {
    if (client_.broken()) throw;
    if (why.native_code() == wrong_depth) ask(call, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
    leave_transaction(call);
    throw;
  }
  leave_transaction(call);
}

void connection::rollback(const sdk::call &call) {
  client_.check_usable();
  if (state_ != sdk::transaction_state::idle) ask(call, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
  leave_transaction(call);
}

}  // namespace tenantry::sqlserver
