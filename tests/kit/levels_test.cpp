// The adapters of this tree reach the level that they promise; on engines that are only like their database
// no test is bad.
#include <catch2/catch.hpp>

#include "tests/kit/kit.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/optional_server.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::kit {
namespace {

void expect_full(const std::string &target, const std::string &adapter, const std::string &url) {
  const kit_run run = run_kit_json(
      {target, "--quirks", TENANTRY_SOURCE_DIR "/plugins/" + adapter + "/quirks.json", "--require", "full"},
      {{"TENANTRY_CHECK_URL", url}});
  for (const auto &[id, event] : run.tests) {
    const bool well = event.at("verdict") == "ok" || event.at("forgiven") == true;
    if (!well) UNSCOPED_INFO(event.dump(2));
  }
  UNSCOPED_INFO(run.last.dump() << run.err);
  CHECK(run.exit_code == 0);
}

// A level says nothing here: these engines, or Oracle's quirks, lack what some of its tests need.
void expect_nothing_bad(const std::string &quirks, const std::string &url, const std::string &only = "") {
  std::vector<std::string> arguments = {TENANTRY_ORACLE_MANIFEST, "--quirks",
                                        TENANTRY_SOURCE_DIR "/" + quirks};
  if (!only.empty()) arguments.insert(arguments.end(), {"--only", only});
  const kit_run run = run_kit_json(arguments, {{"TENANTRY_CHECK_URL", url}});
  std::size_t good = 0;
  for (const auto &[id, event] : run.tests) {
    if (event.at("verdict") == "ok") ++good;
    if (event.at("verdict") != "ok" && event.at("verdict") != "skipped") UNSCOPED_INFO(event.dump(2));
  }
  UNSCOPED_INFO(run.last.dump() << run.err);
  CHECK(run.exit_code == 0);
  CHECK(good > run.tests.size() / 2);  // an engine that is not there skips nearly all
}

}  // namespace

TEST_CASE("kit_sqlite: the SQLite adapter reaches level full") {
  const testing::temporary_folder folder;
  expect_full(TENANTRY_SQLITE_MANIFEST, "sqlite", "sqlite://" + (folder.path() / "kit.db").string());
}

TEST_CASE("kit_postgresql: the built-in PostgreSQL adapter reaches level full") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15_SCRAM);
  const testing::postgres_database database(server, "kit");
  expect_full("built-in:org.tenantry.postgresql", "postgresql", database.url());
}

TEST_CASE("kit_mariadb: the adapter for MySQL reaches level full on MariaDB") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const testing::mysql_database database(server, "kit");
  expect_full(TENANTRY_MYSQL_MANIFEST, "odbc/mysql", database.url());
}

TEST_CASE("kit_mysql: the adapter for MySQL reaches level full on MySQL") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_MYSQL);
  const testing::mysql_database database(server, "kit");
  expect_full(TENANTRY_MYSQL_MANIFEST, "odbc/mysql", database.url());
}

TEST_CASE("kit_sqlserver: the adapter for SQL Server reaches level full on SQL Server") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_SQLSERVER);
  expect_full(TENANTRY_SQLSERVER_MANIFEST, "odbc/sqlserver", server);
}

TEST_CASE("kit_oracle: no test of the kit is bad with Oracle's adapter on Oracle") {
  TENANTRY_OPTIONAL_SERVER(server, TENANTRY_TEST_ORACLE);
  expect_nothing_bad("plugins/odbc/oracle/quirks.json", server);
}

TEST_CASE("kit_like_oracle: no test of the kit is bad with Oracle's adapter on MariaDB in Oracle's mode") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const testing::mysql_database database(server, "kit_ora");
  expect_nothing_bad("tests/kit/like_oracle/mariadb.json", database.connection_string());
}

// HSQLDB is slow to open and to hang up: the groups that look for that are left to the full counts.
TEST_CASE("HSQLDB t6: no test of the kit is bad with Oracle's adapter on HSQLDB") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_HSQLDB);
  expect_nothing_bad("tests/kit/like_oracle/hsqldb.json", server + "t6",
                     testing::rounds(0, 1) == 1 ? "" : "^(?!leak|lifecycle.hundred|deadline|cancel|thread)");
}

}  // namespace tenantry::kit
