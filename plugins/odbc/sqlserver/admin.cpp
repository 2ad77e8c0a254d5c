// tenantry.admin/1 and tenantry.diagnose/1: identity, making and dropping databases, who blocks a session.
#include "connection.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

std::string collation_clause(const sdk::config &options) {
  std::string clause;
  for (const tnt_field &field : options.fields()) {
    const std::string_view key = sdk::view(field.key), value = sdk::view(field.value);
    if (key != "collation")
      throw sdk::failure(TNT_BAD_ARGUMENT,
                         "a database has no option \"" + std::string(key) + "\"; known is collation");
    if (value.empty() ||
        value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") !=
            std::string_view::npos)
      throw sdk::failure(TNT_BAD_ARGUMENT, "the collation is no name");
    clause = " COLLATE " + std::string(value);
  }
  return clause;
}

}  // namespace

sdk::identity connection::identify(const sdk::call &call) {
  const text_rows rows = ask(
      call,
      "SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)), DB_NAME(), CAST(@@SPID AS varchar(20)), "
      "CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60))");
  sdk::identity who;
  who.server = rows.at(0).at(0);
  who.database = rows[0].at(1);
  who.session = rows[0].at(2);
  who.version = version_;
  who.flavour = flavour_;
  who.writable = rows[0].at(3) != "READ_ONLY";
  who.pooled = who.session != session_;
  return who;
}

bool connection::exists(const sdk::call &call, std::string_view database) {
  return !ask(call, "SELECT 1 FROM sys.databases WHERE name = ?", {database}).empty();
}

// What these statements refuse they have not begun.
void connection::change_database(const sdk::call &call, const std::string &sql) {
  try {
    ask(call, sql);
  } catch (const sdk::failure &why) {
    if (client_.broken() || why.status() == TNT_TIMEOUT || why.status() == TNT_CANCELLED) throw;
    throw sdk::failure(why).effect(sdk::effect::none);
  }
}

void connection::create(const sdk::call &call, std::string_view database, const sdk::config &options) {
  change_database(call, "CREATE DATABASE " + quote_name(database) + collation_clause(options));
}

// Babelfish has no ALTER DATABASE, and KILL.
void connection::end_sessions_of(const sdk::call &call, std::string_view database) {
  if (!is_babelfish())
    return change_database(
        call, "ALTER DATABASE " + quote_name(database) + " SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
  const text_rows others = ask(call,
                               "SELECT CAST(session_id AS varchar(20)) FROM sys.dm_exec_sessions WHERE "
                               "database_id = DB_ID(?) AND session_id <> @@SPID",
                               {database});
  for (const auto &one : others) change_database(call, "KILL " + one.at(0));
}

void connection::drop(const sdk::call &call, std::string_view database, bool end_sessions) {
  if (end_sessions) end_sessions_of(call, database);
  change_database(call, "DROP DATABASE " + quote_name(database));
}

// Who holds what the victim waits for (T-13); needs VIEW SERVER STATE.
std::vector<sdk::blocker> connection::blockers(const sdk::call &call, std::string_view victim_session) {
  const bool is_number = !victim_session.empty() && victim_session.size() <= 9 &&
                         victim_session.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) throw sdk::failure(TNT_BAD_ARGUMENT, "a session is the number of a connection");
  if (is_babelfish())
    throw sdk::failure(TNT_UNSUPPORTED,
                       "who blocks a session is not told by Babelfish: it has no "
                       "sys.dm_os_waiting_tasks");
  const text_rows rows = ask(
      call,
      "SELECT DISTINCT b.session_id, b.login_name, COALESCE(b.program_name, N''), CASE WHEN b.status = "
      "N'sleeping' "
      "AND b.open_transaction_count > 0 THEN N'idle in transaction' ELSE b.status END, CAST(DATEDIFF(second, "
      "b.last_request_start_time, SYSDATETIME()) AS varchar(20)), COALESCE(LEFT(q.text, 200), N'') FROM "
      "sys.dm_os_waiting_tasks w JOIN sys.dm_exec_sessions b ON b.session_id = w.blocking_session_id LEFT "
      "JOIN "
      "sys.dm_exec_connections c ON c.session_id = b.session_id OUTER APPLY "
      "sys.dm_exec_sql_text(c.most_recent_sql_handle) q WHERE w.session_id = CAST(? AS int) AND "
      "w.blocking_session_id <> w.session_id",
      {victim_session});
  std::vector<sdk::blocker> all;
  for (const auto &row : rows)
    all.push_back({row.at(0), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5)});
  return all;
}

}  // namespace tenantry::sqlserver
