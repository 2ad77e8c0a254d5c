#pragma once
// result<T>: a value or an error.  TENANTRY_TRY(x, expr) names the value or returns the error.
#include <tl/expected.hpp>
#include <utility>

#include "core/base/error.hpp"

namespace tenantry {

template <class Value>
using result = tl::expected<Value, error>;
using status = tl::expected<void, error>;

inline tl::unexpected<error> fail(error e) {
  return tl::unexpected<error>(std::move(e));
}
inline tl::unexpected<error> fail(category c, std::string message, std::string next = {}) {
  return tl::unexpected<error>(make_error(c, std::move(message), std::move(next)));
}

}  // namespace tenantry

#define TENANTRY_CONCAT_(a, b) a##b
#define TENANTRY_CONCAT(a, b) TENANTRY_CONCAT_(a, b)
// TENANTRY_TRY(auto rows, session.query(...));   TENANTRY_TRY_VOID(session.commit());
#define TENANTRY_TRY_(temporary, declaration, ...)                       \
  auto temporary = (__VA_ARGS__);                                        \
  if (!temporary) return ::tenantry::fail(std::move(temporary).error()); \
  declaration = std::move(*temporary)
#define TENANTRY_TRY(declaration, ...) \
  TENANTRY_TRY_(TENANTRY_CONCAT(tenantry_try_, __LINE__), declaration, __VA_ARGS__)
#define TENANTRY_TRY_VOID(...)                                          \
  do {                                                                  \
    if (auto tenantry_try_status = (__VA_ARGS__); !tenantry_try_status) \
      return ::tenantry::fail(std::move(tenantry_try_status).error());  \
  } while (false)
