#include "plugins/postgresql/dialect.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "plugins/postgresql/entry.h"
#include "plugins/postgresql/script.hpp"

using namespace tenantry;
using nlohmann::json;

TEST_CASE("the dialect describes itself") {
  const json facts = json::parse(postgresql::dialect().describe(
      R"({"format":"tenantry.target/1","dialect":"postgresql","flavour":"","version":"15.4"})"));
  CHECK(facts["format"] == "tenantry.dialect/1");
  CHECK(facts["identifier_limit"] == 63);
  CHECK(facts["folding"] == "lower");
  CHECK(facts["row_limit"] == "LIMIT {n}");
}

TEST_CASE("a table of the neutral types is rendered in PostgreSQL's own") {
  const json request = {{"format", "tenantry.render/1"},
                        {"target", {{"dialect", "postgresql"}, {"version", "15"}}},
                        {"changes",
                         {{{"kind", "create_schema"}, {"name", "tenantry"}},
                          {{"kind", "create_table"},
                           {"schema", "tenantry"},
                           {"name", "history"},
                           {"columns",
                            {{{"name", "track"}, {"type", "varchar(40)"}, {"null", false}},
                             {{"name", "note"}, {"type", "text"}},
                             {{"name", "at"}, {"type", "timestamptz"}, {"null", false}, {"default", "now"}}}},
                           {"primary_key", {{"name", "history_pk"}, {"columns", {"track"}}}}},
                          {{"kind", "grow_wings"}}}}};
  const json made = json::parse(postgresql::dialect().render(sdk::call(nullptr), request.dump()));
  CHECK(made["statements"][0]["sql"] == "CREATE SCHEMA \"tenantry\"");
  const std::string table = made["statements"][1]["sql"];
  CHECK(table.find("\"note\" text") != std::string::npos);
  CHECK(table.find("\"at\" timestamp with time zone DEFAULT now() NOT NULL") != std::string::npos);
  CHECK(made["gaps"].size() == 1);
}

TEST_CASE("the manifest agrees with the table") {
  const json manifest = json::parse(tenantry_postgresql_manifest);
  const tnt_adapter *table = nullptr;
  REQUIRE(tenantry_postgresql_adapter_v1(nullptr, &table, nullptr) == TNT_OK);
  CHECK(manifest["id"] == std::string(sdk::view(table->id)));
  CHECK(manifest["version"] == std::string(sdk::view(table->version)));
  CHECK(manifest["database_types"][0] == std::string(sdk::view(table->database_types[0])));
  CHECK(manifest["traits"].size() == 3);
  for (const json &id : manifest["extensions"]) {
    INFO(id);
    CHECK(table->extension(id.get<std::string>().c_str()) != nullptr);
  }
  CHECK(table->extension("tenantry.unknown/1") == nullptr);
}

TEST_CASE("names are quoted, scripts are cut and faults give the byte from 1") {
  const postgresql::script script;
  CHECK(script.quote("a\"b") == "\"a\"\"b\"");
  CHECK_THROWS_AS(script.quote(std::string_view("a\0b", 3)), sdk::failure);
  std::vector<sdk::piece> pieces;
  script.split("SELECT 1; VACUUM;", [&](const sdk::piece &one) { pieces.push_back(one); });
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[1].flags == TNT_PIECE_NO_TRANSACTION);
  try {
    script.split("SELECT 'x", [](const sdk::piece &) {});
    FAIL("no fault");
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_SQL);
    CHECK(why.offset() == 8);
  }
}
