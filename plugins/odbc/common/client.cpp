#include "client.hpp"

#include <algorithm>
#include <array>

#include "bounded_call.hpp"
#include "text.hpp"

namespace tenantry::odbc {
namespace {

constexpr std::chrono::seconds longest_login{60};

std::chrono::seconds login_timeout(const sdk::call &call) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(call.remaining());
  return std::clamp(left + std::chrono::seconds(1), std::chrono::seconds(1), longest_login);
}

void give_columns(const std::vector<column> &columns, sdk::row_writer &rows) {
  std::vector<tnt_column> all;
  all.reserve(columns.size());
  for (const column &one : columns) all.push_back(sdk::column(one.name, one.type_name));
  rows.columns(all);
}

// False: the call ran out while the host took its rows.
bool give_rows(const sdk::call &call, const portion &some, const std::vector<column> &columns,
               sdk::row_writer &rows) {
  std::vector<tnt_cell> cells(columns.size());
  for (const row &one : some.rows) {
    if (call.expired() || call.stop_requested()) return false;
    for (std::size_t at = 0; at < columns.size(); ++at) cells[at] = to_cell(one[at], columns[at].kind);
    if (!rows.row(cells)) return true;
  }
  return true;
}

sdk::failure with_message(const sdk::failure &why, const std::string &message) {
  return sdk::failure(why.status(), message)
      .sqlstate(why.sqlstate())
      .native_code(why.native_code())
      .offset(why.offset())
      .retry(why.retry())
      .effect(why.effect());
}

}  // namespace

void client::connect(const sdk::call &outer) {
  const bounded_call bounded(outer, how_.connect_timeout);
  auto made = std::make_unique<line>();
  const diagnostics refused =
      made->connect(bounded.get(), how_.connection_string, login_timeout(bounded.get()));
  if (refused.empty()) {
    line_ = std::move(made);
    return;
  }
  const sdk::failure why = rules_.failed_connect(refused);
  tell_other_records(refused, outer);
  std::string message = without_secret(why.message(), how_.password);
  if (why.status() == TNT_BAD_CONFIG)
    message = "the ODBC driver \"" + how_.driver + "\" cannot be used: " + message + "; " +
              driver_advice(rules_.wish, installed_drivers());
  throw with_message(why, message);
}

void client::check_usable() const {
  if (line_ == nullptr) throw sdk::failure(TNT_CONNECTION_LOST, "there is no connection");
  line_->check_usable();
}

void client::run(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                 sdk::row_writer &rows, const reminder &once) {
  check_usable();
  const auto what = make_request(sql, parameters);
  what->wants_rows = rows.wanted();
  what->drain_without_columns = drain_;
  portion first = line_->run<portion>(
      call, [what](session &at) { return start_statement(at, *what); }, once);
  deliver(call, std::move(first), rows, sql, once);
}

void client::run_within(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                        sdk::row_writer &rows, std::chrono::nanoseconds limit) {
  if (limit.count() <= 0) return run(call, sql, parameters, rows);
  bool interrupted = false;
  try {
    run(call, sql, parameters, rows, {sdk::call::now_ns() + limit.count(), [this, &interrupted] {
                                        interrupted = true;
                                        line_->interrupt();
                                      }});
  } catch (const sdk::failure &why) {
    if (interrupted && why.status() == TNT_CANCELLED && !line_->broken()) throw ran_too_long(why);
    throw;
  }
}

void client::deliver(const sdk::call &call, portion some, sdk::row_writer &rows, std::string_view sql,
                     const reminder &once) {
  const std::vector<column> columns = std::move(some.columns);
  const std::int64_t affected = some.affected;
  bool announced = columns.empty();
  for (;;) {
    tell_notices(call, some.notices);
    if (!some.failed.empty()) raise(call, some.failed, sql);
    if (!std::exchange(announced, true)) give_columns(columns, rows);
    if (!give_rows(call, some, columns, rows)) {
      line_->mark_broken();  // with rows on the way that nobody takes
      call.check("reading the rows");
    }
    if (!some.more) break;
    if (rows.stopped())
      some = line_->run<portion>(call, [](session &at) { return finish_statement(at, true); });
    else
      some = line_->run<portion>(
          call, [columns](session &at) { return next_portion(at, columns); }, once);
  }
  if (affected >= 0) rows.affected(affected);
}

void client::tell_notices(const sdk::call &call, const diagnostics &all) const {
  for (const diagnostic &one : all)
    if (!rules_.is_noise(one)) call.detail("notice", one.message);
}

void client::raise(const sdk::call &call, const diagnostics &all, std::string_view sql) {
  const sdk::failure why = rules_.failed_statement(all, sql);
  tell_other_records(all, call);
  // A driver whose session was killed is not asked again: it may crash.
  if (why.status() == TNT_CONNECTION_LOST) line_->mark_broken();
  throw why;
}

client::text_rows client::ask(const sdk::call &call, std::string_view sql,
                              std::initializer_list<std::string_view> parameters) {
  std::vector<tnt_cell> cells;
  for (const std::string_view one : parameters) cells.push_back(sdk::cell::text(one));
  text_rows all;
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &all;
  sink.row = [](void *data, const tnt_cell *cells_of_row, std::size_t n) -> tnt_status {
    auto &into = static_cast<text_rows *>(data)->emplace_back();
    for (std::size_t i = 0; i < n; ++i) into.emplace_back(sdk::view(cells_of_row[i].raw));
    return TNT_OK;
  };
  sdk::row_writer rows(&sink);
  run(call, sql, cells, rows);
  return all;
}

void client::must(const sdk::call &call, const std::function<SQLRETURN(session &)> &what) {
  check_usable();
  const diagnostics failed = line_->run<diagnostics>(call, [what](session &on) -> diagnostics {
    if (SQL_SUCCEEDED(what(on))) return {};
    diagnostics all = read_diagnostics(SQL_HANDLE_DBC, on.connection.raw());
    if (all.empty()) all.push_back({"HY000", 0, "the driver failed and gave no reason"});
    return all;
  });
  if (!failed.empty()) raise(call, failed, "");
}

void client::set_autocommit(const sdk::call &call, bool on) {
  must(call, [on](session &at) {
    // ODBC passes numbers as pointers: off is 0.
    auto *const yes = reinterpret_cast<SQLPOINTER>(SQL_AUTOCOMMIT_ON);
    return SQLSetConnectAttrW(at.connection.raw(), SQL_ATTR_AUTOCOMMIT, on ? yes : nullptr, SQL_IS_UINTEGER);
  });
}

void client::end_transaction(const sdk::call &call, bool commit) {
  must(call, [commit](session &at) {
    return SQLEndTran(SQL_HANDLE_DBC, at.connection.raw(),
                      static_cast<SQLSMALLINT>(commit ? SQL_COMMIT : SQL_ROLLBACK));
  });
}

std::string client::about(const sdk::call &call, SQLUSMALLINT what) {
  check_usable();
  return line_->run<std::string>(call, [what](session &at) -> std::string {
    std::array<SQLWCHAR, 256> text{};
    SQLSMALLINT bytes = 0;
    if (!SQL_SUCCEEDED(SQLGetInfoW(at.connection.raw(), what, text.data(),
                                   static_cast<SQLSMALLINT>(sizeof text), &bytes)))
      return {};
    const std::u16string_view whole(reinterpret_cast<const char16_t *>(text.data()), text.size());
    return to_utf8(whole.substr(0, whole.find(u'\0')));
  });
}

bool client::interrupt(std::chrono::milliseconds patience) noexcept {
  if (line_ == nullptr) return true;
  line_->interrupt();
  return line_->idle_within(patience);
}

sdk::failure ran_too_long(const sdk::failure &why) {
  return sdk::failure(TNT_TIMEOUT, "the statement ran longer than its limit and was ended")
      .sqlstate("57014")
      .native_code(why.native_code())
      .effect(why.effect());
}

void tell_other_records(const diagnostics &all, const sdk::call &call) {
  const diagnostic &told = most_telling(all);
  for (const diagnostic &one : all)
    if (&one != &told)
      call.detail("diagnostic", one.sqlstate + " " + std::to_string(one.native) + ": " + one.message);
}

}  // namespace tenantry::odbc
