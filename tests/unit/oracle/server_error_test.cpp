// Records as Oracle's ODBC driver words them, numbers from its manual; and those of engines that are like it,
// as seen.
#include "plugins/odbc/oracle/server_error.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::oracle;
namespace sdk = tenantry::sdk;

TEST_CASE("Oracle: the numbers of recorded errors become categories that the engine acts upon") {
  struct row {
    const char *sqlstate;
    int native;
    const char *message;
    tnt_status status;
    const char *translated;
    sdk::retry retry;
  };
  for (const row &one : std::vector<row>{
           {"42S01", 955, "ORA-00955: name is already used by an existing object", TNT_SQL, "42S01",
            sdk::retry::never},
           {"42S02", 942, "ORA-00942: table or view does not exist", TNT_SQL, "42S02", sdk::retry::never},
           {"23000", 1, "ORA-00001: unique constraint (A.B_PK) violated", TNT_SQL, "23505",
            sdk::retry::never},
           {"23000", 1400, "ORA-01400: cannot insert NULL into (\"A\".\"B\".\"C\")", TNT_SQL, "23502",
            sdk::retry::never},
           {"23000", 2290, "ORA-02290: check constraint (A.C) violated", TNT_SQL, "23514", sdk::retry::never},
           {"23000", 2291, "ORA-02291: integrity constraint (A.F) violated - parent key not found", TNT_SQL,
            "23503", sdk::retry::never},
           {"HY000", 54, "ORA-00054: resource busy and acquire with NOWAIT specified or timeout expired",
            TNT_LOCKED, "55P03", sdk::retry::same_connection},
           {"HY000", 30006, "ORA-30006: resource busy; acquire with WAIT timeout expired", TNT_LOCKED,
            "55P03", sdk::retry::same_connection},
           {"40001", 60, "ORA-00060: deadlock detected while waiting for resource", TNT_LOCKED, "40001",
            sdk::retry::same_connection},
           {"40001", 8177, "ORA-08177: can't serialize access for this transaction", TNT_LOCKED, "40001",
            sdk::retry::same_connection},
           {"HY008", 1013, "ORA-01013: user requested cancel of current operation", TNT_CANCELLED, "57014",
            sdk::retry::unknown},
           {"08003", 3113, "ORA-03113: end-of-file on communication channel", TNT_CONNECTION_LOST, "08003",
            sdk::retry::new_connection},
           {"HY000", 28, "ORA-00028: your session has been killed", TNT_CONNECTION_LOST, "HY000",
            sdk::retry::new_connection},
           {"HY000", 12899, "ORA-12899: value too large for column \"A\".\"B\".\"C\" (actual: 9, maximum: 4)",
            TNT_SQL, "22001", sdk::retry::never},
           {"HY000", 20001, "ORA-20001: ours", TNT_SQL, "HY000", sdk::retry::never},
           {"HY000", 31, "ORA-00031: session marked for kill", TNT_SQL, "HY000", sdk::retry::never}}) {
    const sdk::failure why =
        failed_statement({{one.sqlstate, one.native, one.message}}, "SELECT 1 FROM DUAL");
    INFO(one.message);
    CHECK(why.status() == one.status);
    CHECK(why.sqlstate() == one.translated);
    CHECK(why.retry() == one.retry);
    CHECK(why.native_code() == one.native);
  }
}

TEST_CASE("the likes of Oracle have no ORA numbers: their states decide") {
  CHECK(failed_statement({{"40001", 8, "conflict"}}, "").status() == TNT_LOCKED);
  CHECK(failed_statement({{"42S02", 1146, "Table 'a.b' doesn't exist"}}, "").sqlstate() == "42S02");
  CHECK(failed_statement({{"23000", 1062, "Duplicate entry"}}, "").sqlstate() == "23505");
  CHECK(failed_statement({{"HY000", 1205, "Lock wait timeout exceeded"}}, "").status() == TNT_LOCKED);
  CHECK(failed_statement({{"08S01", 2013, "Lost connection to server"}}, "").status() == TNT_CONNECTION_LOST);
  CHECK(
      failed_statement({{"42501", 7, "ERROR: user lacks privilege or object not found: A"}}, "").sqlstate() ==
      "42S02");
  CHECK(failed_statement({{"42504", 7, "ERROR: object name already exists: A"}}, "").sqlstate() == "42S01");
  // 1054 is MariaDB's unknown column and no ORA-01054.
  CHECK(failed_statement({{"42S22", 1054, "Unknown column 'x'"}}, "").sqlstate() == "42S22");
}

TEST_CASE(
    "T-05: the likes of Oracle: a line that broke is a lost connection, whatever number its driver gives") {
  for (const tenantry::odbc::diagnostic &one :
       std::vector<tenantry::odbc::diagnostic>{{"HY000", 5013, "Read error: Connection reset by peer (104)"},
                                               {"HY000", 5014, "Write error: Connection reset by peer (104)"},
                                               {"08S01", 1053, "Server shutdown in progress"},
                                               {"08S01", 35, "Could not send query(connection dead);"},
                                               {"08001", 26, "Could not send query to backend;"}}) {
    const sdk::failure why = failed_statement({one}, "SELECT 1 FROM DUAL");
    INFO(one.message);
    CHECK(why.status() == TNT_CONNECTION_LOST);
    CHECK(why.retry() == sdk::retry::new_connection);
  }
  // A packet that is too large has a state of its kind, and is the statement's fault.
  CHECK(failed_statement({{"08S01", 1153, "Got a packet bigger than 'max_allowed_packet' bytes"}}, "")
            .status() == TNT_SQL);
}

TEST_CASE("PostgreSQL's driver has one number for every login that fails: the server's words decide") {
  const sdk::failure password = failed_connect(
      {{"08001", 101,
        "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  Login attempt rejected\n"}});
  CHECK(password.status() == TNT_AUTH);
  CHECK(password.retry() == sdk::retry::never);
  CHECK(failed_connect({{"08001", 101, "FATAL:  password authentication failed for user \"u\""}}).status() ==
        TNT_AUTH);
  const sdk::failure nobody = failed_connect(
      {{"08001", 101, "connection to server at \"127.0.0.1\", port 1 failed: Connection refused"}});
  CHECK(nobody.status() == TNT_UNREACHABLE);
  CHECK(nobody.retry() == sdk::retry::new_connection);
}

TEST_CASE("Oracle: a login that fails says what to do") {
  CHECK(failed_connect({{"28000", 1017, "ORA-01017: invalid username/password; logon denied"}}).status() ==
        TNT_AUTH);
  CHECK(failed_connect({{"28000", 1045, "Access denied for user 'u'"}}).status() == TNT_AUTH);
  const sdk::failure nobody = failed_connect({{"08001", 12541, "ORA-12541: TNS:no listener"}});
  CHECK(nobody.status() == TNT_UNREACHABLE);
  CHECK(nobody.retry() == sdk::retry::new_connection);
  const sdk::failure service =
      failed_connect({{"08001", 12514, "ORA-12514: TNS:listener does not currently know of service"}});
  CHECK(service.status() == TNT_UNREACHABLE);
  CHECK(service.sqlstate() == "3D000");
  CHECK(service.retry() == sdk::retry::never);
  CHECK(failed_connect({{"01000", 0, "Can't open lib 'libsqora.so' : file not found"}}).status() ==
        TNT_BAD_CONFIG);
  CHECK(ora_number("TNS-12541: no listener") == 12541);
  CHECK(ora_number("nothing") == 0);
  CHECK(is_noise({"01000", 24344, "ORA-24344: success with compilation error"}));
}
