#pragma once
// A test for an engine that Debian does not have: without one it is counted as skipped and says how to give
// one. tools/test names the engines that were missing at its end.
//
//   TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);   // declares: const std::string server
#include "tests/support/require_server.hpp"

// A macro, because only the test itself can return from the test.
// NOLINTBEGIN(bugprone-macro-parentheses): it declares a name
#define TENANTRY_OPTIONAL_SERVER(url, variable)                                                \
  const std::string url = ::tenantry::testing::environment_value(#variable);                   \
  if (url.empty()) {                                                                           \
    WARN("tenantry: skipped: " #variable                                                       \
         " is not set, and no engine of its kind is in Debian; to give one: export " #variable \
         "=scheme://USER:PASSWORD@HOST:PORT/DATABASE (a user who may create databases)");      \
    return;                                                                                    \
  }                                                                                            \
  static_cast<void>(0)
// NOLINTEND(bugprone-macro-parentheses)
