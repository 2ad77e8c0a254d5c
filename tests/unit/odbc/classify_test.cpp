#include "plugins/odbc/mysql/classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include <catch2/catch.hpp>

#include "plugins/odbc/mysql/lexer.hpp"

using tenantry::mysql::classify;

TEST_CASE("T-30: DDL and what else commits by itself is flagged so") {
  for (const char *sql :
       {"CREATE TABLE a (b int)", "create or replace view v as select 1", "ALTER TABLE a ADD b int",
        "DROP TABLE a", "RENAME TABLE a TO b", "TRUNCATE a", "GRANT ALL ON a TO b", "LOCK TABLES a READ",
        "OPTIMIZE TABLE a",
        "/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.a = 1 */",
        "SET PASSWORD = 'x'", "START SLAVE", "FLUSH TABLES"})
    CHECK(classify(sql).flags == TNT_PIECE_IMPLICIT_COMMIT);
  for (const char *sql :
       {"CREATE TEMPORARY TABLE a (b int)", "DROP TEMPORARY TABLE a", "INSERT INTO a VALUES (1)",
        "SET @a = 1", "SELECT 1", "DO 1", "-- CREATE\nUPDATE a SET b = 1"})
    CHECK(classify(sql).flags == 0);
}

TEST_CASE("T-31: transaction control of the user is told") {
  for (const char *sql : {"BEGIN", "START TRANSACTION", "SAVEPOINT a", "ROLLBACK", "ROLLBACK TO a",
                          "SET autocommit = 0", "SET @@session.autocommit=1", "XA START 'a'"})
    CHECK((classify(sql).flags & TNT_PIECE_TX_CONTROL) != 0);
  CHECK(classify("COMMIT").flags == (TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT));
  CHECK(classify("BEGIN NOT ATOMIC DO 1; END").flags == 0);
  CHECK(classify("ROLLBACK TO SAVEPOINT a").ends_transaction == false);
  CHECK(classify("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE").flags == TNT_PIECE_NO_TRANSACTION);
}

TEST_CASE("a drop of several may stop half way, a drop of one may not") {
  CHECK(classify("DROP TABLE a, b").stops_half_way);
  CHECK_FALSE(classify("DROP TABLE a").stops_half_way);
  CHECK(classify("CALL p()").may_commit_inside);
}

TEST_CASE("statements whose rows MariaDB's driver overlooks are known, and so is all that is not known") {
  for (const char *sql :
       {"OPTIMIZE TABLE a", "VALUES (1)", "HELP 'x'", "LOAD INDEX INTO CACHE a", "SOMETHING new"})
    CHECK(classify(sql).returns_rows_unexpectedly);
  for (const char *sql :
       {"SELECT 1", "(SELECT 1)", "INSERT INTO a VALUES (1)", "LOAD DATA INFILE 'x' INTO TABLE a", "",
        "/*!40000 ALTER TABLE a DISABLE KEYS */", "CALL p()"})
    CHECK_FALSE(classify(sql).returns_rows_unexpectedly);
}

TEST_CASE("the charset of SET NAMES is read from all its forms") {
  CHECK(tenantry::mysql::connection_charset("SET NAMES utf8mb4 COLLATE x") == "utf8mb4");
  CHECK(tenantry::mysql::connection_charset("/*!40101 SET NAMES 'latin1' */") == "latin1");
  CHECK(tenantry::mysql::connection_charset("SET CHARACTER SET utf8") == "utf8");
  CHECK(tenantry::mysql::connection_charset("SET @names = 1").empty());
}

TEST_CASE("placeholders are counted outside quotes and comments") {
  CHECK(tenantry::mysql::count_placeholders("SELECT ?, '?', \"?\", `?` -- ?\n, /* ? */ ? # ?") == 2);
}
