// Owners of ODBC's handles.  One environment serves the process and is never freed: a connection that was
// given up may outlive everything else.
#pragma once
#include <sql.h>
#include <sqlext.h>

#include <utility>

namespace tenantry::odbc {

// The environment; throws TNT_INTERNAL where the driver manager has none to give.
[[nodiscard]] SQLHENV environment();

template <SQLSMALLINT Kind>
class handle {
 public:
  handle() = default;
  explicit handle(SQLHANDLE raw) : raw_(raw) {}
  handle(handle &&from) noexcept : raw_(std::exchange(from.raw_, SQL_NULL_HANDLE)) {}
  handle &operator=(handle &&from) noexcept {
    std::swap(raw_, from.raw_);
    return *this;
  }
  handle(const handle &) = delete;
  handle &operator=(const handle &) = delete;
  ~handle() { reset(); }

  void reset() noexcept {
    if (raw_ != SQL_NULL_HANDLE) SQLFreeHandle(Kind, raw_);
    raw_ = SQL_NULL_HANDLE;
  }
  [[nodiscard]] SQLHANDLE raw() const noexcept { return raw_; }
  explicit operator bool() const noexcept { return raw_ != SQL_NULL_HANDLE; }

 private:
  SQLHANDLE raw_ = SQL_NULL_HANDLE;
};

using connection_handle = handle<SQL_HANDLE_DBC>;
using statement_handle = handle<SQL_HANDLE_STMT>;

// Not yet connected.
[[nodiscard]] connection_handle new_connection();

}  // namespace tenantry::odbc
