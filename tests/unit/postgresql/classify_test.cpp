// How statements behave towards transactions (T-30, T-31).
#include "plugins/postgresql/classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include <catch2/catch.hpp>
#include <string>

using tenantry::postgresql::classify;

namespace {

std::uint32_t flags(std::string_view statement) {
  INFO(statement);
  return classify(statement).flags;
}
constexpr std::uint32_t alone = TNT_PIECE_NO_TRANSACTION;
constexpr std::uint32_t concurrent = TNT_PIECE_NO_TRANSACTION | TNT_PIECE_LONG_WAIT;
constexpr std::uint32_t control = TNT_PIECE_TX_CONTROL;

void check_all(std::initializer_list<const char *> statements, std::uint32_t wanted) {
  for (const char *one : statements) {
    INFO(one);
    CHECK(flags(one) == wanted);
  }
}

}  // namespace

TEST_CASE("T-30: concurrent index work runs alone and waits long by nature") {
  check_all({"CREATE INDEX CONCURRENTLY i ON t (a)",
             "create /* x */ unique index concurrently if not exists i on t (a)",
             "DROP INDEX CONCURRENTLY IF EXISTS s.i", "REINDEX INDEX CONCURRENTLY i",
             "REINDEX DATABASE CONCURRENTLY d", "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
             "REINDEX (CONCURRENTLY TRUE) TABLE t",
             "ALTER TABLE IF EXISTS ONLY s.\"t x\" DETACH PARTITION s.p CONCURRENTLY"},
            concurrent);
}

TEST_CASE("T-30: what the server refuses inside a transaction runs alone") {
  check_all({"VACUUM", "VACUUM (FULL) t", "CREATE DATABASE d", "DROP DATABASE IF EXISTS d",
             "CREATE TABLESPACE x LOCATION '/x'", "DROP TABLESPACE x", "ALTER SYSTEM SET work_mem = '1MB'",
             "ALTER DATABASE \"d\" SET TABLESPACE x", "REINDEX DATABASE d", "REINDEX (VERBOSE) SYSTEM d",
             "REINDEX SCHEMA s", "CLUSTER", "CLUSTER VERBOSE", "CLUSTER (VERBOSE)", "DISCARD ALL",
             "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "DROP SUBSCRIPTION s",
             "ALTER SUBSCRIPTION s REFRESH PUBLICATION", "ALTER SUBSCRIPTION s SET PUBLICATION p"},
            alone);
}

TEST_CASE("T-30: look-alikes stay in the transaction") {
  check_all({"CREATE INDEX concurrently_built ON t (a)",
             "CREATE INDEX i ON t (a)",
             "DROP INDEX i",
             "REINDEX INDEX i",
             "REINDEX (CONCURRENTLY FALSE) TABLE t",
             "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
             "CLUSTER t USING i",
             "CLUSTER VERBOSE t",
             "ALTER DATABASE d SET work_mem = '1MB'",
             "ALTER TABLE t DETACH PARTITION p",
             "ALTER TABLE t ADD COLUMN concurrently_ int",
             "ANALYZE t",
             "CREATE TABLE database (a int)",
             "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false, enabled = false)",
             "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false)",
             "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
             "ALTER SUBSCRIPTION s DISABLE",
             "PREPARE p AS SELECT 1",
             "SELECT 'VACUUM'",
             "\"vacuum\"",
             "DISCARD PLANS",
             ""},
            0);
}

TEST_CASE("T-31: the user's own transaction control is seen") {
  check_all({"BEGIN", "begin ISOLATION LEVEL SERIALIZABLE", "START TRANSACTION", "ROLLBACK", "ROLLBACK TO s",
             "ABORT", "SAVEPOINT s", "RELEASE s", "PREPARE TRANSACTION 'x'"},
            control);
  check_all({"COMMIT", "/* x */ commit WORK", "END", "END TRANSACTION", "COMMIT AND CHAIN"},
            control | TNT_PIECE_COMMIT);
  check_all({"COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'"}, control | alone);
}

TEST_CASE("a new value of an enum must be committed before the statements that name it") {
  const auto added = classify("ALTER TYPE s.\"State\" ADD VALUE IF NOT EXISTS 'plug''d' BEFORE 'x'");
  CHECK(added.flags == TNT_PIECE_COMMIT_AFTER);
  CHECK(added.used_as == "'plug''d'");
  CHECK(classify("alter type state add value E'a\\'b'").used_as.empty());
  CHECK(classify("alter type state add value E'a\\'b'").flags == TNT_PIECE_COMMIT_AFTER);
  CHECK(flags("ALTER TYPE state RENAME VALUE 'a' TO 'b'") == 0);
  CHECK(flags("ALTER TYPE state ADD ATTRIBUTE value int") == 0);
}
