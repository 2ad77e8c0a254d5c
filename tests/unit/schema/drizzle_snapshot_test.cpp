#include "core/schema/drizzle_snapshot.hpp"

#include <nlohmann/json.hpp>

#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

// Drizzle's own files differ among themselves in the order of some keys.
nlohmann::json unordered(const std::string &text) {
  return nlohmann::json::parse(text);
}
std::string refused(const std::string &from, const std::string &to) {
  std::string text = read_text(test_data("drizzle/v0/tenant/meta/0000_snapshot.json"));
  REQUIRE(text.find(from) != std::string::npos);
  text.replace(text.find(from), from.size(), to);
  const auto read = read_drizzle_snapshot(text, "0000_snapshot.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().where.file == "0000_snapshot.json");
  return read.error().message + " | " + read.error().next;
}

}  // namespace

TEST_CASE("a snapshot that is read and written again is what Drizzle Kit wrote") {
  for (int number = 0; number < 14; ++number) {
    char name[64];
    std::snprintf(name, sizeof name, "tenant/meta/%04d_snapshot.json", number);
    INFO(name);
    const drizzle_snapshot read = snapshot(name);
    CHECK(unordered(write_drizzle_snapshot(read)) ==
          unordered(read_text(test_data("drizzle/v0/" + std::string(name)))));
  }
  const drizzle_snapshot master = snapshot("master/meta/0000_snapshot.json");
  CHECK(unordered(write_drizzle_snapshot(master)) ==
        unordered(read_text(test_data("drizzle/v0/master/meta/0000_snapshot.json"))));
}

TEST_CASE("a snapshot ends without a newline and is indented by two, as Drizzle Kit writes it") {
  const std::string text = write_drizzle_snapshot(snapshot("tenant/meta/0013_snapshot.json"));
  CHECK(text.starts_with("{\n  \"id\": \"18058e97-4ea0-4a37-9260-f46394a75937\",\n  \"prevId\""));
  CHECK(text.ends_with("}"));
}

TEST_CASE("what Drizzle cannot hold stands under a key of its own, and is read back") {
  const schema_model more = model(R"(
CREATE TABLE a (x int CONSTRAINT mine PRIMARY KEY, y int, UNIQUE (y) DEFERRABLE);
CREATE UNIQUE INDEX i ON a (x) INCLUDE (y) NULLS NOT DISTINCT;
COMMENT ON TABLE a IS 'why';
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
)");
  const std::string text = write_drizzle_snapshot({"1", "0", more, {}});
  CHECK(unordered(text).contains("tenantry"));
  CHECK(shown(must(read_drizzle_snapshot(text, "x")).schema) == shown(more));
  CHECK_FALSE(
      unordered(write_drizzle_snapshot(snapshot("tenant/meta/0013_snapshot.json"))).contains("tenantry"));
}

TEST_CASE("a default is written as Drizzle Kit writes it") {
  const auto type = [](const char *name) {
    sdk::neutral_type made;
    made.name = name;
    return made;
  };
  CHECK(drizzle_default("5", type("integer")) == "5");
  CHECK(drizzle_default("1.5", type("double")) == "1.5");
  CHECK(drizzle_default("false", type("boolean")) == "false");
  CHECK(drizzle_default("'it''s'", type("text")) == "\"'it''s'\"");
  CHECK(drizzle_default("0", type("numeric")) == "\"'0'\"");
  CHECK(drizzle_default("now()", type("timestamp")) == "\"now()\"");
  CHECK(drizzle_default("0123", type("integer")) == "\"0123\"");
}

TEST_CASE("a newer, an older, a foreign and a broken snapshot are refused with the next step") {
  CHECK(refused("\"version\": \"7\"", "\"version\": \"8\"").find("use a newer version of tenantry") !=
        std::string::npos);
  CHECK(refused("\"version\": \"7\"", "\"version\": \"5\"").find("drizzle-kit up") != std::string::npos);
  CHECK(refused("\"dialect\": \"postgresql\"", "\"dialect\": \"mysql\"").find("\"mysql\"") !=
        std::string::npos);
  CHECK(refused("\"type\": \"uuid\"", "\"type\": 5").find("type must be a text") != std::string::npos);
  CHECK(refused("\"type\": \"uuid\"", "\"type\": \"uuid); DROP TABLE x; --\"").find("is no type") !=
        std::string::npos);
  CHECK(refused("\"tableTo\": \"wells\"", "\"tableTo\": \"walls\"").find("contradicts itself") !=
        std::string::npos);
  CHECK_FALSE(read_drizzle_snapshot("{\"a\":", "x"));
  CHECK_FALSE(read_drizzle_snapshot("[]", "x"));
}

TEST_CASE("an unchanged part keeps its old text, a changed one has the declared text") {
  const drizzle_snapshot before = snapshot("tenant/meta/0013_snapshot.json");
  const declared_schema now = declared(read_text(test_data("declared/tenant_pg_dump.sql")));
  const written_texts texts = carry_texts(before.schema, before.texts, now.schema, now.texts);
  CHECK(texts.at("tables/wells/checks/wells_depth_check") == "\"wells\".\"depth\" >= 0");
  CHECK(texts.at("tables/equipment/columns/cost/default") == "\"'0'\"");
  CHECK(texts.at("tables/work_orders/indexes/wo_well_due_idx/concurrently") == "true");
  CHECK(texts.at("tables/work_orders/indexes/wo_subject_idx/parts/0").find("::regconfig") !=
        std::string::npos);
}
