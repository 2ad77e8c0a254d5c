#include "handles.hpp"

#include <tenantry/sdk/error.hpp>

namespace tenantry::odbc {
namespace {

SQLHENV make_environment() {
  SQLHENV made = SQL_NULL_HENV;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &made)))
    throw sdk::failure(TNT_INTERNAL, "the ODBC driver manager gave no environment");
  auto *const version = reinterpret_cast<SQLPOINTER>(  // NOLINT(performance-no-int-to-ptr): as ODBC wants it
      static_cast<std::uintptr_t>(SQL_OV_ODBC3));
  if (!SQL_SUCCEEDED(SQLSetEnvAttr(made, SQL_ATTR_ODBC_VERSION, version, 0)))
    throw sdk::failure(TNT_INTERNAL, "the ODBC driver manager does not speak ODBC 3");
  return made;
}

}  // namespace

SQLHENV environment() {
  static SQLHENV the_one = make_environment();
  return the_one;
}

connection_handle new_connection() {
  SQLHANDLE made = SQL_NULL_HANDLE;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, environment(), &made)))
    throw sdk::failure(TNT_INTERNAL, "the ODBC driver manager gave no connection handle");
  return connection_handle(made);
}

}  // namespace tenantry::odbc
