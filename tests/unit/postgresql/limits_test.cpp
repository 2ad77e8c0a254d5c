#include "plugins/postgresql/limits.hpp"

#include <catch2/catch.hpp>

#include "plugins/postgresql/lock_key.hpp"

using namespace tenantry;
using namespace tenantry::postgresql;
using namespace std::chrono_literals;

TEST_CASE("the key of a lock never changes between versions") {
  CHECK(lock_key("tenant") == INT64_C(-4606889476313376740));
  CHECK(lock_key("tenant") != lock_key("master"));
  CHECK(lock_key("") != lock_key("tenantry"));
}

TEST_CASE("T-19: limits of a transaction are its own, and nothing is sent where there is nothing to say") {
  CHECK(prologue_sql({}).empty());
  sdk::transaction_options options;
  options.lock_timeout = 1500us;
  options.statement_timeout = -1ns;
  CHECK(prologue_sql(options) ==
        "SELECT pg_catalog.set_config('lock_timeout', '2', true), pg_catalog.set_config('statement_timeout', "
        "'0', true)");
  options.flags = TNT_TX_READ_ONLY;
  CHECK(begin_sql(options) == "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY");
}

TEST_CASE("limits of the session are set and restored") {
  sdk::limits limits;
  limits.lock_timeout = 3s;
  CHECK(session_limits_sql(&limits) == "SET lock_timeout = 3000; RESET statement_timeout");
  CHECK(session_limits_sql(nullptr) == "RESET lock_timeout; RESET statement_timeout");
}
