#pragma once
// A test that needs a server says which and how to give it.  Missing: the test fails, because the run is then
// less than it claims; with TENANTRY_TEST_ALLOW_SKIP=1 it is counted as skipped, with the same words.
//
//   TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);   // declares: const std::string server
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

namespace tenantry::testing {

inline std::string environment_value(const char *name) {
  const char *value = std::getenv(name);
  return value == nullptr ? "" : value;
}

inline std::string missing_server(const char *variable) {
  return std::string(variable) +
         " is not set.  `tools/test` starts the server and sets it; to give one of your own: export " +
         variable + "=scheme://USER:PASSWORD@HOST:PORT/DATABASE (a user who may create databases)";
}

}  // namespace tenantry::testing

// A macro, because only the test itself can return from the test.
// NOLINTBEGIN(bugprone-macro-parentheses): it declares a name
#define TENANTRY_REQUIRE_SERVER(url, variable)                                     \
  const std::string url = ::tenantry::testing::environment_value(#variable);       \
  if (url.empty()) {                                                               \
    if (::tenantry::testing::environment_value("TENANTRY_TEST_ALLOW_SKIP") != "1") \
      FAIL(::tenantry::testing::missing_server(#variable));                        \
    WARN("tenantry: skipped: " + ::tenantry::testing::missing_server(#variable));  \
    return;                                                                        \
  }                                                                                \
  static_cast<void>(0)
// NOLINTEND(bugprone-macro-parentheses)
