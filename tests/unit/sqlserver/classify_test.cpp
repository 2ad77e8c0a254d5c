#include "plugins/odbc/sqlserver/classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include <catch2/catch.hpp>
#include <vector>

using tenantry::sqlserver::classify;

TEST_CASE("T-30: batches that SQL Server refuses in a transaction are marked") {
  for (const char *one : {"CREATE DATABASE x", "ALTER DATABASE x SET RECOVERY SIMPLE", "DROP DATABASE x",
                          "BACKUP DATABASE x TO DISK = 'f'", "RESTORE LOG x FROM DISK = 'f'",
                          "EXEC sp_configure 'a', 1; RECONFIGURE;", "CREATE FULLTEXT CATALOG c",
                          "CREATE FULLTEXT INDEX ON t(a) KEY INDEX k", "CREATE EVENT SESSION e ON SERVER",
                          "KILL 53", "ALTER INDEX i ON t REBUILD WITH (RESUMABLE = ON, ONLINE = ON)"}) {
    INFO(one);
    CHECK((classify(one).flags & TNT_PIECE_NO_TRANSACTION) != 0);
  }
  for (const char *one :
       {"CREATE TABLE [database] (a int)", "ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 1",
        "SELECT t.backup, reconfigure_x FROM t", "CREATE INDEX i ON t (a)", "EXEC('x')",
        "CREATE PROCEDURE p AS CREATE DATABASE x", "SELECT [KILL] FROM t"}) {
    INFO(one);
    CHECK((classify(one).flags & TNT_PIECE_NO_TRANSACTION) == 0);
  }
}

TEST_CASE("T-31: a batch's own transaction is seen, in programs it is not the batch's") {
  CHECK(classify("COMMIT").flags == (TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT));
  CHECK(classify("commit tran;").flags == (TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT));
  CHECK(classify("COMMIT SELECT 1").flags == TNT_PIECE_TX_CONTROL);
  CHECK(classify("UPDATE t SET a = 1 ROLLBACK").flags == TNT_PIECE_TX_CONTROL);
  CHECK(classify("BEGIN TRAN x").begins_transaction);
  CHECK(classify("IF 1 = 1 BEGIN SELECT 1 END").flags == 0);
  CHECK(classify("CREATE OR ALTER PROC p AS BEGIN TRAN; COMMIT").flags == 0);
  CHECK(classify("SET IMPLICIT_TRANSACTIONS ON").flags == TNT_PIECE_TX_CONTROL);
}

TEST_CASE("of one statement nothing is left after an error, of several the first may be") {
  for (const char *one :
       {"CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES o (a) ON DELETE SET NULL)",
        ("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (a) ON DELETE CASCADE ON UPDATE SET "
         "DEFAULT"),
        "ALTER TABLE t ALTER COLUMN a int NULL", "ALTER TABLE t DROP COLUMN a;",
        "INSERT INTO t SELECT 1 UNION ALL SELECT 2", "UPDATE t SET a = (SELECT 1)",
        "WITH x AS (SELECT 1 AS a) UPDATE x SET a = 2", "GRANT SELECT, INSERT ON t TO u",
        ("MERGE t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (a) "
         "VALUES (1);"),
        "CREATE VIEW v AS SELECT 1 AS a", "SELECT 1 UNION SELECT 2"}) {
    INFO(one);
    CHECK(classify(one).one_statement);
  }
  for (const char *one : {"INSERT INTO t VALUES (1) INSERT INTO t VALUES (2)", "SELECT 1; SELECT 2",
                          "CREATE TABLE t (a int) CREATE INDEX i ON t (a)", "DECLARE @a int SELECT @a = 1",
                          "EXEC p", "IF 1 = 1 DELETE FROM t", "WHILE 1 = 1 DELETE FROM t"}) {
    INFO(one);
    CHECK_FALSE(classify(one).one_statement);
  }
}

TEST_CASE("SET of an option is told from SET of a column or a variable") {
  for (const char *one :
       {"SET XACT_ABORT OFF", "SET ANSI_NULLS, QUOTED_IDENTIFIER OFF", "SELECT 1 SET LOCK_TIMEOUT 5",
        "SET TRANSACTION ISOLATION LEVEL SNAPSHOT", "SET IDENTITY_INSERT t ON"})
    CHECK(classify(one).sets_options);
  for (const char *one :
       {"UPDATE t SET a = 1", "UPDATE t SET a += 1", "SET @a = 1", "UPDATE t SET x.a = 1",
        "CREATE TABLE t (a int REFERENCES o ON DELETE SET NULL)", "CREATE PROC p AS SET NOCOUNT ON"})
    CHECK_FALSE(classify(one).sets_options);
  CHECK(classify("USE other").changes_database);
}
