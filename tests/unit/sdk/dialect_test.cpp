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

json rendered(const json &changes) {
  const json request = {
      {"format", "tenantry.render/1"}, {"target", {{"dialect", "standard"}}}, {"changes", changes}};
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
                          R"({"format":"tenantry.render/1","target":{},"changes":[7]})"}) {
    CAPTURE(bad);
    try {
      (void)dialect.render(sdk::call(nullptr), bad);
      FAIL("it was accepted");
    } catch (const sdk::failure &why) {
      CHECK(why.status() == TNT_BAD_ARGUMENT);
    }
  }
}
