// Records as SQL Server's messages have them, through FreeTDS and through Microsoft's driver.
#include "plugins/odbc/sqlserver/server_error.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::sqlserver;
namespace sdk = tenantry::sdk;

TEST_CASE("SQL Server: the numbers of recorded errors become categories that the engine acts upon") {
  struct row {
    const char *sqlstate;
    int native;
    const char *message;
    tnt_status status;
    const char *translated;
    sdk::retry retry;
  };
  for (const row &one : std::vector<row>{
           {"42S02", 208, "Invalid object name 'a'.", TNT_SQL, "42S02", sdk::retry::never},
           {"42S01", 2714, "There is already an object named 'a' in the database.", TNT_SQL, "42S01",
            sdk::retry::never},
           {"23000", 2627, "Violation of PRIMARY KEY constraint 'a_pkey'.", TNT_SQL, "23505",
            sdk::retry::never},
           {"23000", 2601, "Cannot insert duplicate key row in object 'dbo.a'", TNT_SQL, "23505",
            sdk::retry::never},
           {"23000", 515, "Cannot insert the value NULL into column 'a'", TNT_SQL, "23502",
            sdk::retry::never},
           {"23000", 547, "The INSERT statement conflicted with the FOREIGN KEY constraint \"f\".", TNT_SQL,
            "23503", sdk::retry::never},
           {"23000", 547, "The INSERT statement conflicted with the CHECK constraint \"c\".", TNT_SQL,
            "23514", sdk::retry::never},
           {"40001", 1205, "Transaction (Process ID 52) was deadlocked on lock resources", TNT_LOCKED,
            "40001", sdk::retry::same_connection},
           {"HY000", 1222, "Lock request time out period exceeded.", TNT_LOCKED, "55P03",
            sdk::retry::same_connection},
           {"42000", 226, "CREATE DATABASE statement not allowed within multi-statement transaction.",
            TNT_SQL, "25001", sdk::retry::never},
           {"42000", 574, "RECONFIGURE statement cannot be used inside a user transaction.", TNT_SQL, "25001",
            sdk::retry::never},
           {"42000", 3702, "Cannot drop database \"a\" because it is currently in use.", TNT_LOCKED, "55006",
            sdk::retry::same_connection},
           {"42000", 1801, "Database 'a' already exists.", TNT_CONFLICT, "42P04", sdk::retry::never},
           {"42000", 3906, "Failed to update database \"a\" because the database is read-only.", TNT_SQL,
            "25006", sdk::retry::never},
           {"HY000", 0, "Unknown error", TNT_CONNECTION_LOST, "HY000", sdk::retry::new_connection},
           {"08S01", 20047, "DBPROCESS is dead or not enabled", TNT_CONNECTION_LOST, "08S01",
            sdk::retry::new_connection},
           {"01000", 20017, "Unexpected EOF from the server", TNT_CONNECTION_LOST, "01000",
            sdk::retry::new_connection},
           {"HY000", 596, "Cannot continue the execution because the session is in the kill state.",
            TNT_CONNECTION_LOST, "HY000", sdk::retry::new_connection},
           {"08S01", 10054, "TCP Provider: An existing connection was forcibly closed by the remote host.",
            TNT_CONNECTION_LOST, "08S01", sdk::retry::new_connection},
           {"HY008", 0, "Operation canceled", TNT_CANCELLED, "57014", sdk::retry::unknown},
           {"HYT00", 0, "Timeout expired", TNT_TIMEOUT, "57014", sdk::retry::unknown},
           // FreeTDS gives a state of class 08 to a number that breaks no line.
           {"08004", 911, "Database 'a' does not exist. Make sure that the name is entered correctly.",
            TNT_UNREACHABLE, "3D000", sdk::retry::new_connection},
           {"42000", 50000, "ours", TNT_SQL, "42000", sdk::retry::never}}) {
    const sdk::failure why = failed_statement({{one.sqlstate, one.native, one.message}}, "SELECT 1");
    INFO(one.native << " " << one.message);
    CHECK(why.status() == one.status);
    CHECK(why.sqlstate() == one.translated);
    CHECK(why.retry() == one.retry);
  }
}

TEST_CASE("Babelfish: an error that it has no number of SQL Server's for is told by its words") {
  constexpr int not_mapped = 33557097;
  const auto told = [](const char *message) {
    return failed_statement({{"42000", not_mapped, message}}, "SELECT 1");
  };
  CHECK(told("relation \"nowhere\" does not exist").sqlstate() == "42S02");
  CHECK(told("schema \"wells\" already exists").sqlstate() == "42P06");
  const sdk::failure twice = told("Database 'a' already exists. Choose a different database name.");
  CHECK(twice.status() == TNT_CONFLICT);
  CHECK(twice.sqlstate() == "42P04");
  CHECK(told("'WAITFOR' is not currently supported in Babelfish").sqlstate() == "0A000");
  CHECK(told("syntax error near 'x' at line 1").sqlstate() == "42601");
  const sdk::failure late = told("canceling statement due to lock timeout");
  CHECK(late.status() == TNT_LOCKED);
  CHECK(late.retry() == sdk::retry::same_connection);
  const sdk::failure starting =
      failed_connect({{"42000", not_mapped, "the database system is not yet accepting connections"}});
  CHECK(starting.status() == TNT_UNREACHABLE);
  CHECK(starting.retry() == sdk::retry::new_connection);
  // The same words with another number are somebody's own.
  CHECK(failed_statement({{"42000", 50000, "relation \"a\" does not exist"}}, "").sqlstate() == "42000");
}

TEST_CASE("SQL Server: of several records the one that says why is told") {
  const sdk::failure why = failed_statement({{"01000", 5701, "Changed database context to 'a'."},
                                             {"01000", 3621, "The statement has been terminated."},
                                             {"23000", 2627, "Violation of UNIQUE KEY constraint 'u'."}},
                                            "");
  CHECK(why.native_code() == 2627);
  CHECK(failed_statement({{"42000", 5074, "The index 'i' is dependent on column 'a'."},
                          {"42000", 4922, "ALTER TABLE ALTER COLUMN a failed"}},
                         "")
            .sqlstate() == "2BP01");
  CHECK(is_noise({"01000", 5703, "Changed language setting to us_english."}));
  CHECK_FALSE(is_noise({"01000", 0, "printed"}));
}

TEST_CASE("SQL Server: a login that fails gives two records, and the first is the useful one") {
  const sdk::failure wrong = failed_connect(
      {{"42000", 18456, "Login failed for user 'u'."}, {"08001", 0, "Unable to connect to data source"}});
  CHECK(wrong.status() == TNT_AUTH);
  CHECK(wrong.native_code() == 18456);
  const sdk::failure missing =
      failed_connect({{"42000", 4060, "Cannot open database \"a\" requested by the login."},
                      {"42000", 18456, "Login failed for user 'u'."}});
  CHECK(missing.status() == TNT_UNREACHABLE);
  CHECK(missing.sqlstate() == "3D000");
  CHECK(missing.retry() == sdk::retry::never);
  const sdk::failure refused = failed_connect({{"08001", 0, "Unable to connect to data source"}});
  CHECK(refused.status() == TNT_UNREACHABLE);
  CHECK(refused.retry() == sdk::retry::new_connection);
  CHECK(failed_connect({{"01000", 0, "Can't open lib 'x' : file not found"}}).status() == TNT_BAD_CONFIG);
  CHECK(failed_connect({{"IM002", 0, "Data source name not found"}}).status() == TNT_BAD_CONFIG);
}

TEST_CASE("SQL Server: a syntax error points at its word where that stands in the batch once") {
  const char *sql = "SELECT 1;\nSELEC 2;";
  CHECK(failed_statement({{"42000", 102, "Incorrect syntax near 'SELEC'."}}, sql).offset() == 11);
  CHECK(failed_statement({{"42000", 102, "Incorrect syntax near ';'."}}, sql).offset() == 0);
  CHECK(failed_statement({{"42000", 102, "Incorrect syntax"}}, sql).offset() == 0);
}
