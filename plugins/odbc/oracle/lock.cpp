// tenantry.lock/1 by DBMS_LOCK, where EXECUTE on it was granted; elsewhere the engine's lease keeps runners
// apart.  A lock is a number below 2^30: a digest of container, schema and name (T-21), so that another
// program's lock may, rarely, be taken for ours.
#include "connection.hpp"

namespace tenantry::oracle {
namespace {

constexpr std::string_view number_of_name =
    "ORA_HASH('tenantry/' || SYS_CONTEXT('USERENV', 'CON_NAME') || '/' || SYS_CONTEXT('USERENV', "
    "'CURRENT_SCHEMA') || '/' "
    "|| ?, 1073741823)";

// Answers by an error: a block has no other way to say a number without an output parameter.
constexpr int busy = 20981, not_held = 20982;

std::string with_lock(std::string_view work) {
  return "DECLARE n INTEGER; r INTEGER; BEGIN SELECT " + std::string(number_of_name) + " INTO n FROM DUAL; " +
         std::string(work) + " END;";
}

bool is_not_granted(const sdk::failure &why) {
  // PLS-00201 inside ORA-06550: DBMS_LOCK must be declared.
  return why.native_code() == 6550 && why.message().find("PLS-00201") != std::string::npos;
}

sdk::failure no_lock() {
  return sdk::failure(
             TNT_UNSUPPORTED,
             "named locks do not work here: this user may not execute DBMS_LOCK (GRANT EXECUTE ON DBMS_LOCK)")
      .sqlstate("0A000");
}

}  // namespace

// 0: it is ours; 4: it was already; 1: somebody has it.
bool connection::try_acquire(const sdk::call &call, std::string_view name) {
  need_oracle("a named lock");
  try {
    ask(call,
        with_lock("r := DBMS_LOCK.REQUEST(n, DBMS_LOCK.X_MODE, 0, FALSE); IF r NOT IN (0, 4) THEN "
                  "RAISE_APPLICATION_ERROR(-20981, 'DBMS_LOCK answered ' || r); END IF;"),
        {name});
  } catch (const sdk::failure &why) {
    if (is_not_granted(why)) throw no_lock();
    if (why.native_code() != busy) throw;
    return false;
  }
  return true;
}

bool connection::release(const sdk::call &call, std::string_view name) {
  need_oracle("a named lock");
  try {
    ask(call,
        with_lock("r := DBMS_LOCK.RELEASE(n); IF r <> 0 THEN RAISE_APPLICATION_ERROR(-20982, 'DBMS_LOCK "
                  "answered ' || r); "
                  "END IF;"),
        {name});
  } catch (const sdk::failure &why) {
    if (is_not_granted(why)) throw no_lock();
    if (why.native_code() != not_held) throw;
    return false;
  }
  return true;
}

// V$LOCK and V$SESSION need a grant of their own.
std::vector<sdk::lock_holder> connection::holders(const sdk::call &call, std::string_view name) {
  need_oracle("a named lock");
  std::vector<sdk::lock_holder> all;
  const text_rows rows =
      ask(call,
          "SELECT s.sid, s.username, s.program, s.machine, TO_CHAR(SYSDATE - l.ctime / 86400, "
          "'YYYY-MM-DD\"T\"HH24:MI:SS') FROM v$lock l JOIN v$session s ON s.sid = l.sid WHERE l.type = "
          "'UL' AND l.lmode = 6 AND l.id1 = " +
              std::string(number_of_name),
          {name});
  for (const auto &row : rows) all.push_back({row.at(0), row.at(1), row.at(2), row.at(3), row.at(4)});
  return all;
}

}  // namespace tenantry::oracle
