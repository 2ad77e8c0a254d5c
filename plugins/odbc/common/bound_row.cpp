#include "bound_row.hpp"

#include <string_view>

#include "columns.hpp"
#include "text.hpp"

namespace tenantry::odbc {

bool bound_row::suits(const connection_handle &connection) {
  std::array<SQLCHAR, 64> name{};
  SQLSMALLINT size = 0;
  return SQL_SUCCEEDED(SQLGetInfo(connection.raw(), SQL_DRIVER_NAME, name.data(), name.size(), &size)) &&
         std::string_view(reinterpret_cast<const char *>(name.data())).find("maodbc") !=
             std::string_view::npos;
}

void bound_row::bind(const statement_handle &statement, const std::vector<column> &columns) {
  places_.clear();
  for (const column &one : columns) {
    place &made = places_.emplace_back();
    made.kind = one.kind;
    SQLSMALLINT c_type = SQL_C_CHAR;
    SQLPOINTER into = made.text.data();
    SQLLEN room = sizeof made.text;
    if (one.kind == TNT_BYTES || (one.kind == TNT_TEXT && (one.length == 0 || one.length > longest_text)))
      continue;
    if (one.kind == TNT_INT64 || one.kind == TNT_BOOL) {
      c_type = SQL_C_SBIGINT;
      into = &made.integer;
      room = sizeof made.integer;
    } else if (one.kind == TNT_DOUBLE) {
      c_type = SQL_C_DOUBLE;
      into = &made.real;
      room = sizeof made.real;
    }
    made.bound = SQL_SUCCEEDED(SQLBindCol(statement.raw(), static_cast<SQLUSMALLINT>(places_.size()), c_type,
                                          into, room, &made.size));
  }
}

bool bound_row::take(std::size_t at, value &into) const {
  if (at >= places_.size() || !places_[at].bound) return false;
  const place &from = places_[at];
  if (from.size == SQL_NULL_DATA) {
    into = {};
    return true;
  }
  if (from.kind != TNT_TEXT) {
    take_number(into, from.kind, from.integer, from.real);
    return true;
  }
  if (from.size < 0 || static_cast<std::size_t>(from.size) > from.text.size() - 2) return false;
  const std::string_view text(from.text.data(), static_cast<std::size_t>(from.size));
  if (!is_utf8(text)) return false;
  into.null = false;
  into.raw = text;
  return true;
}

}  // namespace tenantry::odbc
