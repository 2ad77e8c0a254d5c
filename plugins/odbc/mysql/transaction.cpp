// How MySQL begins, commits, rolls back and keeps limits.
#include "connection.hpp"

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

}  // namespace

// lock_wait_timeout is for metadata (ALTER waits for readers), the other for rows.
std::string connection::limits_sql(const sdk::limits &wanted) const {
  std::string sql = "SET SESSION lock_wait_timeout = " + seconds(wanted.lock_timeout, "31536000") +
                    ", innodb_lock_wait_timeout = " + seconds(wanted.lock_timeout, "100000000");
  if (!client_timeout_)
    sql += std::string(server_.mariadb ? ", max_statement_time = " : ", max_execution_time = ") +
           statement_limit(wanted.statement_timeout, server_.mariadb);
  return sql;
}

void connection::apply_limits(const sdk::call &call, const sdk::limits &wanted) {
  if (same(wanted, applied_)) return;
  ask(call, limits_sql(wanted));
  applied_ = wanted;
}

void connection::begin_work(const sdk::call &call, bool read_only) {
  ask(call, read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION");
}

void connection::commit_work(const sdk::call &call) {
  ask(call, "COMMIT");
}

void connection::roll_work_back(const sdk::call &call) {
  if (state_ != sdk::transaction_state::idle) ask(call, "ROLLBACK");
}

}  // namespace tenantry::mysql
