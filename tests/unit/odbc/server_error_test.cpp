// Records as MariaDB 10.11 and MySQL 8 gave them.
#include "plugins/odbc/mysql/server_error.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::mysql;
namespace sdk = tenantry::sdk;
using tenantry::odbc::diagnostics;

namespace {

sdk::failure of(const char *sqlstate, int native, const char *message,
                const char *sql = "INSERT INTO a VALUES (1)") {
  return failed_statement({{sqlstate, native, message}}, sql);
}

}  // namespace

TEST_CASE("the numbers of recorded errors become categories that the engine acts upon") {
  struct row {
    const char *sqlstate;
    int native;
    const char *message;
    tnt_status status;
    const char *translated;
    sdk::retry retry;
  };
  for (const row &one : std::vector<row>{
           {"42S02", 1146, "Table 'a.b' doesn't exist", TNT_SQL, "42S02", sdk::retry::never},
           {"42S01", 1050, "Table 'b' already exists", TNT_SQL, "42S01", sdk::retry::never},
           {"23000", 1062, "Duplicate entry '1' for key 'PRIMARY'", TNT_SQL, "23505", sdk::retry::never},
           {"40001", 1213, "Deadlock found when trying to get lock", TNT_LOCKED, "40001",
            sdk::retry::same_connection},
           {"HY000", 1205, "Lock wait timeout exceeded", TNT_LOCKED, "HY000", sdk::retry::same_connection},
           {"HY000", 3572,
            "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set.",
            TNT_LOCKED, "55P03", sdk::retry::same_connection},
           {"HY018", 1969, "Query execution was interrupted (max_statement_time exceeded)", TNT_TIMEOUT,
            "57014", sdk::retry::unknown},
           {"HY000", 3024, "Query execution was interrupted, maximum statement execution time exceeded",
            TNT_TIMEOUT, "57014", sdk::retry::unknown},
           {"HY018", 1317, "Query execution was interrupted", TNT_CANCELLED, "57014", sdk::retry::unknown},
           {"HY018", 1927, "Connection was killed", TNT_CONNECTION_LOST, "HY018", sdk::retry::new_connection},
           {"08S01", 2013, "Lost connection to server during query", TNT_CONNECTION_LOST, "08S01",
            sdk::retry::new_connection},
           {"08003", 0, "Connection not open", TNT_CONNECTION_LOST, "08003", sdk::retry::new_connection},
           {"HY000", 2014, "Commands out of sync", TNT_CONNECTION_LOST, "HY000", sdk::retry::new_connection},
           {"HY000", 1290, "The MariaDB server is running with the --read-only option", TNT_SQL, "25006",
            sdk::retry::never},
           {"HY000", 3819, "Check constraint 'c' is violated.", TNT_SQL, "23514", sdk::retry::never},
           {"22007", 1366, "Incorrect string value", TNT_SQL, "22021", sdk::retry::never},
           {"42000", 9999, "something new", TNT_SQL, "42000", sdk::retry::never}}) {
    const sdk::failure why = of(one.sqlstate, one.native, one.message);
    INFO(one.native);
    CHECK(why.status() == one.status);
    CHECK(why.sqlstate() == one.translated);
    CHECK(why.retry() == one.retry);
    CHECK(why.native_code() == one.native);
    CHECK(why.effect() == (one.status == TNT_CONNECTION_LOST ? sdk::effect::unknown : sdk::effect::none));
  }
}

TEST_CASE("T-02: an error that may have left a part behind says so") {
  const sdk::failure unknown_table = of("42S02", 1051, "Unknown table 'a.b'");
  CHECK(may_have_left_part(unknown_table, classify("DROP TABLE a, b")));
  CHECK_FALSE(may_have_left_part(unknown_table, classify("DROP TABLE b")));
  CHECK(may_have_left_part(of("45000", 1644, "no"), classify("CALL p()")));
  CHECK_FALSE(
      may_have_left_part(of("42S01", 1050, "Table 'a' already exists"), classify("CREATE TABLE a (b int)")));
}

TEST_CASE("a refused connection is told by its cause") {
  const auto refused = [](const char *sqlstate, int native) {
    return failed_connect({{sqlstate, native, "refused"}});
  };
  CHECK(refused("28000", 1045).status() == TNT_AUTH);
  CHECK(refused("HY000", 1698).status() == TNT_AUTH);
  CHECK(refused("42000", 1049).status() == TNT_UNREACHABLE);
  CHECK(refused("42000", 1049).sqlstate() == "3D000");
  CHECK(refused("42000", 1049).retry() == sdk::retry::never);
  CHECK(refused("HY000", 2002).status() == TNT_UNREACHABLE);
  CHECK(refused("HY000", 2002).retry() == sdk::retry::new_connection);
  CHECK(refused("08004", 1040).sqlstate() == "53300");
  CHECK(refused("01000", 0).status() == TNT_BAD_CONFIG);
  CHECK(refused("IM002", 0).status() == TNT_BAD_CONFIG);
}

TEST_CASE("a syntax error is found in the statement by its line and its words") {
  const std::string sql = "SELECT x\n  FRM x\n  FRM y";
  CHECK(offset_of("… for the right syntax to use near 'FRM y' at line 3", sql) == sql.rfind("FRM") + 1);
  CHECK(offset_of("… near 'x\n  FRM y' at line 2", sql) == sql.find("x\n  FRM y", 5) + 1);
  CHECK(offset_of("… near '' at line 3", sql) == sql.size());
  CHECK(offset_of("… near 'nowhere' at line 1", sql) == 0);
  CHECK(offset_of("something else", sql) == 0);
}
