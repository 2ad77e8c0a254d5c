// tenantry.admin/1 and tenantry.diagnose/1.  A tenant's database is a schema, which is a user.
#include "connection.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

struct new_schema {
  std::string password, tablespace;
};

new_schema read_options(const sdk::config &options) {
  new_schema made;
  for (const tnt_field &field : options.fields()) {
    const std::string_view key = sdk::view(field.key), value = sdk::view(field.value);
    if (key != "password" && key != "tablespace")
      throw sdk::failure(TNT_BAD_ARGUMENT, "a schema has no option \"" + std::string(key) +
                                               "\"; known are password and tablespace");
    if (value.empty() || value.find_first_of(std::string_view("\0\"", 2)) != std::string_view::npos)
      throw sdk::failure(TNT_BAD_ARGUMENT, "the " + std::string(key) + " is empty or holds a \"");
    (key == "password" ? made.password : made.tablespace) = value;
  }
  return made;
}

}  // namespace

sdk::identity connection::identify(const sdk::call &call) {
  sdk::identity who;
  who.server = server_;
  who.database = database_;
  who.session = session_;
  who.version = version_;
  who.flavour = flavour_;
  who.writable = true;
  if (product_ != product::oracle) return who;
  const text_rows rows =
      ask(call,
          "SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA'), SYS_CONTEXT('USERENV', 'SID'), "
          "SYS_CONTEXT('USERENV', 'DATABASE_ROLE') FROM DUAL");
  who.database = rows.at(0).at(0);
  who.session = rows[0].at(1);
  who.writable = rows[0].at(2).empty() || rows[0][2] == "PRIMARY";
  who.pooled = who.session != session_;
  return who;
}

bool connection::exists(const sdk::call &call, std::string_view database) {
  need_oracle("the list of schemas");
  return !ask(call, "SELECT 1 FROM all_users WHERE username = ?", {database}).empty();
}

// Without a password nobody can log in as it, and an administrator works in it by its name.
void connection::create(const sdk::call &call, std::string_view database, const sdk::config &options) {
  need_oracle("making schemas");
  const new_schema wanted = read_options(options);
  const std::string name = quote_name(database);
  std::string sql =
      "CREATE USER " + name +
      (wanted.password.empty() ? " NO AUTHENTICATION" : " IDENTIFIED BY " + quote_name(wanted.password));
  if (!wanted.tablespace.empty())
    sql += " DEFAULT TABLESPACE " + quote_name(wanted.tablespace) + " QUOTA UNLIMITED ON " +
           quote_name(wanted.tablespace);
  ask(call, sql);
  ask(call,
      "GRANT CREATE SESSION, CREATE TABLE, CREATE VIEW, CREATE SEQUENCE, CREATE PROCEDURE, CREATE TRIGGER, "
      "CREATE TYPE TO " +
          name);
}

void connection::drop(const sdk::call &call, std::string_view database, bool end_sessions) {
  need_oracle("dropping schemas");
  if (end_sessions) {
    const text_rows others =
        ask(call, "SELECT sid || ',' || serial# FROM v$session WHERE username = ?", {database});
    for (const auto &one : others) {
      try {
        ask(call, "ALTER SYSTEM KILL SESSION '" + one.at(0) + "' IMMEDIATE");
      } catch (const sdk::failure &why) {
        if (why.native_code() != 30 && why.native_code() != 31) throw;  // it has gone by itself, or goes
      }
    }
  }
  ask(call, "DROP USER " + quote_name(database) + " CASCADE");
}

// Who holds what the victim waits for (T-13); needs SELECT on V$SESSION.
std::vector<sdk::blocker> connection::blockers(const sdk::call &call, std::string_view victim_session) {
  const bool is_number = !victim_session.empty() && victim_session.size() <= 9 &&
                         victim_session.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) throw sdk::failure(TNT_BAD_ARGUMENT, "a session is the number of a connection");
  need_oracle("who blocks a session");
  const text_rows rows =
      ask(call,
          "SELECT b.sid, b.username, b.program, CASE WHEN b.status = 'INACTIVE' AND b.taddr IS NOT NULL THEN "
          "'idle in "
          "transaction' ELSE LOWER(b.status) END, b.last_call_et, SUBSTR(q.sql_text, 1, 200) FROM v$session "
          "v JOIN "
          "v$session b ON b.sid = v.blocking_session LEFT JOIN v$sql q ON q.sql_id = COALESCE(b.sql_id, "
          "b.prev_sql_id) AND "
          "q.child_number = COALESCE(b.sql_child_number, b.prev_child_number) WHERE v.sid = ?",
          {victim_session});
  std::vector<sdk::blocker> all;
  for (const auto &row : rows)
    all.push_back({row.at(0), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5)});
  return all;
}

}  // namespace tenantry::oracle
