// What only MariaDB and MySQL need: indexes that foreign keys make and lean on, columns that count, texts
// that come into a key, and values that change their place.
#include <tenantry/sdk/creation.hpp>

#include <catch2/catch.hpp>

#include "tests/integration/schema/host.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/optional_server.hpp"

using namespace tenantry::testing;
using nlohmann::json;
namespace sdk = tenantry::sdk;

namespace {

const json start = json::parse(R"json({"format":"tenantry.schema/1",
  "enums":[{"name":"mood","values":["calm","wild"]}],
  "tables":[
  {"name":"rigs","columns":[{"name":"id","type":"integer","null":false}],"primary_key":{"columns":["id"]}},
  {"name":"wells","columns":[{"name":"id","type":"bigint","null":false,"identity":{"kind":"by_default"}},
    {"name":"rig","type":"integer"},{"name":"note","type":"text"},{"name":"depth","type":"varchar(20)"},
    {"name":"mood","type":"enum:mood","default":{"kind":"literal","value":"wild"}},
    {"name":"twice","type":"integer","generated":{"expression":{"op":"*","args":[{"column":"rig"},{"literal":2}]}}}],
   "primary_key":{"columns":["id"]},
   "foreign_keys":[{"name":"rig_fk","columns":["rig"],"references":{"table":"rigs","columns":["id"]}}],
   "checks":[{"name":"some_rig","expression":{"op":">","args":[{"column":"rig"},{"literal":0}]}}],
   "indexes":[{"name":"by_rig","parts":[{"column":"rig"},{"column":"depth"}]}]}]})json");

class evolution {
 public:
  explicit evolution(dialect_host &host) : host_(host) {
    host_.run_all(
        host_.render(json::parse(sdk::creation_changes(sdk::read_schema(schema_)).dump()), schema_["enums"]));
    host_.run("INSERT INTO rigs VALUES (1), (2)");
    host_.run("INSERT INTO wells (rig, note, depth) VALUES (1, 'a', '10 m'), (2, 'b', '20 m')");
  }
  template <class Edit>
  void change(json wish, Edit &&edit) {
    wish["before"] = table();
    edit(table());
    wish["after"] = table();
    apply(wish);
  }
  void apply(const json &wish) {
    INFO(wish.dump());
    host_.run_all(host_.render(json::array({wish}), enums_before_));
    enums_before_ = schema_["enums"];
    CHECK(host_.project(host_.introspect()["schema"])["schema"] == host_.project(schema_)["schema"]);
  }
  json &table() { return schema_["tables"][1]; }
  json &enums() { return schema_["enums"]; }

 private:
  dialect_host &host_;
  json schema_ = start;
  json enums_before_ = start["enums"];
};

json of(const char *kind, const char *name, const char *to = "") {
  return {{"kind", kind}, {"name", name}, {"column", name}, {"to", to}};
}

void change_keys(evolution &e) {
  e.change(of("drop_index", "by_rig"), [](json &t) { t.erase("indexes"); });  // rig_fk leaned on it
  e.change(of("create_index", "by_rig"), [](json &t) {
    t["indexes"] = {{{"name", "by_rig"}, {"parts", {{{"column", "rig"}}}}}};
  });
  e.change(of("drop_index", "by_rig"), [](json &t) { t.erase("indexes"); });
  e.change(of("rename_constraint", "rig_fk", "of_rig"),
           [](json &t) { t["foreign_keys"][0]["name"] = "of_rig"; });
  e.change(of("drop_foreign_key", "of_rig"), [](json &t) { t.erase("foreign_keys"); });
  e.change(of("rename_constraint", "some_rig", "any_rig"),
           [](json &t) { t["checks"][0]["name"] = "any_rig"; });
  e.change(of("add_unique", "once"), [](json &t) {
    t["uniques"] = {{{"name", "once"}, {"columns", {"note"}}}};
  });
  e.change(of("rename_constraint", "once", "note_once"),
           [](json &t) { t["uniques"][0]["name"] = "note_once"; });
  e.change(of("drop_unique", "note_once"), [](json &t) { t.erase("uniques"); });
  e.change({{"kind", "drop_primary_key"}}, [](json &t) {
    t.erase("primary_key");
    t["columns"][0].erase("identity");
  });
  e.change({{"kind", "add_primary_key"}}, [](json &t) {
    t["primary_key"] = {{"columns", {"id"}}};
    t["columns"][0]["identity"] = {{"kind", "always"}};
  });
}

void change_columns(evolution &e) {
  json to_number = of("alter_column", "depth");
  to_number["using"] = {{"mysql", "CAST(REPLACE(depth, ' m', '') AS UNSIGNED)"}};
  e.change(to_number, [](json &t) { t["columns"][3]["type"] = "integer"; });
  e.change(of("alter_column", "twice"),
           [](json &t) { t["columns"][5]["generated"]["expression"]["args"][1]["literal"] = 3; });
  e.change(of("alter_column", "note"), [](json &t) {
    t["columns"][2]["comment"] = "what's \\ odd";
    t["columns"][2]["default"] = {{"kind", "literal"}, {"value", "?"}};
  });
  e.change(of("comment_table", ""), [](json &t) { t["comment"] = "all wells"; });
  e.change(of("rename_column", "rig", "unit"), [](json &t) {
    t["columns"][1]["name"] = "unit";
    t["checks"][0]["expression"]["args"][0]["column"] = "unit";
    t["columns"][5]["generated"]["expression"]["args"][0]["column"] = "unit";
  });
}

void change_enum(evolution &e) {
  json wish{{"kind", "alter_enum"}, {"before", e.enums()[0]}, {"tables", {e.table()}}};
  e.enums()[0]["values"] = {"calm", "mild", "wild"};
  wish["after"] = e.enums()[0];
  e.apply(wish);
  wish = {{"kind", "rename_enum_value"}, {"before", e.enums()[0]}, {"value", "wild"}, {"to", "furious"}};
  e.enums()[0]["values"] = {"calm", "mild", "furious"};
  wish["tables"] = {e.table()};
  wish["after"] = e.enums()[0];
  e.table()["columns"][4]["default"]["value"] = "furious";
  e.apply(wish);
}

}  // namespace

TEST_CASE("keys, computed columns and enums change on MariaDB, and no value is lost") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mysql_server_database database(url, "keys");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  evolution e(host);
  change_keys(e);
  change_columns(e);
  change_enum(e);
  CHECK(host.value(
            "SELECT GROUP_CONCAT(id, ':', unit, ':', note, ':', depth, ':', twice, ':', mood ORDER BY id) "
            "FROM wells") == "1:1:a:10:3:furious,2:2:b:20:6:furious");
}

TEST_CASE("what the model does not hold of a MariaDB database is a finding, and the rest is there") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mysql_server_database database(url, "findings");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  for (const char *sql :
       {("CREATE TABLE t (a INT CHECK (a > 0), b TEXT, c TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP, "
         "INDEX part (b(9)), INDEX hidden (a) IGNORED, FULLTEXT words (b))"),
        "CREATE TABLE old (a INT) ENGINE=MyISAM", "CREATE TABLE tenantry_history (a INT)",
        "CREATE FUNCTION next(a INT) RETURNS INT DETERMINISTIC RETURN a + 1",
        "CREATE VIEW v AS SELECT a FROM t"})
    host.run(sql);
  const json answer = host.introspect();
  std::string all;
  for (const json &one : answer["findings"])
    all += one.value("table", "") + "." + one.value("name", "") + " ";
  CHECK(all == ".old t.c t.a t.hidden t.part t.words ");
  CHECK(answer["schema"]["tables"].size() == 2);
  CHECK(answer["schema"]["views"][0]["definition"]["mariadb"] == "select `t`.`a` AS `a` from `t`");
  CHECK(answer["schema"]["opaque"][0]["create"]["mariadb"].get<std::string>().starts_with(
      "CREATE FUNCTION `next`(a INT)"));
}
