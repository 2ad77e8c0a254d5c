// tenantry.diagnose/1: who blocks a waiting session (T-13).  Rows are told exactly.  Metadata locks are told
// exactly where the server records them; elsewhere every session that may hold one is named as such.
#include <algorithm>
#include <thread>

#include "connection.hpp"

namespace tenantry::mysql {
namespace {

constexpr std::string_view told = "p.id, p.user, '' AS application, ";
constexpr std::string_view since_and_query = ", COALESCE(p.time, ''), COALESCE(LEFT(p.info, 200), '') ";

std::string select_blockers(std::string_view state, std::string_view from) {
  return "SELECT DISTINCT " + std::string(told) + std::string(state) + std::string(since_and_query) +
         std::string(from) + " ORDER BY p.id";
}

// MariaDB keeps these tables in information_schema, MySQL 8 in performance_schema.
std::string row_locks(bool mariadb) {
  constexpr std::string_view state = "CONCAT(p.command, ', holds a row lock')";
  if (mariadb)
    return select_blockers(state,
                           "FROM information_schema.innodb_lock_waits w "
                           "JOIN information_schema.innodb_trx v ON v.trx_id = w.requesting_trx_id "
                           "JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id "
                           "JOIN information_schema.processlist p ON p.id = b.trx_mysql_thread_id "
                           "WHERE v.trx_mysql_thread_id = ?");
  return select_blockers(
      state,
      "FROM performance_schema.data_lock_waits w "
      "JOIN information_schema.innodb_trx v ON v.trx_id = w.requesting_engine_transaction_id "
      "JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_engine_transaction_id "
      "JOIN information_schema.processlist p ON p.id = b.trx_mysql_thread_id "
      "WHERE v.trx_mysql_thread_id = ?");
}

// The server gives its tables of transactions from a copy, which it renews only where nobody has read it for
// a tenth of a second: who asks more often is told for ever what was so at first.
constexpr std::chrono::milliseconds copy_lives{120};

std::string recorded_metadata_locks() {
  return select_blockers("CONCAT(p.command, ', holds ', h.lock_type)",
                         "FROM performance_schema.metadata_locks w "
                         "JOIN performance_schema.threads t ON t.thread_id = w.owner_thread_id "
                         "JOIN performance_schema.metadata_locks h ON h.object_type = w.object_type "
                         "AND h.object_schema = w.object_schema AND h.object_name = w.object_name "
                         "AND h.lock_status = 'GRANTED' AND h.owner_thread_id <> w.owner_thread_id "
                         "JOIN performance_schema.threads o ON o.thread_id = h.owner_thread_id "
                         "JOIN information_schema.processlist p ON p.id = o.processlist_id "
                         "WHERE w.lock_status = 'PENDING' AND t.processlist_id = ?");
}

// A session in the victim's database that idles in a transaction or has run for longer than the victim waits.
std::string possible_metadata_locks() {
  return select_blockers("CONCAT(p.command, ', may hold the metadata lock')",
                         "FROM information_schema.processlist v "
                         "JOIN information_schema.processlist p ON p.id <> v.id AND p.db = v.db "
                         "AND p.id <> CONNECTION_ID() "
                         "LEFT JOIN information_schema.innodb_trx x ON x.trx_mysql_thread_id = p.id "
                         "WHERE v.id = ? AND v.state LIKE 'Waiting for%metadata lock%' "
                         "AND (x.trx_id IS NOT NULL OR (p.command <> 'Sleep' AND p.time >= v.time "
                         "AND COALESCE(p.state, '') NOT LIKE 'Waiting for%metadata lock%'))");
}

}  // namespace

std::vector<sdk::blocker> connection::blockers(const sdk::call &call, std::string_view victim_session) {
  const bool is_number = !victim_session.empty() && victim_session.size() <= 20 &&
                         victim_session.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) throw sdk::failure(TNT_BAD_ARGUMENT, "a session is the number of a connection");
  std::this_thread::sleep_until(blockers_asked_ + copy_lives);
  text_rows rows = ask(call, row_locks(server_.mariadb), {victim_session});
  if (rows.empty()) rows = ask(call, recorded_metadata_locks(), {victim_session});
  if (rows.empty()) rows = ask(call, possible_metadata_locks(), {victim_session});
  blockers_asked_ = std::chrono::steady_clock::now();
  std::vector<sdk::blocker> all;
  for (const auto &row : rows)
    all.push_back({row.at(0), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5)});
  return all;
}

}  // namespace tenantry::mysql
