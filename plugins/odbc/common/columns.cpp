#include "columns.hpp"

#include <array>
#include <cstdio>

#include "text.hpp"

namespace tenantry::odbc {
namespace {

// Whole numbers that may not fit, decimals and times travel as text.
std::uint8_t kind_of(SQLSMALLINT type, bool is_unsigned) {
  switch (type) {
    case SQL_BIT:
      return TNT_BOOL;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
      return TNT_INT64;
    case SQL_BIGINT:
      return is_unsigned ? TNT_TEXT : TNT_INT64;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      return TNT_DOUBLE;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      return TNT_BYTES;
    default:
      return TNT_TEXT;
  }
}

bool is_short_text(SQLSMALLINT type) {
  return type == SQL_CHAR || type == SQL_VARCHAR || type == SQL_WCHAR || type == SQL_WVARCHAR;
}

std::string type_name(const statement_handle &statement, SQLUSMALLINT at) {
  std::array<SQLWCHAR, 128> name{};
  SQLSMALLINT bytes = 0;
  if (!SQL_SUCCEEDED(SQLColAttributeW(statement.raw(), at, SQL_DESC_TYPE_NAME, name.data(),
                                      static_cast<SQLSMALLINT>(sizeof name), &bytes, nullptr)))
    return {};
  const std::u16string_view whole(reinterpret_cast<const char16_t *>(name.data()), name.size());
  return to_utf8(whole.substr(0, whole.find(u'\0')));
}

column describe(const statement_handle &statement, SQLUSMALLINT at, diagnostics &failed) {
  std::array<SQLWCHAR, 512> name{};
  SQLSMALLINT size = 0, type = 0, digits = 0, nullable = 0;
  SQLULEN length = 0;
  if (!SQL_SUCCEEDED(SQLDescribeColW(statement.raw(), at, name.data(), static_cast<SQLSMALLINT>(name.size()),
                                     &size, &type, &length, &digits, &nullable)))
    failed = read_diagnostics(SQL_HANDLE_STMT, statement.raw());
  SQLLEN is_unsigned = SQL_FALSE;
  if (type == SQL_BIGINT)
    SQLColAttributeW(statement.raw(), at, SQL_DESC_UNSIGNED, nullptr, 0, nullptr, &is_unsigned);
  const std::u16string_view whole(reinterpret_cast<const char16_t *>(name.data()), name.size());
  return {to_utf8(whole.substr(0, whole.find(u'\0'))), type_name(statement, at),
          kind_of(type, is_unsigned == SQL_TRUE), is_short_text(type) ? length : 0};
}

// Reads a number; SQL_NULL_DATA leaves the value NULL.
template <class Number>
SQLRETURN read_number(const statement_handle &statement, SQLUSMALLINT at, SQLSMALLINT c_type, Number &number,
                      value &into) {
  SQLLEN size = 0;
  const SQLRETURN got = SQLGetData(statement.raw(), at, c_type, &number, sizeof number, &size);
  into.null = !SQL_SUCCEEDED(got) || size == SQL_NULL_DATA;
  return got;
}

// Text or bytes, a chunk at a time.  `unit` is the width of the NUL that ends a chunk of text; 0 for bytes.
SQLRETURN read_chunks(const statement_handle &statement, SQLUSMALLINT at, SQLSMALLINT c_type,
                      std::size_t unit, std::string &into, bool &null) {
  std::array<char, 16384> chunk;
  const std::size_t room = chunk.size() - unit;
  for (;;) {
    SQLLEN size = 0;
    const SQLRETURN got =
        SQLGetData(statement.raw(), at, c_type, chunk.data(), static_cast<SQLLEN>(chunk.size()), &size);
    if (got == SQL_NO_DATA) return SQL_SUCCESS;  // the last chunk was full
    if (!SQL_SUCCEEDED(got)) return got;
    if (size == SQL_NULL_DATA) return got;
    null = false;
    const bool cut = size == SQL_NO_TOTAL || static_cast<std::size_t>(size) > room;
    into.append(chunk.data(), cut ? room : static_cast<std::size_t>(size));
    if (!cut) return got;
  }
}

SQLRETURN read_text(const statement_handle &statement, SQLUSMALLINT at, value &into) {
  std::string bytes;
  const SQLRETURN got = read_chunks(statement, at, SQL_C_WCHAR, sizeof(SQLWCHAR), bytes, into.null);
  std::u16string text(bytes.size() / sizeof(char16_t), u'\0');
  bytes.copy(reinterpret_cast<char *>(text.data()), text.size() * sizeof(char16_t));
  into.raw = to_utf8(text);
  return got;
}

std::string shortest(double number) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.17g", number);
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

}  // namespace

std::vector<column> describe_columns(const statement_handle &statement, SQLSMALLINT count,
                                     diagnostics &failed) {
  std::vector<column> all;
  for (SQLSMALLINT at = 1; at <= count && failed.empty(); ++at)
    all.push_back(describe(statement, static_cast<SQLUSMALLINT>(at), failed));
  return all;
}

void take_number(value &into, std::uint8_t kind, std::int64_t integer, double real) {
  into.null = false;
  into.integer = integer;
  into.real = real;
  into.raw = kind == TNT_DOUBLE ? shortest(real) : std::to_string(integer);
}

bool read_value(const statement_handle &statement, SQLUSMALLINT at, std::uint8_t kind, value &into,
                diagnostics &failed) {
  SQLRETURN got = SQL_SUCCESS;
  if (kind == TNT_INT64 || kind == TNT_BOOL) {
    got = read_number(statement, at, SQL_C_SBIGINT, into.integer, into);
    if (!into.null) take_number(into, kind, into.integer, 0);
  } else if (kind == TNT_DOUBLE) {
    got = read_number(statement, at, SQL_C_DOUBLE, into.real, into);
    if (!into.null) take_number(into, kind, 0, into.real);
  } else if (kind == TNT_BYTES) {
    got = read_chunks(statement, at, SQL_C_BINARY, 0, into.raw, into.null);
  } else {
    got = read_text(statement, at, into);
  }
  if (SQL_SUCCEEDED(got)) return true;
  failed = read_diagnostics(SQL_HANDLE_STMT, statement.raw());
  if (failed.empty()) failed.push_back({"HY000", 0, "the driver could not give a value and gave no reason"});
  return false;
}

}  // namespace tenantry::odbc
