// Each kind of change, applied to a database that has rows, gives the schema that the change describes.
#include <tenantry/sdk/comparable.hpp>
#include <tenantry/sdk/creation.hpp>

#include <catch2/catch.hpp>

#include "tests/integration/schema/host.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/optional_server.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;
using nlohmann::json;
namespace sdk = tenantry::sdk;

namespace {

const json start = json::parse(R"json({"format":"tenantry.schema/1","tables":[
  {"name":"child","columns":[{"name":"id","type":"integer","null":false},{"name":"well","type":"integer"}],
   "primary_key":{"name":"child_pkey","columns":["id"]},
   "foreign_keys":[{"name":"child_well_fk","columns":["well"],"references":{"table":"wells","columns":["id"]},
     "on_delete":"cascade"}]},
  {"name":"wells","columns":[{"name":"id","type":"integer","null":false},{"name":"depth","type":"integer"},
    {"name":"name","type":"varchar(40)","null":false},{"name":"gone","type":"text"}],
   "primary_key":{"name":"wells_pkey","columns":["id"]},
   "checks":[{"name":"deep","expression":{"op":">=","args":[{"column":"depth"},{"literal":0}]}}],
   "indexes":[{"name":"by_depth","parts":[{"column":"depth"}]}]}]})json");

// The schema with one table changed, and the change that leads there.
class evolution {
 public:
  evolution(dialect_host &host, bool rebuilds) : host_(host), rebuilds_(rebuilds) {
    apply(json::parse(sdk::creation_changes(sdk::read_schema(schema_)).dump()));
    host_.run("INSERT INTO wells (id, depth, name, gone) VALUES (1, 10, 'a', 'x'), (2, 20, 'b', 'y')");
    host_.run("INSERT INTO child (id, well) VALUES (1, 1), (2, 2)");
  }
  template <class Edit>
  void change(json wish, Edit &&edit) {
    const json before = table();
    edit(table());
    INFO(wish.dump());
    wish["before"] = before;
    wish["after"] = table();
    apply(json::array({wish}));
    CHECK(host_.project(host_.introspect()["schema"])["schema"] == host_.project(schema_)["schema"]);
  }
  json &table() { return schema_["tables"][1]; }

 private:
  void apply(const json &changes) {
    const json rendered = host_.render(changes);
    if (rebuilds_)
      host_.run_rebuild(rendered);
    else
      host_.run_all(rendered);
  }
  dialect_host &host_;
  bool rebuilds_;
  json schema_ = start;
};

json named(const char *kind, const char *name) {
  return {{"kind", kind}, {"name", name}, {"column", name}};
}

void change_everything(evolution &e) {
  e.change(named("add_column", "extra"), [](json &t) {
    t["columns"].push_back({{"name", "extra"}, {"type", "integer"}});
  });
  e.change(named("add_column", "state"), [](json &t) {
    t["columns"].push_back({{"name", "state"},
                            {"type", "varchar(9)"},
                            {"null", false},
                            {"default", {{"kind", "literal"}, {"value", "new"}}}});
  });
  e.change(named("alter_column", "depth"), [](json &t) { t["columns"][1]["type"] = "numeric(9,2)"; });
  e.change(named("alter_column", "depth"), [](json &t) { t["columns"][1]["null"] = false; });
  e.change(named("alter_column", "depth"), [](json &t) {
    t["columns"][1]["default"] = {{"kind", "literal"}, {"value", 5}};
  });
  e.change(named("alter_column", "depth"), [](json &t) {
    t["columns"][1]["null"] = true;
    t["columns"][1].erase("default");
  });
  e.change(named("drop_index", "by_depth"), [](json &t) { t.erase("indexes"); });
  e.change(named("create_index", "by_name"), [](json &t) {
    t["indexes"] = {
        {{"name", "by_name"}, {"unique", true}, {"parts", {{{"column", "name"}, {"descending", true}}}}}};
  });
  e.change({{"kind", "rename_index"}, {"name", "by_name"}, {"to", "names"}},
           [](json &t) { t["indexes"][0]["name"] = "names"; });
  e.change(named("add_unique", "name_once"), [](json &t) {
    t["uniques"] = {{{"name", "name_once"}, {"columns", {"name", "id"}}}};
  });
  e.change(named("drop_unique", "name_once"), [](json &t) { t.erase("uniques"); });
  e.change(named("drop_check", "deep"), [](json &t) { t.erase("checks"); });
  e.change(named("add_check", "deeper"), [](json &t) {
    t["checks"] = {{{"name", "deeper"},
                    {"expression", {{"op", ">"}, {"args", {{{"column", "depth"}}, {{"literal", 1}}}}}}}};
  });
  e.change(named("add_foreign_key", "up_fk"), [](json &t) {
    t["foreign_keys"] = {{{"name", "up_fk"},
                          {"columns", {"extra"}},
                          {"references", {{"table", "wells"}, {"columns", {"id"}}}}}};
  });
  e.change(named("drop_foreign_key", "up_fk"), [](json &t) { t.erase("foreign_keys"); });
  e.change(named("drop_column", "gone"), [](json &t) { t["columns"].erase(3); });
  e.change({{"kind", "rename_column"}, {"column", "name"}, {"to", "title"}}, [](json &t) {
    t["columns"][2]["name"] = "title";
    t["indexes"][0]["parts"][0]["column"] = "title";
  });
}

}  // namespace

TEST_CASE("every change of a table works on PostgreSQL and leaves the rows there") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "change");
  dialect_host host(postgresql_table(), {{"url", database.url()}}, "postgresql", "15");
  evolution e(host, false);
  change_everything(e);
  CHECK(database.value(
            "SELECT count(*) FROM wells JOIN child ON child.well = wells.id WHERE state = 'new'") == "2");
}

TEST_CASE("T-44: every change of a table works on SQLite and no child loses a row") {
  const temporary_folder folder;
  const auto file = folder.path() / "t.db";
  dialect_host host(sqlite_table(),
                    {{"url", "sqlite:" + file.string()}, {"create", "true"}, {"setting.foreign_keys", "on"}},
                    "sqlite", "3");
  evolution e(host, true);
  change_everything(e);
  CHECK(sqlite_value(file,
                     "SELECT count(*) FROM wells JOIN child ON child.well = wells.id WHERE state = 'new'") ==
        "2");
}

TEST_CASE("every change of a table works on MariaDB and leaves the rows there") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mysql_server_database database(url, "change");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  evolution e(host, false);
  change_everything(e);
  CHECK(host.value("SELECT count(*) FROM wells JOIN child ON child.well = wells.id WHERE state = 'new'") ==
        "2");
}

TEST_CASE("every change of a table works on MySQL and leaves the rows there") {
  TENANTRY_OPTIONAL_SERVER(url, TENANTRY_TEST_MYSQL);
  const mysql_server_database database(url, "change");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mysql", "8.0");
  evolution e(host, false);
  change_everything(e);
  CHECK(host.value("SELECT count(*) FROM wells JOIN child ON child.well = wells.id WHERE state = 'new'") ==
        "2");
}

TEST_CASE(
    "T-43: an index that is not valid is a finding, and tenantry's own tables are no part of the schema") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_PG15);
  postgres_database database(url, "finding");
  database.run(
      "CREATE SCHEMA tenantry; CREATE TABLE tenantry.history (a int); CREATE SCHEMA drizzle; CREATE TABLE "
      "drizzle.__drizzle_migrations (id serial); CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1); "
      "CREATE TABLE "
      "hidden (a int)");
  dialect_host host(postgresql_table(), {{"url", database.url()}}, "postgresql", "15");
  CHECK_THROWS(host.run("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)"));
  const json answer = host.introspect({{"exclude", {{{"name", "hidden"}}}}});
  REQUIRE(answer["findings"].size() == 1);
  CHECK(answer["findings"][0]["kind"] == "invalid_index");
  CHECK(answer["findings"][0]["name"] == "broken");
  CHECK(answer["schema"]["tables"].size() == 1);
  CHECK(!answer["schema"].contains("schemas"));
}
