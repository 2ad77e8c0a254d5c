#include "statement.hpp"

#include "columns.hpp"
#include "text.hpp"

namespace tenantry::odbc {
namespace {

constexpr std::size_t portion_bytes = std::size_t{256} * 1024;

SQLPOINTER as_pointer(SQLULEN number) {
  return reinterpret_cast<SQLPOINTER>(number);  // NOLINT(performance-no-int-to-ptr): as ODBC wants it
}

void note(diagnostics &into, diagnostics &&more) {
  for (diagnostic &one : more) into.push_back(std::move(one));
}

diagnostics reasons(SQLSMALLINT kind, SQLHANDLE handle) {
  diagnostics all = read_diagnostics(kind, handle);
  if (all.empty()) all.push_back({"HY000", 0, "the driver failed and gave no reason"});
  return all;
}

// False: failed, and the portion says why.
bool went_well(SQLRETURN got, const statement_handle &statement, portion &into) {
  if (got == SQL_SUCCESS_WITH_INFO) note(into.notices, read_diagnostics(SQL_HANDLE_STMT, statement.raw()));
  if (SQL_SUCCEEDED(got) || got == SQL_NO_DATA) return true;
  note(into.failed, got == SQL_INVALID_HANDLE
                        ? diagnostics{{"08003", 0, "the driver has lost the connection"}}
                        : reasons(SQL_HANDLE_STMT, statement.raw()));
  return false;
}

struct binding {
  SQLSMALLINT c_type, sql_type;
  SQLULEN size;
  SQLPOINTER data;
  SQLLEN bytes;
};

binding binding_of(parameter &one) {
  constexpr SQLULEN longest_varchar = 4000;
  switch (one.kind) {
    case TNT_INT64:
    case TNT_BOOL:
      return {SQL_C_SBIGINT, SQL_BIGINT, 20, &one.integer, sizeof one.integer};
    case TNT_DOUBLE:
      return {SQL_C_DOUBLE, SQL_DOUBLE, 15, &one.real, sizeof one.real};
    case TNT_BYTES: {
      const SQLULEN size = std::max<SQLULEN>(1, one.bytes.size());
      return {SQL_C_BINARY,
              static_cast<SQLSMALLINT>(size > longest_varchar ? SQL_LONGVARBINARY : SQL_VARBINARY), size,
              one.bytes.data(), static_cast<SQLLEN>(one.bytes.size())};
    }
    default: {
      const SQLULEN size = std::max<SQLULEN>(1, one.text.size());
      return {SQL_C_WCHAR, static_cast<SQLSMALLINT>(size > longest_varchar ? SQL_WLONGVARCHAR : SQL_WVARCHAR),
              size, one.text.data(), static_cast<SQLLEN>(one.text.size() * sizeof(char16_t))};
    }
  }
}

bool bind_all(const statement_handle &statement, request &what, portion &into) {
  SQLUSMALLINT number = 0;
  for (parameter &one : what.parameters) {
    const binding how = binding_of(one);
    one.size = one.null ? SQL_NULL_DATA : how.bytes;
    if (!went_well(SQLBindParameter(statement.raw(), ++number, SQL_PARAM_INPUT, how.c_type, how.sql_type,
                                    how.size, 0, how.data, how.bytes, &one.size),
                   statement, into))
      return false;
  }
  return true;
}

void drop_statement(session &on) {
  on.running->set(SQL_NULL_HANDLE);
  on.statement.reset();
  on.bound.clear();
}

// After a session was killed a driver may have no statement to give: its connection says why.
bool allocate(session &on, portion &into) {
  SQLHANDLE raw = SQL_NULL_HANDLE;
  drop_statement(on);
  const SQLRETURN got = SQLAllocHandle(SQL_HANDLE_STMT, on.connection.raw(), &raw);
  if (!SQL_SUCCEEDED(got) || raw == SQL_NULL_HANDLE) {
    into.failed = got == SQL_INVALID_HANDLE ? diagnostics{{"08003", 0, "the driver has lost the connection"}}
                                            : reasons(SQL_HANDLE_DBC, on.connection.raw());
    return false;
  }
  on.statement = statement_handle(raw);
  on.running->set(raw);
  // Braces in a user's statement are not ODBC's escapes.
  SQLSetStmtAttrW(raw, SQL_ATTR_NOSCAN, as_pointer(SQL_NOSCAN_ON), SQL_IS_UINTEGER);
  return true;
}

std::size_t weight(const row &one) {
  std::size_t bytes = sizeof(value) * one.size();
  for (const value &cell : one) bytes += cell.raw.size();
  return bytes;
}

// A bound text that did not fit is no news: it is asked for.
void drop_cuts(const session &on, diagnostics &notices) {
  if (on.bound.holds_any())
    std::erase_if(notices, [](const diagnostic &one) { return one.sqlstate == "01004"; });
}

bool read_row(session &on, const std::vector<column> &columns, row &into, diagnostics &failed) {
  for (std::size_t at = 0; at < columns.size(); ++at)
    if (!on.bound.take(at, into[at]) &&
        !read_value(on.statement, static_cast<SQLUSMALLINT>(at + 1), columns[at].kind, into[at], failed))
      return false;
  return true;
}

void fetch(session &on, const std::vector<column> &columns, portion &into) {
  into.more = true;
  for (std::size_t bytes = 0; bytes < portion_bytes;) {
    const SQLRETURN got = SQLFetch(on.statement.raw());
    if (!went_well(got, on.statement, into)) break;
    drop_cuts(on, into.notices);
    if (got == SQL_NO_DATA) {
      into.more = false;
      break;
    }
    row one(columns.size());
    if (!read_row(on, columns, one, into.failed)) return;
    bytes += weight(one);
    into.rows.push_back(std::move(one));
  }
}

}  // namespace

std::shared_ptr<request> make_request(std::string_view sql, std::span<const tnt_cell> parameters) {
  auto made = std::make_shared<request>();
  if (sql.find('\0') != std::string_view::npos)
    throw sdk::failure(TNT_BAD_ARGUMENT, "the statement holds a NUL byte").offset(sql.find('\0') + 1);
  made->sql = to_utf16(sql, "the statement");
  for (const tnt_cell &cell : parameters) {
    parameter &one = made->parameters.emplace_back();
    const std::string number = std::to_string(made->parameters.size());
    if (cell.kind < TNT_INT64 || cell.kind > TNT_BOOL)
      throw sdk::failure(TNT_BAD_ARGUMENT, "parameter " + number + " has an unknown kind");
    one.kind = cell.kind;
    one.null = cell.is_null != 0;
    if (cell.kind == TNT_DOUBLE)
      one.real = cell.num.d;
    else
      one.integer = cell.num.i;
    if (one.null) continue;
    if (cell.kind == TNT_TEXT) one.text = to_utf16(sdk::view(cell.raw), "parameter " + number);
    if (cell.kind == TNT_BYTES) one.bytes = sdk::view(cell.raw);
  }
  return made;
}

portion start_statement(session &on, request &what) {
  portion out;
  if (!allocate(on, out) || !bind_all(on.statement, what, out)) return out;
  const SQLRETURN got = SQLExecDirectW(on.statement.raw(), reinterpret_cast<SQLWCHAR *>(what.sql.data()),
                                       static_cast<SQLINTEGER>(what.sql.size()));
  if (!went_well(got, on.statement, out)) {
    drop_statement(on);
    return out;
  }
  SQLSMALLINT count = 0;
  if (!went_well(SQLNumResultCols(on.statement.raw(), &count), on.statement, out)) return out;
  SQLLEN affected = -1;
  if (count == 0 && SQL_SUCCEEDED(SQLRowCount(on.statement.raw(), &affected))) out.affected = affected;
  if (count > 0) out.columns = describe_columns(on.statement, count, out.failed);
  if (!out.failed.empty()) return out;
  if (count > 0 && what.wants_rows && on.binds) on.bound.bind(on.statement, out.columns);
  if (count > 0 && what.wants_rows) fetch(on, out.columns, out);
  if (!out.failed.empty() || out.more) return out;
  portion rest = finish_statement(on, count > 0 || what.drain_without_columns);
  note(out.notices, std::move(rest.notices));
  note(out.failed, std::move(rest.failed));
  return out;
}

portion next_portion(session &on, const std::vector<column> &columns) {
  portion out;
  fetch(on, columns, out);
  if (!out.failed.empty() || out.more) return out;
  portion rest = finish_statement(on, true);
  note(out.notices, std::move(rest.notices));
  note(out.failed, std::move(rest.failed));
  return out;
}

portion finish_statement(session &on, bool drain) {
  constexpr int most_results = 100000;  // for a driver that never says SQL_NO_DATA
  portion out;
  for (int i = 0; drain && on.statement && i < most_results; ++i) {
    const SQLRETURN got = SQLMoreResults(on.statement.raw());
    if (!went_well(got, on.statement, out) || got == SQL_NO_DATA) break;
  }
  drop_statement(on);
  return out;
}

tnt_cell to_cell(const value &from, std::uint8_t kind) noexcept {
  tnt_cell made = from.null ? sdk::cell::null(kind) : sdk::cell::of_kind(kind);
  if (from.null) return made;
  made.raw = sdk::text(from.raw);
  if (kind == TNT_DOUBLE)
    made.num.d = from.real;
  else
    made.num.i = from.integer;
  return made;
}

}  // namespace tenantry::odbc
