// The SQL as text, held against what Drizzle Kit wrote for the same schema.
#include <tenantry/sdk/creation.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "plugins/postgresql/dialect.hpp"

using namespace tenantry;
using nlohmann::json;

namespace {

std::string contents(const std::string &path) {
  std::ifstream file(std::string(TENANTRY_SOURCE_DIR) + "/tests/data/" + path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}
json rendered(const std::vector<json> &changes, const json &enums = json::array(),
              const char *version = "15") {
  const json request = {{"format", "tenantry.render/1"},
                        {"target", {{"dialect", "postgresql"}, {"version", version}}},
                        {"enums", enums},
                        {"changes", changes}};
  return json::parse(postgresql::dialect().render(sdk::call(nullptr), request.dump()));
}
std::vector<std::string> sql_of(const json &answer) {
  CHECK(answer["gaps"] == json::array());
  std::vector<std::string> all;
  for (const json &one : answer["statements"]) all.push_back(one["sql"]);
  return all;
}
// Between two breakpoints, without the semicolon.
std::set<std::string> drizzle_statements(std::string text) {
  const std::string marker = "--> statement-breakpoint\n";
  std::set<std::string> all;
  for (text += marker; !text.empty();) {
    const std::size_t end = text.find(marker);
    std::string one = text.substr(0, end);
    while (!one.empty() && (one.back() == '\n' || one.back() == ';')) one.pop_back();
    all.insert(one);
    text.erase(0, end + marker.size());
  }
  return all;
}
const json fleet_table(const char *name) {
  const json fleet = json::parse(contents("schemas/fleet.json"));
  for (const json &table : fleet["tables"])
    if (table["name"] == name) return table;
  return {};
}
json part(const char *kind, json before, json after, const char *name) {
  return {{"kind", kind},
          {"before", std::move(before)},
          {"after", std::move(after)},
          {"column", name},
          {"name", name}};
}

}  // namespace

TEST_CASE("a new schema is written as Drizzle Kit writes it, statement for statement") {
  const sdk::schema_definition fleet = sdk::read_schema(json::parse(contents("schemas/fleet.json")));
  const std::vector<std::string> ours =
      sql_of(rendered(json::parse(sdk::creation_changes(fleet).dump()).get<std::vector<json>>()));
  CHECK(std::set<std::string>(ours.begin(), ours.end()) ==
        drizzle_statements(contents("drizzle/v0/tenant/0000_acoustic_kylun.sql")));
}

TEST_CASE("the later migrations of the Drizzle project come out the same") {
  json wells = fleet_table("wells"), more = wells, changed = wells;
  more["columns"].push_back({{"name", "is_offshore"},
                             {"type", "boolean"},
                             {"null", false},
                             {"default", {{"kind", "literal"}, {"value", false}}}});
  const json enums = json::parse(contents("schemas/fleet.json"))["enums"];
  CHECK(sql_of(rendered({part("add_column", wells, more, "is_offshore")}, enums)) ==
        std::vector<std::string>{
            R"(ALTER TABLE "wells" ADD COLUMN "is_offshore" boolean DEFAULT false NOT NULL)"});
  changed["columns"][7]["type"] = "numeric(8,2)";
  CHECK(sql_of(rendered({part("alter_column", wells, changed, "depth")}, enums)) ==
        std::vector<std::string>{R"(ALTER TABLE "wells" ALTER COLUMN "depth" SET DATA TYPE numeric(8, 2))"});
  json roles = fleet_table("well_users"), loose = roles;
  loose["columns"][2].erase("default");
  loose["columns"][2]["null"] = true;
  CHECK(sql_of(rendered({part("alter_column", roles, loose, "role")})) ==
        std::vector<std::string>{R"(ALTER TABLE "well_users" ALTER COLUMN "role" DROP DEFAULT)",
                                 R"(ALTER TABLE "well_users" ALTER COLUMN "role" DROP NOT NULL)"});
  const json drop = {{"kind", "drop_table"}, {"name", "well_users"}};
  CHECK(sql_of(rendered({drop})) == std::vector<std::string>{R"(DROP TABLE "well_users" CASCADE)"});
  const json &old_status = enums[0];
  json status = old_status;
  status["values"].push_back("plugged");
  json alter = {
      {"kind", "alter_enum"}, {"before", old_status}, {"after", status}, {"tables", json::array({wells})}};
  CHECK(sql_of(rendered({alter}, enums)) ==
        std::vector<std::string>{R"(ALTER TYPE "public"."well_status" ADD VALUE 'plugged')"});
  status["values"] = {"drilling", "idle", "producing"};
  const std::vector<std::string> rebuilt = {
      R"(ALTER TABLE "wells" ALTER COLUMN "status" DROP DEFAULT)",
      R"(ALTER TABLE "wells" ALTER COLUMN "status" SET DATA TYPE text)",
      R"(DROP TYPE "public"."well_status")",
      R"(CREATE TYPE "public"."well_status" AS ENUM('drilling', 'idle', 'producing'))",
      R"(ALTER TABLE "wells" ALTER COLUMN "status" SET DATA TYPE "public"."well_status" USING "status"::"public"."well_status")",
      R"(ALTER TABLE "wells" ALTER COLUMN "status" SET DEFAULT 'drilling')"};
  alter["after"] = status;
  CHECK(sql_of(rendered({alter}, enums)) == rebuilt);
}

TEST_CASE("an index on a table that exists is made online where that is wished, outside a transaction") {
  json wells = fleet_table("wells");
  json change = part("create_index", wells, wells, "wells_status_idx");
  change["online"] = true;
  const json answer = rendered({change});
  CHECK(answer["statements"][0] ==
        json{{"sql", R"(CREATE INDEX CONCURRENTLY "wells_status_idx" ON "wells" USING btree ("status"))"},
             {"change", 0},
             {"online", true},
             {"transaction", "none"}});
  change["new_table"] = true;
  CHECK(!rendered({change})["statements"][0].contains("online"));
}

TEST_CASE("what loses data says so, and what a version has not is a gap") {
  const json wells = fleet_table("wells");
  json less = wells;
  less["columns"].erase(7);
  const json dropped = rendered({part("drop_column", wells, less, "depth")});
  CHECK(dropped["statements"][0]["loss"].get<std::string>().find("depth") != std::string::npos);
  const json table = {{"kind", "create_table"},
                      {"name", "t"},
                      {"columns", {{{"name", "a"}, {"type", "integer"}}}},
                      {"uniques", {{{"name", "u"}, {"columns", {"a"}}, {"nulls_not_distinct", true}}}}};
  CHECK(rendered({table}, json::array(), "14.2")["gaps"].size() == 1);
  CHECK(rendered({table}, json::array(), "15.1")["gaps"].empty());
}

TEST_CASE("a constraint can leave the old rows unchecked and be validated later") {
  json wells = fleet_table("wells");
  json add = part("add_check", wells, wells, "wells_depth_check");
  add["not_valid"] = true;
  CHECK(
      sql_of(rendered({add, part("validate_constraint", wells, wells, "wells_depth_check")})) ==
      std::vector<std::string>{
          R"(ALTER TABLE "wells" ADD CONSTRAINT "wells_depth_check" CHECK ("wells"."depth" >= 0) NOT VALID)",
          R"(ALTER TABLE "wells" VALIDATE CONSTRAINT "wells_depth_check")"});
}
