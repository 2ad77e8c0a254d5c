// The law of dialects, on real databases: project(introspect(run(render(create m)))) = project(m).
#include <tenantry/sdk/comparable.hpp>
#include <tenantry/sdk/creation.hpp>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/integration/schema/host.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/optional_server.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;
using nlohmann::json;
namespace sdk = tenantry::sdk;

namespace {

json document(const std::string &name) {
  std::ifstream file(std::string(TENANTRY_SOURCE_DIR) + "/tests/data/schemas/" + name + ".json");
  REQUIRE(file);
  return json::parse(file);
}
std::string compared(const json &schema) {
  return sdk::write_schema(sdk::comparable(sdk::read_schema(schema))).dump(1);
}
json creation(const json &schema) {
  return json::parse(sdk::creation_changes(sdk::read_schema(schema)).dump());
}

// gaps: how many objects this dialect cannot express; the projection must have lost them too.
void hold_to_the_law(dialect_host &host, const std::string &name, std::size_t gaps = 0) {
  INFO(name);
  const json schema = document(name);
  json rendered = host.render(creation(schema));
  CHECK(rendered["gaps"].size() == gaps);
  if (rendered["gaps"].size() == gaps) rendered["gaps"].clear();
  host.run_all(rendered);
  const json projected = host.project(schema);
  CHECK(projected["lost"].size() >= gaps);
  const json &wanted = projected["schema"];
  CHECK(wanted["tables"].size() == schema["tables"].size());  // nothing is hidden by leaving it out
  CHECK(host.project(wanted)["schema"] == wanted);
  const json found = host.introspect();
  CHECK(found["findings"] == json::array());
  CHECK(compared(host.project(found["schema"])["schema"]) == compared(wanted));
}

void all_on_postgresql(const std::string &url, const std::string &version) {
  for (const char *name : {"fleet", "types", "defaults", "rules", "indexes", "postgresql"}) {
    postgres_database database(url, "law");
    dialect_host host(postgresql_table(), {{"url", database.url()}}, "postgresql", version);
    hold_to_the_law(host, name);
  }
}

}  // namespace

TEST_CASE("what PostgreSQL 15 makes of a schema is what the dialect says that it keeps") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  all_on_postgresql(url, "15");
}

TEST_CASE("what PostgreSQL 18 makes of a schema is what the dialect says that it keeps") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG18);
  all_on_postgresql(url, "18");
}

namespace {

// No partial indexes on either, no indexes on expressions on MariaDB.
void all_on_mysql(const std::string &url, const std::string &dialect, const std::string &version,
                  std::size_t index_gaps) {
  for (const char *name : {"fleet", "types", "defaults", "rules", "indexes", "mariadb"}) {
    if (dialect == "mysql" && name == std::string("mariadb")) continue;  // it has sequences
    const mysql_server_database database(url, "law");
    dialect_host host(mysql_table(), {{"url", database.url()}}, dialect, version);
    hold_to_the_law(host, name, name == std::string("indexes") ? index_gaps : 0);
  }
}

}  // namespace

TEST_CASE("what MariaDB makes of a schema is what the dialect says that it keeps") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  all_on_mysql(url, "mariadb", "10.11", 2);
}

TEST_CASE("what MySQL makes of a schema is what the dialect says that it keeps") {
  TENANTRY_OPTIONAL_SERVER(url, TENANTRY_TEST_MYSQL);
  all_on_mysql(url, "mysql", "8.0", 1);
}

TEST_CASE("what SQLite makes of a schema is what the dialect says that it keeps") {
  for (const char *name : {"fleet", "types", "defaults", "rules", "indexes"}) {
    const temporary_folder folder;
    dialect_host host(sqlite_table(),
                      {{"url", "sqlite:" + (folder.path() / "t.db").string()}, {"create", "true"}}, "sqlite",
                      "3");
    hold_to_the_law(host, name);
  }
}
