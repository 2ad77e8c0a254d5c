#include "plugins/odbc/oracle/classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include <catch2/catch.hpp>

#include "plugins/odbc/oracle/likeness.hpp"

using tenantry::oracle::classify;

TEST_CASE("Oracle: DDL commits, statements of the session do not") {
  for (const char *one :
       {"CREATE TABLE t (i NUMBER)", "alter table t add (j number)", "DROP INDEX i", "GRANT SELECT ON t TO u",
        "COMMENT ON TABLE t IS 'x'", "RENAME a TO b", "TRUNCATE TABLE t", "PURGE RECYCLEBIN"}) {
    INFO(one);
    CHECK(classify(one).flags == TNT_PIECE_IMPLICIT_COMMIT);
    CHECK(classify(one).ends_transaction);
  }
  for (const char *one :
       {"ALTER SESSION SET NLS_SORT = 'BINARY'", "ALTER SYSTEM FLUSH SHARED_POOL", "INSERT INTO t VALUES (1)",
        "SELECT 1 FROM DUAL", "LOCK TABLE t IN EXCLUSIVE MODE", "EXPLAIN PLAN FOR SELECT 1 FROM DUAL"}) {
    INFO(one);
    CHECK(classify(one).flags == 0);
  }
}

TEST_CASE("Oracle: a user's own transaction is seen") {
  CHECK(classify("COMMIT WORK").flags == (TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT));
  CHECK(classify("ROLLBACK").ends_transaction);
  CHECK_FALSE(classify("ROLLBACK TO SAVEPOINT a").ends_transaction);
  CHECK(classify("SET TRANSACTION READ ONLY").flags == TNT_PIECE_TX_CONTROL);
  CHECK(classify("SAVEPOINT a").flags == TNT_PIECE_TX_CONTROL);
}

TEST_CASE("Oracle: a block commits where it says so, and a call may") {
  CHECK(classify("BEGIN UPDATE t SET a = 1; END;").flags == 0);
  CHECK(classify("BEGIN UPDATE t SET a = 'COMMIT'; END;").flags == 0);
  CHECK(classify("BEGIN DELETE FROM t; COMMIT; END;").flags == TNT_PIECE_IMPLICIT_COMMIT);
  CHECK(classify("DECLARE a NUMBER; BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; END;").may_commit_inside);
  CHECK(classify("CALL p()").may_commit_inside);
}

TEST_CASE("T-29: programs whose compile errors must be looked up are known by name and kind") {
  const auto of = [](const char *sql) {
    const auto found = classify(sql).compiles;
    return found ? found->type + " " + found->owner + "." + found->name : std::string("none");
  };
  CHECK(of("CREATE OR REPLACE PROCEDURE do_it IS BEGIN NULL; END;") == "PROCEDURE .DO_IT");
  CHECK(of("create package body s.\"k\" as end;") == "PACKAGE BODY S.k");
  CHECK(of("CREATE NONEDITIONABLE TRIGGER t BEFORE INSERT ON w BEGIN NULL; END;") == "TRIGGER .T");
  CHECK(of("CREATE TYPE BODY o AS END;") == "TYPE BODY .O");
  CHECK(of("CREATE OR REPLACE FORCE VIEW v AS SELECT 1 AS a FROM nowhere") == "VIEW .V");
  CHECK(of("ALTER PACKAGE k COMPILE BODY") == "PACKAGE .K");
  CHECK(of("ALTER TRIGGER t DISABLE") == "none");
  CHECK(of("CREATE VIEW v AS SELECT 1 AS a FROM DUAL") == "none");
  CHECK(of("CREATE TABLE procedure_log (i NUMBER)") == "none");
  CHECK(classify("CREATE OR REPLACE FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END;").compiles->begin == 18);
}

TEST_CASE("what MariaDB in Oracle's mode calls otherwise is written so, and texts stay") {
  using tenantry::oracle::for_mariadb;
  CHECK(for_mariadb("CREATE TABLE t (a VARCHAR2(10 CHAR), \"b CHAR\" CHAR(3 CHAR), c TIMESTAMP(6) WITH TIME "
                    "ZONE DEFAULT "
                    "SYSTIMESTAMP, d BINARY_DOUBLE)") ==
        "CREATE TABLE t (a VARCHAR2(10 ), \"b CHAR\" CHAR(3 ), c TIMESTAMP(6)  DEFAULT CURRENT_TIMESTAMP(6), "
        "d DOUBLE)");
  CHECK(for_mariadb("SELECT 'x(1 CHAR) WITH TIME ZONE' FROM DUAL WITH READ ONLY") ==
        "SELECT 'x(1 CHAR) WITH TIME ZONE' FROM DUAL WITH READ ONLY");
}
