// One statement: what the driver cannot bear is kept from it, its rows are given on, its failure is told.
#include "common/bounded_call.hpp"
#include "common/known_codes.hpp"
#include "connection.hpp"
#include "lexer.hpp"
#include "new_client.hpp"
#include "server_error.hpp"

namespace tenantry::mysql {
namespace {

constexpr std::chrono::milliseconds kill_limit{900};  // the contract allows a second
constexpr std::size_t shortest_statement = 8;         // MariaDB's driver refuses shorter ones unseen

// The text in a fixed size: the driver counts from its first character.
std::string ready_for_driver(std::string_view sql, const server_kind &server) {
  std::string text = without_code_comments(sql, server);
  if (text.size() < shortest_statement) text.append(shortest_statement - text.size(), ' ');
  return text;
}

// A session that has ended by itself is no reason to leave the next one alone.
void kill(const sdk::call &call, odbc::client &killer, const std::string &sql) {
  try {
    killer.ask(call, sql);
  } catch (const sdk::failure &) {
    if (killer.broken()) throw;
  }
}

// On a second connection.  Where it fails the server's own limits, or the call's deadline, are still there.
void run_on_second(const odbc::opening &how, const std::vector<std::string> &statements) noexcept {
  try {
    const odbc::bounded_call second(kill_limit);
    odbc::client killer = new_client(how);
    killer.connect(second.get());
    for (const std::string &sql : statements) kill(second.get(), killer, sql);
  } catch (const std::exception &) {
    return;
  }
}

}  // namespace

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  client_.check_usable();
  call.check("the statement", sdk::effect::none);
  const classified about = classify(sql);
  if (about.changes_database)
    throw odbc::not_sent("USE would take this tenant's session to another database; write database.table",
                         "0A000");
  prepare_statement(call, count_placeholders(sql), parameters.size());
  if (const std::string_view charset = connection_charset(sql); !charset.empty()) {
    // The connection speaks utf8mb4 whatever a dump says, and the driver refuses the statement.
    if (same_word(charset, "UTF8MB4") || same_word(charset, "UTF8") || same_word(charset, "UTF8MB3")) return;
    throw odbc::not_sent("the connection speaks utf8mb4: write the file in UTF-8 and leave SET NAMES out",
                         "0A000");
  }
  fresh_identity_.reset();
  try {
    if (about.returns_rows_unexpectedly && server_.mariadb && parameters.empty())
      run_aside(call, sql);
    else
      client_.run(call, ready_for_driver(sql, server_), parameters, rows, end_after_limit());
  } catch (const sdk::failure &why) {
    after_failure(why, about);
  }
  note_transaction(about);
}

// MariaDB's driver leaves the rows of a statement that it does not know on the line, and crashes at the next
// one: such a statement gets a connection of its own, which is closed after it.
void connection::run_aside(const sdk::call &call, std::string_view sql) {
  if (state_ != sdk::transaction_state::idle)
    throw odbc::not_sent("this statement runs on a connection of its own, and cannot inside a transaction",
                         "0A000");
  odbc::client aside = new_client(client_.how());
  aside.connect(call);
  aside_session_ = aside.ask(call, "SELECT CONNECTION_ID()").at(0).at(0);
  aside.ask(call, limits_sql(session_limits_));
  sdk::row_writer nobody(nullptr);
  try {
    aside.run(call, ready_for_driver(sql, server_), {}, nobody, end_after_limit());
  } catch (const sdk::failure &) {
    if (aside.broken()) throw;  // cancel ends it
    aside_session_.clear();
    throw;
  }
  aside_session_.clear();
}

// A deadlock, and where the server is told so a row's lock that was not had, takes the whole transaction.
void connection::note_rollback(const sdk::failure &why) {
  const bool all_is_gone = rolled_back(why) || (rolls_back_on_timeout_ && why.native_code() == 1205);
  if (all_is_gone && state_ == sdk::transaction_state::active) state_ = sdk::transaction_state::failed;
}

void connection::after_failure(sdk::failure why, const classified &about) {
  if (why.native_code() == 0) throw why;  // not the server's word
  note_rollback(why);
  if (may_have_left_part(why, about)) why.effect(sdk::effect::unknown);
  // A limit that the server does not keep was ended by ourselves.
  if (why.status() == TNT_CANCELLED && client_keeps_limit()) throw odbc::ran_too_long(why);
  throw why;
}

// MySQL keeps a limit for SELECT alone.
bool connection::client_keeps_limit() const {
  return applied_.statement_timeout.count() > 0 && (client_timeout_ || !server_.mariadb);
}

// Where the server does not keep the limit the statement is ended from a second connection.
odbc::reminder connection::end_after_limit() const {
  if (!client_keeps_limit()) return {};
  const std::string &session = aside_session_.empty() ? session_ : aside_session_;
  return {sdk::call::now_ns() + applied_.statement_timeout.count(),
          [how = client_.how(), sql = "KILL QUERY " + session] { run_on_second(how, {sql}); }};
}

void connection::cancel() noexcept {
  std::vector<std::string> kills{"KILL CONNECTION " + session_};
  if (!aside_session_.empty()) kills.push_back("KILL CONNECTION " + aside_session_);
  run_on_second(client_.how(), kills);
}

void connection::note_transaction(const classified &about) {
  if (about.ends_transaction && state_ == sdk::transaction_state::active)
    state_ = sdk::transaction_state::idle;
  if (about.begins_transaction) state_ = sdk::transaction_state::active;
}

void connection::ping(const sdk::call &call) {
  ask(call, "DO 1");
}

connection::text_rows connection::ask_server(const sdk::call &call, std::string_view sql,
                                             std::initializer_list<std::string_view> parameters) {
  fresh_identity_.reset();
  try {
    return client_.ask(call, ready_for_driver(sql, server_), parameters);
  } catch (const sdk::failure &why) {
    note_rollback(why);
    throw;
  }
}

}  // namespace tenantry::mysql
