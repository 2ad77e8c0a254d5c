// tenantry.lock/1: advisory locks of the session, under the same key as those of transactions.
#include "connection.hpp"
#include "lock_key.hpp"

namespace tenantry::postgresql {
namespace {

bool is_true(const connection::text_rows &rows) {
  return !rows.empty() && rows[0][0] == "t";
}

}  // namespace

bool connection::try_acquire(const sdk::call &call, std::string_view name) {
  const std::string key = std::to_string(lock_key(name));
  return is_true(ask(call, "SELECT pg_catalog.pg_try_advisory_lock(?::pg_catalog.int8)", {key}));
}

bool connection::release(const sdk::call &call, std::string_view name) {
  const std::string key = std::to_string(lock_key(name));
  return is_true(ask(call, "SELECT pg_catalog.pg_advisory_unlock(?::pg_catalog.int8)", {key}));
}

std::vector<sdk::lock_holder> connection::holders(const sdk::call &call, std::string_view name) {
  // A key of 64 bits is shown in two halves, with objsubid 1.  When the lock was taken is not recorded: the
  // transaction's or the session's begin comes nearest.
  const auto key = static_cast<std::uint64_t>(lock_key(name));
  const std::string high = std::to_string(key >> 32U), low = std::to_string(key & 0xFFFFFFFFU);
  const text_rows rows =
      ask(call,
          "SELECT a.pid::text, a.usename::text, a.application_name, "
          "coalesce(a.client_hostname, host(a.client_addr), 'local'), "
          "coalesce(a.xact_start, a.backend_start)::text "
          "FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid "
          "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 "
          "AND l.classid = ?::pg_catalog.oid AND l.objid = ?::pg_catalog.oid AND l.database = "
          "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())",
          {high, low});
  std::vector<sdk::lock_holder> all;
  for (const auto &row : rows) all.push_back({row[0], row[1], row[2], row[3], row[4]});
  return all;
}

}  // namespace tenantry::postgresql
