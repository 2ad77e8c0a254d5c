// begin, commit, rollback, and the limits of statements.
#include "connection.hpp"
#include "server_error.hpp"

namespace tenantry::mysql {
namespace {

// Whole seconds, rounded up: a limit below one must not become none.
std::string seconds(std::chrono::nanoseconds limit, std::string_view none) {
  if (limit.count() == 0) return "DEFAULT";
  if (limit.count() < 0) return std::string(none);
  return std::to_string((limit.count() + 999'999'999) / 1'000'000'000);
}

// MariaDB takes a fraction and means none by 0, MySQL milliseconds.
std::string statement_limit(std::chrono::nanoseconds limit, bool mariadb) {
  if (limit.count() == 0) return "DEFAULT";
  if (limit.count() < 0) return "0";
  const std::int64_t ms = (limit.count() + 999'999) / 1'000'000;
  if (!mariadb) return std::to_string(ms);
  std::string text = std::to_string(ms % 1000);
  return std::to_string(ms / 1000) + "." + std::string(3 - text.size(), '0') + text;
}

bool same(const sdk::limits &a, const sdk::limits &b) {
  return a.lock_timeout == b.lock_timeout && a.statement_timeout == b.statement_timeout;
}

sdk::failure nothing_open() {
  return {TNT_SQL, "no transaction is open any more: a statement ended it before the commit"};
}

}  // namespace

// lock_wait_timeout is for metadata (ALTER waits for readers), the other for rows.
std::string connection::limits_sql(const sdk::limits &wanted) const {
  std::string sql = "SET SESSION lock_wait_timeout = " + seconds(wanted.lock_timeout, "31536000") +
                    ", innodb_lock_wait_timeout = " + seconds(wanted.lock_timeout, "100000000");
  if (!where_.client_timeout)
    sql += std::string(server_.mariadb ? ", max_statement_time = " : ", max_execution_time = ") +
           statement_limit(wanted.statement_timeout, server_.mariadb);
  return sql;
}

void connection::apply_limits(const sdk::call &call, const sdk::limits &wanted) {
  if (same(wanted, applied_)) return;
  ask(call, limits_sql(wanted));
  applied_ = wanted;
}

void connection::session_limits(const sdk::call &call, const sdk::limits *limits) {
  line_->check_usable();
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "limits of the session cannot change inside a transaction");
  session_limits_ = limits == nullptr ? sdk::limits{} : *limits;
  apply_limits(call, session_limits_);
}

sdk::transaction_state connection::state() noexcept {
  return line_->broken() ? sdk::transaction_state::unknown : state_;
}

void connection::begin(const sdk::call &call, const sdk::transaction_options &options) {
  line_->check_usable();
  call.check("the begin of a transaction", sdk::effect::none);
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  // First the lock: what the transaction reads shall not be older.
  if (!options.lock_name.empty() && !try_acquire(call, options.lock_name))
    throw sdk::failure(TNT_LOCKED, "another transaction or session holds the lock \"" +
                                       std::string(options.lock_name) + "\"")
        .retry(sdk::retry::same_connection)
        .effect(sdk::effect::none);
  transaction_lock_ = options.lock_name;
  try {
    apply_limits(call, options);
    ask(call, options.read_only() ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
  } catch (const sdk::failure &) {
    if (!line_->broken()) leave_transaction(call);
    throw;
  }
  state_ = sdk::transaction_state::active;
}

// After the transaction's fate is known nothing here may change what is told of it.
void connection::leave_transaction(const sdk::call &call) {
  state_ = sdk::transaction_state::idle;
  const std::string lock = std::exchange(transaction_lock_, "");
  if (lock.empty()) return;
  try {
    release(call, lock);
  } catch (const sdk::failure &) {
    line_->mark_broken();  // the lock goes with the session
  }
}

void connection::commit(const sdk::call &call) {
  line_->check_usable();
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
  try {
    ask(call, "COMMIT");
  } catch (const sdk::failure &) {
    if (!line_->broken()) leave_transaction(call);
    throw;
  }
  leave_transaction(call);
}

void connection::rollback(const sdk::call &call) {
  line_->check_usable();
  if (state_ != sdk::transaction_state::idle) ask(call, "ROLLBACK");
  leave_transaction(call);
}

}  // namespace tenantry::mysql
