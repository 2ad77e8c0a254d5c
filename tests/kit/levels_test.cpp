// The adapters of this tree reach the level that they promise.
#include <catch2/catch.hpp>

#include "tests/kit/kit.hpp"
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

}  // namespace tenantry::kit
