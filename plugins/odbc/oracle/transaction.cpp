// How Oracle begins, commits, rolls back and keeps limits.  It has no BEGIN: a transaction is open as long
// as ODBC's autocommit is off.
#include "connection.hpp"

namespace tenantry::oracle {
namespace {

// Whole seconds, rounded up: a limit below one must not become none.
std::string seconds(std::chrono::nanoseconds limit, std::string_view none) {
  if (limit.count() <= 0) return std::string(none);
  return std::to_string((limit.count() + 999'999'999) / 1'000'000'000);
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

// Autocommit is the driver's own affair in Oracle and PostgreSQL's: a line that broke is seen by a statement
// alone.  MariaDB's tells its server.
void connection::begin_work(const sdk::call &call, bool read_only) {
  client_.set_autocommit(call, false);
  autocommit_ = false;
  if (product_ != product::mariadb)
    ask(call, read_only ? "SET TRANSACTION READ ONLY" : "SET TRANSACTION READ WRITE");
  else if (read_only)
    ask(call, "START TRANSACTION READ ONLY");
}

void connection::commit_work(const sdk::call &call) {
  try {
    client_.end_transaction(call, true);
  } catch (const sdk::failure &) {
    if (!client_.broken()) client_.end_transaction(call, false);
    throw;
  }
}

// Behind a statement that ended it too: what came after that one is open.
void connection::roll_work_back(const sdk::call &call) {
  if (!autocommit_) client_.end_transaction(call, false);
}

void connection::leave_work(const sdk::call &call) {
  if (autocommit_) return;
  client_.set_autocommit(call, true);
  autocommit_ = true;
}

}  // namespace tenantry::oracle
