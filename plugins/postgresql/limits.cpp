#include "limits.hpp"

#include <algorithm>
#include <climits>

#include "lock_key.hpp"

namespace tenantry::postgresql {
namespace {

// Rounded up: a limit of less than a millisecond must not become none.  A negative limit means none, the
// server's 0.
std::string milliseconds(std::chrono::nanoseconds limit) {
  if (limit.count() < 0) return "0";
  const std::int64_t whole = limit.count() / 1'000'000 + (limit.count() % 1'000'000 != 0 ? 1 : 0);
  return std::to_string(std::min<std::int64_t>(whole, INT_MAX));
}

void add(std::string &list, std::string_view expression) {
  list.append(list.empty() ? "SELECT " : ", ").append(expression);
}

void add_limit(std::string &list, std::string_view name, std::chrono::nanoseconds limit) {
  if (limit.count() == 0) return;
  add(list, "pg_catalog.set_config('" + std::string(name) + "', '" + milliseconds(limit) + "', true)");
}

std::string session_limit(std::string_view name, std::chrono::nanoseconds limit) {
  if (limit.count() == 0) return "RESET " + std::string(name);
  return "SET " + std::string(name) + " = " + milliseconds(limit);
}

}  // namespace

std::string begin_sql(const sdk::transaction_options &options) {
  // The history is read again under the lock: a snapshot from before it would show it stale.
  std::string sql = "BEGIN ISOLATION LEVEL READ COMMITTED";
  if (options.read_only()) sql += " READ ONLY";
  return sql;
}

std::string prologue_sql(const sdk::transaction_options &options) {
  std::string list;
  add_limit(list, "lock_timeout", options.lock_timeout);
  add_limit(list, "statement_timeout", options.statement_timeout);
  if (options.relaxed()) add(list, "pg_catalog.set_config('synchronous_commit', 'off', true)");
  if (!options.lock_name.empty()) {
    const std::string key = std::to_string(lock_key(options.lock_name));
    add(list, "1 / pg_catalog.pg_try_advisory_xact_lock('" + key + "'::pg_catalog.int8)::pg_catalog.int4");
  }
  return list;
}

std::string session_limits_sql(const sdk::limits *or_null) {
  const sdk::limits wanted = or_null == nullptr ? sdk::limits{} : *or_null;
  return session_limit("lock_timeout", wanted.lock_timeout) + "; " +
         session_limit("statement_timeout", wanted.statement_timeout);
}

sdk::failure lock_is_taken(std::string_view lock_name) {
  return sdk::failure(TNT_LOCKED,
                      "another transaction or session holds the lock \"" + std::string(lock_name) + "\"")
      .retry(sdk::retry::same_connection)
      .effect(sdk::effect::none);
}

sdk::failure rolled_back_instead() {
  return sdk::failure(
             TNT_SQL,
             "the server rolled the transaction back instead of committing it, for a statement in it failed")
      .sqlstate("25P02")
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

}  // namespace tenantry::postgresql
