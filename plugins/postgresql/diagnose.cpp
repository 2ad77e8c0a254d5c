// tenantry.diagnose/1: who blocks a waiting session (T-13).
#include <algorithm>

#include "connection.hpp"

namespace tenantry::postgresql {

std::vector<sdk::blocker> connection::blockers(const sdk::call &call, std::string_view victim_session) {
  const bool is_number =
      !victim_session.empty() && victim_session.size() <= 9 &&
      std::all_of(victim_session.begin(), victim_session.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) throw sdk::failure(TNT_BAD_ARGUMENT, "a session is the number of a server process");
  // A victim with parallel workers names a blocker once for each of them; a prepared transaction is process
  // 0.
  const text_rows rows =
      ask(call,
          "SELECT b.pid::text, coalesce(a.usename::text, ''), coalesce(a.application_name, ''), "
          "CASE WHEN b.pid = 0 THEN 'prepared transaction' ELSE coalesce(a.state, '') END, "
          "coalesce(floor(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, "
          "a.backend_start)))::bigint::text, ''), coalesce(left(a.query, 200), '') "
          "FROM (SELECT DISTINCT unnest(pg_catalog.pg_blocking_pids(?::int4)) AS pid) b "
          "LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid ORDER BY b.pid",
          {victim_session});
  std::vector<sdk::blocker> all;
  for (const auto &row : rows) all.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
  return all;
}

}  // namespace tenantry::postgresql
