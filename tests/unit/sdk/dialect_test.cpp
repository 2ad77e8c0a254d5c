#include <tenantry/sdk/dialect.hpp>

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;
using nlohmann::json;

namespace {

class standard : public sdk::sql_dialect {
 protected:
  [[nodiscard]] sdk::dialect_facts facts(const sdk::dialect_target &) const override {
    sdk::dialect_facts known;
    known.dialect = "standard";
    return known;
  }
};

json rendered(const std::vector<json> &changes, const json &enums = json::array()) {
  const json request = {{"format", "tenantry.render/1"},
                        {"target", {{"dialect", "standard"}}},
                        {"enums", enums},
                        {"changes", changes}};
  return json::parse(standard().render(sdk::call(nullptr), request.dump()));
}

const json table = json::parse(R"json({"kind":"create_table","schema":"t","name":"h\"x","columns":[
  {"name":"seq","type":"bigint","null":false},{"name":"what","type":"varchar(40)"},
  {"name":"at","type":"timestamptz","null":false,"default":"now"}],
  "primary_key":{"name":"h_pk","columns":["seq","what"]}})json");

}  // namespace

TEST_CASE("a dialect describes itself") {
  const json document = json::parse(standard().describe(R"({"format":"tenantry.target/1"})"));
  CHECK(document["format"] == "tenantry.dialect/1");
  CHECK(document["dialect"] == "standard");
  CHECK(document["schemas"] == true);
}

TEST_CASE("a schema and a table become standard SQL, in order") {
  const json answer = rendered({{{"kind", "create_schema"}, {"name", "t"}}, table});
  REQUIRE(answer["statements"].size() == 2);
  CHECK(answer["statements"][0] == json({{"sql", "CREATE SCHEMA \"t\""}, {"change", 0}}));
  CHECK(answer["statements"][1]["change"] == 1);
  CHECK(answer["statements"][1]["sql"] ==
        "CREATE TABLE \"t\".\"h\"\"x\" (\n  \"seq\" bigint NOT NULL,\n  \"what\" varchar(40),\n"
        "  \"at\" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,\n"
        "  CONSTRAINT \"h_pk\" PRIMARY KEY (\"seq\", \"what\")\n)");
  CHECK(answer["gaps"].empty());
}

TEST_CASE("what a dialect cannot express is a gap, and the rest is rendered") {
  json odd_type = table, odd_default = table;
  odd_type["columns"][0]["type"] = "geometry";
  odd_default["columns"][0]["default"] = "random_uuid";
  const json answer = rendered({{{"kind", "split_atom"}}, odd_type, odd_default, table});
  REQUIRE(answer["gaps"].size() == 3);
  CHECK(answer["gaps"][0]["change"] == 0);
  CHECK(answer["gaps"][0]["why"].get<std::string>().find("split_atom") != std::string::npos);
  CHECK(answer["gaps"][1]["why"].get<std::string>().find("geometry") != std::string::npos);
  CHECK(answer["gaps"][2]["why"].get<std::string>().find("random_uuid") != std::string::npos);
  REQUIRE(answer["statements"].size() == 1);
  CHECK(answer["statements"][0]["change"] == 3);
}

TEST_CASE("a request that is malformed is a bad argument, not a crash") {
  const standard dialect;
  for (const char *bad : {"", "{", "[]", "{}", R"({"format":7})", R"({"format":"tenantry.render/2"})",
                          R"({"format":"tenantry.render/1","target":{},"changes":[{"kind":"create_table"}]})",
                          R"({"format":"tenantry.render/1","target":[],"changes":[]})",
                          R"({"format":"tenantry.render/1","target":{},"changes":[7]})",
                          R"({"format":"tenantry.render/2","target":{},"tables":[{"like":0}],"changes":[]})",
                          R"({"format":"tenantry.render/2","target":{},"tables":[7],"changes":[]})",
                          R"({"format":"tenantry.render/2","target":{},"tables":[],"changes":[
                              {"kind":"add_column","before":0,"after":1,"column":"a"}]})",
                          R"({"format":"tenantry.render/2","target":{},"changes":[
                              {"kind":"create_table","after":"0"}]})"}) {
    CAPTURE(bad);
    try {
      (void)dialect.render(sdk::call(nullptr), bad);
      FAIL("it was accepted");
    } catch (const sdk::failure &why) {
      CHECK(why.status() == TNT_BAD_ARGUMENT);
    }
  }
}

namespace {

json column(const char *name, const char *type) {
  return {{"name", name}, {"type", type}};
}
json part(const char *kind, const char *name, json before, json after) {
  return {{"kind", kind},
          {"name", name},
          {"column", name},
          {"before", std::move(before)},
          {"after", std::move(after)}};
}
std::vector<std::string> sql_of(const json &answer) {
  CHECK(answer["gaps"] == json::array());
  std::vector<std::string> all;
  for (const json &one : answer["statements"]) all.push_back(one["sql"]);
  return all;
}
json projected(const json &schema) {
  const json request = {
      {"format", "tenantry.project/1"}, {"target", {{"dialect", "standard"}}}, {"schema", schema}};
  return json::parse(standard().project(sdk::call(nullptr), request.dump()));
}

}  // namespace

TEST_CASE("an enum is text with a named check where there are no enums, and its change replaces the check") {
  const json mood = {{"name", "mood"}, {"values", {"calm", "wild"}}};
  json wilder = mood;
  wilder["values"].push_back("it's");
  const json wells = {{"name", "wells"}, {"columns", json::array({column("mood", "enum:mood")})}};
  json create = wells;
  create["kind"] = "create_table";
  json make = mood;
  make["kind"] = "create_enum";
  const json alter = {
      {"kind", "alter_enum"}, {"before", mood}, {"after", wilder}, {"tables", json::array({wells})}};
  CHECK(sql_of(rendered({make, create, alter})) ==
        std::vector<std::string>{"CREATE TABLE \"wells\" (\n  \"mood\" varchar(4),\n  CONSTRAINT "
                                 "\"wells_mood_enum\" CHECK (\"mood\" IN "
                                 "('calm', 'wild'))\n)",
                                 "ALTER TABLE \"wells\" DROP CONSTRAINT \"wells_mood_enum\"",
                                 "ALTER TABLE \"wells\" ADD CONSTRAINT \"wells_mood_enum\" CHECK (\"mood\" "
                                 "IN ('calm', 'wild', 'it''s'))"});
}

TEST_CASE("tables in a list are rendered as those that stand in the changes are") {
  const json mood = {{"name", "mood"}, {"values", {"calm"}}},
             wilder = {{"name", "mood"}, {"values", {"wild"}}};
  const json wells = {{"name", "wells"}, {"columns", {column("a", "varchar(4)"), column("m", "enum:mood")}}};
  json wide = wells, more = wells;
  wide["columns"][0] = more["columns"][0] = column("a", "varchar(9)");
  more["columns"].push_back(column("b", "date"));
  json create = wells;
  create["kind"] = "create_table";
  const auto alter_enum = [&](const json &tables) {
    return json{
        {"kind", "alter_enum"}, {"before", mood}, {"after", wilder}, {"tables", json::array({tables})}};
  };
  const json whole = rendered(
      {create, part("alter_column", "a", wells, wide), part("add_column", "b", wide, more), alter_enum(more)},
      json::array({mood}));
  const json request = {{"format", "tenantry.render/2"},
                        {"target", {{"dialect", "standard"}}},
                        {"tables",
                         {wells,
                          {{"like", 0}, {"put", {{"columns", json::array({column("a", "varchar(9)")})}}}},
                          {{"like", 1}, {"put", {{"columns", json::array({column("b", "date")})}}}}}},
                        {"enums", json::array({mood})},
                        {"changes",
                         {{{"kind", "create_table"}, {"after", 0}},
                          part("alter_column", "a", 0, 1),
                          part("add_column", "b", 1, 2),
                          alter_enum(2)}}};
  const json listed = json::parse(standard().render(sdk::call(nullptr), request.dump()));
  CHECK(listed == whole);
  CHECK(listed["gaps"].empty());
  CHECK(listed["statements"].size() == 5);
}

TEST_CASE("a name that is too long is cut and ends with a hash of the whole") {
  const std::string one(200, 'a'), other = std::string(199, 'a') + "b";
  json t = {{"kind", "create_table"},
            {"name", "t"},
            {"columns", {column(one.c_str(), "integer"), column(other.c_str(), "integer")}}};
  const std::string sql = sql_of(rendered({t})).at(0);
  const std::string first = sql.substr(sql.find("\"a") + 1, 128),
                    second = sql.substr(sql.rfind("\"a") + 1, 128);
  CHECK(first != second);
  CHECK(first.substr(0, 119) == std::string(119, 'a'));
  CHECK(first[119] == '_');
  CHECK(sql[sql.find("\"a") + 129] == '"');
}

TEST_CASE("an expression is written with the brackets that it needs and no more") {
  const auto check = [](const char *tree) {
    const json t = {{"name", "t"},
                    {"columns", json::array({column("a", "integer")})},
                    {"checks", json::array({{{"name", "c"}, {"expression", json::parse(tree)}}})}};
    const std::string sql = sql_of(rendered({part("add_check", "c", t, t)})).at(0);
    return sql.substr(sql.find("CHECK"));
  };
  CHECK(
      check(
          R"({"op":"and","args":[{"op":"or","args":[{"column":"a"},{"column":"b"}]},{"op":"not","args":[{"column":"c"}]}]})") ==
      R"(CHECK (("a" OR "b") AND NOT "c"))");
  CHECK(check(R"({"op":"-","args":[{"literal":1},{"op":"-","args":[{"literal":2},{"number":"0.5"}]}]})") ==
        "CHECK (1 - (2 - 0.5))");
  CHECK(
      check(
          R"({"op":"not","args":[{"op":"in","args":[{"column":"a"},{"literal":"it's"},{"literal":null}]}]})") ==
      R"(CHECK ("a" NOT IN ('it''s', NULL)))");
  CHECK(
      check(
          R"({"op":"*","args":[{"op":"+","args":[{"column":"a"},{"literal":1}]},{"call":"length","args":[{"column":"b"}]}]})") ==
      R"(CHECK (("a" + 1) * length("b")))");
}

TEST_CASE("an expression that is written for another dialect is a gap that says for which") {
  const json t = json::parse(R"json({"name":"t","columns":[{"name":"a","type":"integer"}],
    "checks":[{"name":"c","expression":{"sql":{"postgresql":"a ~ 'x'"}}}]})json");
  const json answer = rendered({part("add_check", "c", t, t)});
  REQUIRE(answer["gaps"].size() == 1);
  CHECK(answer["gaps"][0]["why"].get<std::string>().find("postgresql") != std::string::npos);
}

TEST_CASE("a projection leaves out what cannot be kept, says so, and changes nothing the second time") {
  const json schema =
      json::parse(R"json({"format":"tenantry.schema/1","tables":[{"schema":"s","name":"t","columns":[
    {"name":"a","type":"numeric(9)","default":{"kind":"literal","value":"0"}},{"name":"b","type":"text[]"},
    {"name":"c","type":"boolean","default":{"kind":"literal","value":"true"}}],
    "checks":[{"name":"k","expression":{"op":"and","args":[{"column":"c"},{"op":"and","args":[{"column":"c"},{"column":"c"}]}]}}],
    "indexes":[{"name":"i","parts":[{"column":"a"}],"where":{"column":"c"}}]}]})json");
  const json answer = projected(schema);
  const json &kept = answer["schema"]["tables"][0];
  CHECK(kept["columns"].size() == 2);
  CHECK(kept["columns"][0]["type"] == "numeric(9,0)");
  CHECK(kept["columns"][0]["default"]["value"] == 0);
  CHECK(kept["columns"][1]["default"]["value"] == true);
  CHECK(kept["checks"][0]["expression"]["args"].size() == 3);
  CHECK(!kept.contains("indexes"));
  CHECK(answer["lost"].size() == 2);
  CHECK(projected(answer["schema"])["schema"] == answer["schema"]);
}

TEST_CASE("changes of columns and constraints are standard SQL, and what loses values says so") {
  const json before = {{"name", "t"}, {"columns", {column("a", "integer"), column("n", "numeric(9,3)")}}};
  json after = before;
  after["columns"][1]["type"] = "numeric(9,1)";
  after["columns"][1]["null"] = false;
  const json answer = rendered({part("alter_column", "n", before, after)});
  REQUIRE(answer["statements"].size() == 2);
  CHECK(answer["statements"][0]["sql"] == R"(ALTER TABLE "t" ALTER COLUMN "n" SET DATA TYPE numeric(9,1))");
  CHECK(answer["statements"][0].contains("loss"));
  CHECK(answer["statements"][1]["sql"] == R"(ALTER TABLE "t" ALTER COLUMN "n" SET NOT NULL)");
  const json renamed = {{"kind", "rename_table"}, {"name", "t"}, {"to", "u"}};
  CHECK(sql_of(rendered({renamed})) == std::vector<std::string>{R"(ALTER TABLE "t" RENAME TO "u")"});
  CHECK(rendered({part("drop_column", "a", before, before)})["statements"][0]["loss"].get<std::string>().find(
            "\"a\"") != std::string::npos);
}
