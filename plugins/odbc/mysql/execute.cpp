// One statement: what the driver cannot bear is kept from it, its rows are given on, its failure is told.
#include "common/bounded_call.hpp"
#include "connection.hpp"
#include "lexer.hpp"
#include "server_error.hpp"

namespace tenantry::mysql {
namespace {

constexpr std::chrono::milliseconds kill_limit{900};  // the contract allows a second
constexpr std::size_t shortest_statement = 8;         // MariaDB's driver refuses shorter ones unseen

std::vector<tnt_cell> text_cells(std::initializer_list<std::string_view> parameters) {
  std::vector<tnt_cell> cells;
  for (const std::string_view one : parameters) cells.push_back(sdk::cell::text(one));
  return cells;
}

// The text in a fixed size: the driver counts from its first character.
std::string ready_for_driver(std::string_view sql, const server_kind &server) {
  std::string text = without_code_comments(sql, server);
  if (text.size() < shortest_statement) text.append(shortest_statement - text.size(), ' ');
  return text;
}

// False: the call ran out while the host took its rows.
bool give_rows(const sdk::call &call, const odbc::portion &some, const std::vector<odbc::column> &columns,
               sdk::row_writer &rows) {
  std::vector<tnt_cell> cells(columns.size());
  for (const odbc::row &one : some.rows) {
    if (call.expired() || call.stop_requested()) return false;
    for (std::size_t at = 0; at < columns.size(); ++at) cells[at] = odbc::to_cell(one[at], columns[at].kind);
    if (!rows.row(cells)) return true;
  }
  return true;
}

void give_columns(const std::vector<odbc::column> &columns, sdk::row_writer &rows) {
  std::vector<tnt_column> all;
  all.reserve(columns.size());
  for (const odbc::column &one : columns) all.push_back(sdk::column(one.name, one.type_name));
  rows.columns(all);
}

}  // namespace

void connection::refuse_what_cannot_run(std::string_view sql, std::span<const tnt_cell> parameters,
                                        const classified &about) const {
  if (state_ == sdk::transaction_state::failed)
    throw sdk::failure(TNT_SQL, "the server has rolled this transaction back; only a rollback can follow")
        .sqlstate("25P02")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  if (about.changes_database)
    throw sdk::failure(TNT_SQL,
                       "USE would take this tenant's session to another database; write database.table")
        .sqlstate("0A000")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  if (const std::size_t wanted = count_placeholders(sql); wanted != parameters.size())
    throw sdk::failure(parameters.empty() ? TNT_SQL : TNT_BAD_ARGUMENT,
                       "the statement has " + std::to_string(wanted) + " parameters and was given " +
                           std::to_string(parameters.size()))
        .sqlstate("07001")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
}

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  line_->check_usable();
  call.check("the statement", sdk::effect::none);
  const classified about = classify(sql);
  refuse_what_cannot_run(sql, parameters, about);
  if (state_ == sdk::transaction_state::idle) apply_limits(call, session_limits_);
  if (const std::string_view charset = connection_charset(sql); !charset.empty()) {
    // The connection speaks utf8mb4 whatever a dump says, and the driver refuses the statement.
    if (same_word(charset, "UTF8MB4") || same_word(charset, "UTF8") || same_word(charset, "UTF8MB3")) return;
    throw sdk::failure(TNT_SQL,
                       "the connection speaks utf8mb4: write the file in UTF-8 and leave SET NAMES out")
        .sqlstate("0A000")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  }
  if (about.returns_rows_unexpectedly && server_.mariadb && parameters.empty())
    run_aside(call, sql, about);
  else
    run(call, *line_, sql, parameters, rows, about);
  note_transaction(about);
}

// MariaDB's driver leaves the rows of a statement that it does not know on the line, and crashes at the next
// one: such a statement gets a connection of its own, which is closed after it.
void connection::run_aside(const sdk::call &call, std::string_view sql, const classified &about) {
  if (state_ != sdk::transaction_state::idle)
    throw sdk::failure(TNT_SQL,
                       "this statement runs on a connection of its own, and cannot inside a transaction")
        .sqlstate("0A000")
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  const auto aside = connect(call, where_);
  aside_session_ = ask_on(call, *aside, "SELECT CONNECTION_ID()", {}).at(0).at(0);
  ask_on(call, *aside, limits_sql(session_limits_), {});
  sdk::row_writer nobody(nullptr);
  try {
    run(call, *aside, sql, {}, nobody, about);
  } catch (const sdk::failure &) {
    if (aside->broken()) throw;  // cancel ends it
    aside_session_.clear();
    throw;
  }
  aside_session_.clear();
}

void connection::run(const sdk::call &call, odbc::line &on, std::string_view sql,
                     std::span<const tnt_cell> parameters, sdk::row_writer &rows, const classified &about) {
  fresh_identity_.reset();
  const auto request = odbc::make_request(ready_for_driver(sql, server_), parameters);
  request->wants_rows = rows.wanted();
  request->drain_without_columns =
      false;  // MariaDB's driver looks for the results of statements that it imagines
  odbc::portion first = on.run<odbc::portion>(
      call, [request](odbc::session &at) { return odbc::start_statement(at, *request); }, end_after_limit());
  deliver(call, on, std::move(first), rows, sql, about);
}

void connection::deliver(const sdk::call &call, odbc::line &on, odbc::portion some, sdk::row_writer &rows,
                         std::string_view sql, const classified &about) {
  const std::vector<odbc::column> columns = std::move(some.columns);
  const std::int64_t affected = some.affected;
  bool announced = columns.empty();
  for (;;) {
    for (const odbc::diagnostic &one : some.notices) call.detail("notice", one.message);
    if (!some.failed.empty()) raise(call, on, some.failed, sql, about);
    if (!std::exchange(announced, true)) give_columns(columns, rows);
    if (!give_rows(call, some, columns, rows)) {
      on.mark_broken();  // with rows on the way that nobody takes
      call.check("reading the rows");
    }
    if (!some.more) break;
    if (rows.stopped())
      some = on.run<odbc::portion>(call, [](odbc::session &at) { return odbc::finish_statement(at, true); });
    else
      some = on.run<odbc::portion>(
          call, [columns](odbc::session &at) { return odbc::next_portion(at, columns); }, end_after_limit());
  }
  if (affected >= 0) rows.affected(affected);
}

void connection::raise(const sdk::call &call, odbc::line &on, const odbc::diagnostics &all,
                       std::string_view sql, const classified &about) {
  sdk::failure why = failure_of(all, {sql, about});
  tell_others(all, call);
  // A driver whose session was killed is not asked again: it may crash.
  if (why.status() == TNT_CONNECTION_LOST) on.mark_broken();
  const bool all_is_gone = rolled_back(why) || (rolls_back_on_timeout_ && why.native_code() == 1205);
  if (all_is_gone && state_ == sdk::transaction_state::active) state_ = sdk::transaction_state::failed;
  // A limit that the server does not keep was ended by ourselves.
  const bool ours = why.status() == TNT_CANCELLED && applied_.statement_timeout.count() > 0 &&
                    (where_.client_timeout || !server_.mariadb);
  if (!ours) throw why;
  throw sdk::failure(TNT_TIMEOUT, "the statement ran longer than its limit and was ended")
      .sqlstate("57014")
      .native_code(why.native_code())
      .effect(why.effect());
}

// MySQL keeps a limit for SELECT alone: other statements are ended from a second connection.
odbc::reminder connection::end_after_limit() const {
  const bool client_keeps = where_.client_timeout || (!server_.mariadb && server_.version != 0);
  if (in_own_statement_ || !client_keeps || applied_.statement_timeout.count() <= 0) return {};
  const std::string &session = aside_session_.empty() ? session_ : aside_session_;
  return {sdk::call::now_ns() + applied_.statement_timeout.count(),
          [where = where_, sql = "KILL QUERY " + session] { run_on_second(where, {sql}); }};
}

void connection::cancel() noexcept {
  std::vector<std::string> kills{"KILL " + session_};
  if (!aside_session_.empty()) kills.push_back("KILL " + aside_session_);
  run_on_second(where_, kills);
}

// Where it fails the server's own limits, or the call's deadline, are still there.
void connection::run_on_second(const target &where, const std::vector<std::string> &statements) noexcept {
  try {
    const odbc::bounded_call second(kill_limit);
    const auto killer = connect(second.get(), where);
    for (const std::string &sql : statements) {
      const auto request = odbc::make_request(sql, {});
      request->drain_without_columns = false;
      (void)killer->run<odbc::portion>(
          second.get(), [request](odbc::session &at) { return odbc::start_statement(at, *request); });
    }
  } catch (const std::exception &) {
    return;
  }
}

void connection::note_transaction(const classified &about) {
  if (about.ends_transaction && state_ == sdk::transaction_state::active)
    state_ = sdk::transaction_state::idle;
  if (about.begins_transaction) state_ = sdk::transaction_state::active;
}

void connection::ping(const sdk::call &call) {
  ask(call, "DO 1");
}

connection::text_rows connection::ask(const sdk::call &call, std::string_view sql,
                                      std::initializer_list<std::string_view> parameters) {
  return ask_on(call, *line_, sql, text_cells(parameters));
}

connection::text_rows connection::ask_on(const sdk::call &call, odbc::line &on, std::string_view sql,
                                         std::span<const tnt_cell> parameters) {
  on.check_usable();
  text_rows all;
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &all;
  sink.row = [](void *data, const tnt_cell *row, std::size_t n) -> tnt_status {
    auto &into = static_cast<text_rows *>(data)->emplace_back();
    for (std::size_t i = 0; i < n; ++i) into.emplace_back(sdk::view(row[i].raw));
    return TNT_OK;
  };
  sdk::row_writer rows(&sink);
  const bool before = std::exchange(in_own_statement_, true);
  try {
    run(call, on, sql, parameters, rows, {});
  } catch (...) {
    in_own_statement_ = before;
    throw;
  }
  in_own_statement_ = before;
  return all;
}

}  // namespace tenantry::mysql
