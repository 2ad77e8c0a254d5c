// Transactions: one writer at a time by BEGIN IMMEDIATE (T-45), rebuilds with their guard (T-44).
#include "connection.hpp"

namespace tenantry::sqlite {

void connection::begin(const sdk::call &call, const sdk::transaction_options &options) {
  if (in_transaction_) throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  if (!options.read_only() && sqlite3_db_readonly(db_.get(), "main") == 1)
    throw_read_only(chosen_.file, SQLITE_READONLY);
  call.check("the transaction", sdk::effect::none);

  patience_.use(options);
  if (options.rebuild()) foreign_keys_before_ = set_foreign_keys(-1);
  try {
    if (options.rebuild()) (void)set_foreign_keys(0);
    // Whoever writes holds the whole file, so the transaction itself is the lock of any name.
    const patience::turn turn(patience_, call, options.lock_name.empty());
    run(call, options.read_only() ? "BEGIN" : "BEGIN IMMEDIATE");
    in_transaction_ = true;
    if (options.read_only()) {
      run(call, "PRAGMA query_only = ON");
      query_only_ = true;
    }
    if (options.rebuild()) rebuild_.emplace(db_.get()).take_baseline();
  } catch (...) {
    if (sqlite3_get_autocommit(db_.get()) == 0)
      sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    leave_transaction();
    throw;
  }
}

void connection::commit(const sdk::call &call) {
  if (!in_transaction_) throw sdk::failure(TNT_BAD_ARGUMENT, "no transaction is open");
  if (sqlite3_get_autocommit(db_.get()) != 0)
    throw sdk::failure(TNT_SQL,
                       "SQLite has rolled the transaction back after an error; nothing was committed")
        .sqlstate("25P02")
        .effect(sdk::effect::none);
  const patience::turn turn(patience_, call);
  call.check("the commit", sdk::effect::none);
  if (rebuild_) rebuild_->check_before_commit();
  run(call, "COMMIT");
  leave_transaction();
}

// Obeys no deadline: it is quick, and a transaction that is left open would lock everybody out.
void connection::rollback(const sdk::call &call) {
  if (sqlite3_get_autocommit(db_.get()) == 0) run(call, "ROLLBACK");
  leave_transaction();
}

void connection::leave_transaction() noexcept {
  if (query_only_) sqlite3_exec(db_.get(), "PRAGMA query_only = OFF", nullptr, nullptr, nullptr);
  query_only_ = false;
  if (foreign_keys_before_) (void)set_foreign_keys(*foreign_keys_before_ ? 1 : 0);
  foreign_keys_before_.reset();
  rebuild_.reset();
  in_transaction_ = false;
  patience_.use(session_limits_);
}

void connection::session_limits(const sdk::call &, const sdk::limits *limits) {
  session_limits_ = limits == nullptr ? sdk::limits{} : *limits;
  if (!in_transaction_) patience_.use(session_limits_);
}

sdk::transaction_state connection::state() noexcept {
  const bool open = sqlite3_get_autocommit(db_.get()) == 0;
  if (open) return sdk::transaction_state::active;
  return in_transaction_ ? sdk::transaction_state::failed : sdk::transaction_state::idle;
}

}  // namespace tenantry::sqlite
