// begin, commit, rollback, and the limits of statements.  Oracle has no BEGIN: a transaction is open as long
// as ODBC's autocommit is off.
#include "connection.hpp"

namespace tenantry::oracle {
namespace {

// Whole seconds, rounded up: a limit below one must not become none.
std::string seconds(std::chrono::nanoseconds limit, std::string_view none) {
  if (limit.count() <= 0) return std::string(none);
  return std::to_string((limit.count() + 999'999'999) / 1'000'000'000);
}

sdk::failure nothing_open() {
  return {TNT_SQL, "no transaction is open any more: a statement ended it before the commit"};
}

}  // namespace

// DDL waits for locks as long as it is told, and 0 is not at all, which is the server's own way.  Rows are
// waited for without end: there the statement's limit helps.
void connection::apply_limits(const sdk::call &call, const sdk::limits &wanted) {
  if (wanted.lock_timeout != applied_.lock_timeout) {
    if (product_ == product::oracle)
      ask(call, "ALTER SESSION SET DDL_LOCK_TIMEOUT = " +
                    seconds(wanted.lock_timeout, wanted.lock_timeout.count() < 0 ? "1000000" : "0"));
    if (product_ == product::mariadb)
      ask(call, "SET SESSION lock_wait_timeout = " + seconds(wanted.lock_timeout, "DEFAULT") +
                    ", innodb_lock_wait_timeout = " + seconds(wanted.lock_timeout, "DEFAULT"));
  }
  applied_ = wanted;
}

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
    client_.set_autocommit(call, false);
    autocommit_ = false;
    begin_on_server(call, options.read_only());
  } catch (const sdk::failure &) {
    if (!client_.broken()) leave_transaction(call);
    throw;
  }
  state_ = sdk::transaction_state::active;
}

// Autocommit is the driver's own affair in Oracle and PostgreSQL's: a line that broke is seen by a statement
// alone.  MariaDB's tells its server.
void connection::begin_on_server(const sdk::call &call, bool read_only) {
  if (product_ != product::mariadb)
    ask(call, read_only ? "SET TRANSACTION READ ONLY" : "SET TRANSACTION READ WRITE");
  else if (read_only)
    ask(call, "START TRANSACTION READ ONLY");
}

// After the transaction's fate is known nothing here may change what is told of it.
void connection::leave_transaction(const sdk::call &call) {
  state_ = sdk::transaction_state::idle;
  const std::string lock = std::exchange(transaction_lock_, "");
  try {
    if (!autocommit_) {
      client_.set_autocommit(call, true);
      autocommit_ = true;
    }
    if (!lock.empty()) release(call, lock);
  } catch (const sdk::failure &) {
    client_.mark_broken();  // what is left goes with the session
  }
}

void connection::commit(const sdk::call &call) {
  client_.check_usable();
  if (state_ == sdk::transaction_state::idle) {
    if (!autocommit_) client_.end_transaction(call, false);  // what came behind the statement that ended it
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
  try {
    client_.end_transaction(call, true);
  } catch (const sdk::failure &) {
    if (!client_.broken()) {
      client_.end_transaction(call, false);
      leave_transaction(call);
    }
    throw;
  }
  leave_transaction(call);
}

void connection::rollback(const sdk::call &call) {
  client_.check_usable();
  if (!autocommit_) client_.end_transaction(call, false);
  leave_transaction(call);
}

}  // namespace tenantry::oracle
