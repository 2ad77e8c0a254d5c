// tenantry.lock/1 by sp_getapplock, which is the database's own: names of two databases never meet (T-21).
// The name is a digest, for a resource is at most 255 characters long.  Who holds it is seen with VIEW SERVER
// STATE alone.
#include "connection.hpp"

namespace tenantry::sqlserver {
namespace {

// A declaration that the other statements use; the digest is of UTF-16, and 23 of its characters are in
// sys.dm_tran_locks.  A uniqueidentifier is 16 bytes that every engine writes as text; Babelfish knows no
// style of CONVERT that writes bytes as digits.
constexpr std::string_view declare_name =
    "DECLARE @name nvarchar(255) = N'tenantry:' + CONVERT(nvarchar(36), CAST(SUBSTRING(HASHBYTES('SHA2_256', "
    "CAST(? AS nvarchar(4000))), 1, 16) AS uniqueidentifier)); ";

std::string with_name(std::string_view sql) {
  return std::string(declare_name).append(sql);
}

}  // namespace

// 0 and 1: it is ours; -1: somebody has it (some engines say -999); -2, -3: cancelled, deadlock.
bool connection::try_acquire(const sdk::call &call, std::string_view name) {
  const text_rows rows =
      ask(call,
          with_name("DECLARE @got int; EXEC @got = sp_getapplock @Resource = @name, @LockMode = 'Exclusive', "
                    "@LockOwner = 'Session', @LockTimeout = 0; SELECT @got"),
          {name});
  const std::string &got = rows.at(0).at(0);
  if (got == "0" || got == "1") return true;
  forget_busy_lock(call);
  return false;
}

// Babelfish 4.4 keeps something of every lock that it finds busy, and its whole server dies of the fifth in
// one session.  An error that reaches the client takes it away.
void connection::forget_busy_lock(const sdk::call &call) {
  if (!is_babelfish()) return;
  try {
    ask(call, "THROW 50902, N'a lock is busy', 1");
  } catch (const sdk::failure &) {
    if (client_.broken()) throw;
  }
}

bool connection::release(const sdk::call &call, std::string_view name) {
  const text_rows rows = ask(
      call,
      with_name(
          "IF APPLOCK_MODE('public', @name, 'Session') = 'NoLock' SELECT -1; ELSE BEGIN DECLARE @got "
          "int; EXEC @got = sp_releaseapplock @Resource = @name, @LockOwner = 'Session'; SELECT @got; END"),
      {name});
  return rows.at(0).at(0) == "0";
}

std::vector<sdk::lock_holder> connection::holders(const sdk::call &call, std::string_view name) {
  const text_rows free =
      ask(call,
          with_name("SELECT CASE WHEN APPLOCK_MODE('public', @name, 'Session') <> 'NoLock' THEN 'ours' WHEN "
                    "APPLOCK_TEST('public', @name, 'Exclusive', 'Session') = 1 THEN 'free' ELSE 'held' END"),
          {name});
  if (free.at(0).at(0) == "free") return {};
  if (free[0][0] == "held") forget_busy_lock(call);
  std::vector<sdk::lock_holder> all;
  try {
    const text_rows rows = ask(
        call,
        with_name(
            "SELECT s.session_id, s.login_name, COALESCE(s.program_name, N''), COALESCE(s.host_name, N''), "
            "CONVERT(varchar(33), s.last_request_start_time, 126) FROM sys.dm_tran_locks l JOIN "
            "sys.dm_exec_sessions s ON s.session_id = l.request_session_id WHERE l.resource_type = "
            "'APPLICATION' AND l.resource_database_id = DB_ID() AND l.request_status = 'GRANT' AND "
            "CHARINDEX(LEFT(@name, 32), l.resource_description) > 0"),
        {name});
    for (const auto &row : rows) all.push_back({row.at(0), row.at(1), row.at(2), row.at(3), row.at(4)});
  } catch (const sdk::failure &why) {
    const bool cannot_look = why.sqlstate() == "42501" || (is_babelfish() && why.sqlstate() == "42S02");
    if (client_.broken() || !cannot_look) throw;
  }
  if (!all.empty()) return all;
  return {{free[0][0] == "ours" ? session_ : "", "", "", "", ""}};
}

}  // namespace tenantry::sqlserver
