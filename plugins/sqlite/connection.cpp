#include "connection.hpp"

#include <limits>

#include "script.hpp"

namespace tenantry::sqlite {
namespace {

std::uint8_t kind_of_declared_type(const char *declared) noexcept {
  if (declared == nullptr) return TNT_TEXT;
  std::string upper;
  for (const char *c = declared; *c != '\0'; ++c)
    upper += *c >= 'a' && *c <= 'z' ? static_cast<char>(*c - 'a' + 'A') : *c;
  const auto holds = [&](std::string_view part) { return upper.find(part) != std::string::npos; };
  if (holds("INT")) return TNT_INT64;
  if (holds("CHAR") || holds("CLOB") || holds("TEXT")) return TNT_TEXT;
  if (holds("BLOB")) return TNT_BYTES;
  if (holds("REAL") || holds("FLOA") || holds("DOUB")) return TNT_DOUBLE;
  return TNT_TEXT;
}

tnt_cell read_cell(sqlite3_stmt *row, int at) {
  switch (sqlite3_column_type(row, at)) {
    case SQLITE_INTEGER:
      return sdk::cell::int64(sqlite3_column_int64(row, at));
    case SQLITE_FLOAT:
      return sdk::cell::real(sqlite3_column_double(row, at));
    case SQLITE_TEXT:
      return sdk::cell::text(column_text(row, at));
    case SQLITE_BLOB: {
      const auto *data = static_cast<const char *>(sqlite3_column_blob(row, at));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, at));
      return sdk::cell::bytes(data == nullptr ? std::string_view{} : std::string_view{data, size});
    }
    default:
      return sdk::cell::null(kind_of_declared_type(sqlite3_column_decltype(row, at)));
  }
}

int bind_cell(sqlite3_stmt *statement, int at, const tnt_cell &cell) {
  if (cell.is_null != 0) return sqlite3_bind_null(statement, at);
  const std::string_view raw = sdk::view(cell.raw);
  switch (cell.kind) {
    case TNT_INT64:
    case TNT_BOOL:
      return sqlite3_bind_int64(statement, at, cell.num.i);
    case TNT_DOUBLE:
      return sqlite3_bind_double(statement, at, cell.num.d);
    // An empty text is not NULL, though its pointer may be.
    case TNT_TEXT:
      return sqlite3_bind_text64(statement, at, raw.empty() ? "" : raw.data(), raw.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    case TNT_BYTES:
      return sqlite3_bind_blob64(statement, at, raw.empty() ? "" : raw.data(), raw.size(), SQLITE_STATIC);
    default:
      throw sdk::failure(TNT_BAD_ARGUMENT, "parameter " + std::to_string(at) + " has an unknown kind");
  }
}

void bind(sqlite3 *db, sqlite3_stmt *statement, std::span<const tnt_cell> parameters) {
  if (parameters.empty()) return;
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
  if (wanted != parameters.size())
    throw sdk::failure(TNT_BAD_ARGUMENT, "the statement has " + std::to_string(wanted) +
                                             " parameters and was given " +
                                             std::to_string(parameters.size()));
  int at = 0;
  for (const tnt_cell &cell : parameters)
    if (const int code = bind_cell(statement, ++at, cell); code != SQLITE_OK)
      throw sdk::failure(TNT_SQL, std::string("a parameter cannot be given to SQLite: ") + sqlite3_errmsg(db))
          .native_code(code)
          .effect(sdk::effect::none);
}

bool announce_columns(sqlite3_stmt *statement, int count, sdk::row_writer &rows) {
  std::vector<tnt_column> columns;
  columns.reserve(static_cast<std::size_t>(count));
  const auto text = [](const char *name) { return std::string_view(name == nullptr ? "" : name); };
  for (int at = 0; at < count; ++at)
    columns.push_back(
        sdk::column(text(sqlite3_column_name(statement, at)), text(sqlite3_column_decltype(statement, at))));
  return rows.columns(columns);
}

}  // namespace

connection::connection(settings chosen)
    : chosen_(std::move(chosen)), patience_(chosen_.busy_timeout), db_(open_file(chosen_)) {
  patience_.attach(db_.get());
  (void)set_foreign_keys(chosen_.foreign_keys ? 1 : 0);
}

// PRAGMA foreign_keys without a statement, so that nothing touches the file.  Answers what holds afterwards.
bool connection::set_foreign_keys(int on_or_ask) noexcept {
  int now = 0;
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, on_or_ask, &now);
  return now != 0;
}

void connection::fail(const sdk::call &call, int code, bool rows_changed) {
  throw_failure(db_.get(), code, {call, chosen_.file, patience_.reason(), rows_changed});
}

statement connection::prepare(const sdk::call &call, std::string_view sql) {
  if (sql.size() >= static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw sdk::failure(TNT_BAD_ARGUMENT, "the statement is larger than SQLite takes");
  sqlite3_stmt *raw = nullptr;
  const char *tail = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()), 0, &raw, &tail);
  statement prepared(raw);
  if (code != SQLITE_OK) fail(call, code);
  const std::string_view rest =
      sql.substr(tail == nullptr ? sql.size() : static_cast<std::size_t>(tail - sql.data()));
  if (holds_statement(rest))
    throw sdk::failure(TNT_BAD_ARGUMENT, "there is more text after the first statement; execute runs one")
        .offset(sql.size() - rest.size() + 1);
  return prepared;
}

void connection::step_through(const sdk::call &call, sqlite3_stmt *prepared, sdk::row_writer &rows) {
  const int count = sqlite3_column_count(prepared);
  const sqlite3_int64 changes_before = sqlite3_total_changes64(db_.get());
  bool wanted = count > 0 && rows.wanted() && announce_columns(prepared, count, rows);
  std::vector<tnt_cell> cells(wanted ? static_cast<std::size_t>(count) : 0);
  int code = SQLITE_ROW;
  do {  // the first step does all that INSERT … RETURNING writes, even where nobody wants the rows
    code = sqlite3_step(prepared);
    if (code != SQLITE_ROW) break;
    if (!wanted) continue;
    for (int at = 0; at < count; ++at) cells[static_cast<std::size_t>(at)] = read_cell(prepared, at);
    wanted = rows.row(cells);
    // Who takes rows slowly lets SQLite make too few steps for its progress handler to look at the clock.
    call.check("the statement", sqlite3_total_changes64(db_.get()) == changes_before ? sdk::effect::none
                                                                                     : sdk::effect::unknown);
  } while (!rows.stopped());
  const sqlite3_int64 changed = sqlite3_total_changes64(db_.get()) - changes_before;
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(call, code, changed != 0);
  // changes64 is the last writing statement's: it is ours only where the total moved.
  if (sqlite3_stmt_readonly(prepared) == 0) rows.affected(changed == 0 ? 0 : sqlite3_changes64(db_.get()));
}

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  const patience::turn turn(patience_, call);
  call.check("the statement", sdk::effect::none);
  {
    const statement prepared = prepare(call, sql);
    if (prepared == nullptr) return;  // blanks and comments
    bind(db_.get(), prepared.get(), parameters);
    if (rebuild_) rebuild_->note_statement(sql);
    step_through(call, prepared.get(), rows);
  }
  // The script itself may have committed.
  if (in_transaction_ && sqlite3_get_autocommit(db_.get()) != 0) leave_transaction();
}

void connection::run(const sdk::call &call, std::string_view sql) {
  sdk::row_writer nobody(nullptr);
  step_through(call, prepare(call, sql).get(), nobody);
}

void connection::ping(const sdk::call &call) {
  const patience::turn turn(patience_, call);
  run(call, "SELECT 1 FROM sqlite_master LIMIT 1");
}

void connection::cancel() noexcept {
  sqlite3_interrupt(db_.get());
}

}  // namespace tenantry::sqlite
