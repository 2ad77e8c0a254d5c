#include "core/schema/document.hpp"
#include "core/schema/drizzle_snapshot.hpp"

#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

const char *const whole = R"json({"format": "tenantry.schema/1",
 "schemas": [{"name": "audit"}],
 "enums": [{"name": "mood", "values": ["calm", "wild"]}],
 "sequences": [{"name": "ticket", "options": {"start": 100, "increment": 5, "min": 1}}],
 "tables": [{"name": "wells", "columns": [
     {"name": "id", "type": "uuid", "default": {"kind": "random_uuid"}},
     {"name": "depth", "type": "numeric(8,2)",
                  "default" : {
  "kind" : "literal", "value" : "0"
}
},
     {"name": "mood", "type": "enum:mood", "null": false, "default": {"kind": "literal", "value": "calm"}},
     {"name": "search", "type": "native", "native": {"postgresql": "tsvector"}}],
   "primary_key": {"name": "wells_pkey", "columns": ["id"]},
   "checks": [{"name": "deep", "expression": {"op": ">=", "args": [{"column": "depth"}, {"literal": 0}]}}],
   "indexes": [{"name": "by_depth", "parts": [{"column": "depth", "descending": true, "nulls": "first"}]}]
}],
 "opaque": [{"kind": "extension", "name": "citext", "create": {"postgresql": "CREATE EXTENSION citext"}}]
})json";

std::string refused(const std::string &text) {
  const auto read = read_schema_document(text, "model.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().where.file == "model.json");
  return read.error().message;
}
std::string with(const std::string &from, const std::string &to) {
  std::string text = whole;
  REQUIRE(text.find(from) != std::string::npos);
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a document is read into one form: usual names and options are left out") {
  const schema_model made = must(read_schema_document(whole, "model.json"));
  const sdk::table_definition &wells = made.tables.at(0);
  CHECK(wells.primary_key_name.empty());
  CHECK_FALSE(wells.columns[0].null);
  CHECK(wells.columns[1].default_value.value == sdk::expression::integer_of(0));
  CHECK(wells.columns[2].type.enum_name == "mood");
  CHECK(wells.indexes[0].parts[0].nulls.empty());
  CHECK(made.sequences[0].options.start == 100);
  CHECK_FALSE(made.sequences[0].options.min);
  CHECK(must(read_schema_document(write_schema_document(made))) == made);
}

TEST_CASE("a malformed document is refused with the path at which it is malformed") {
  CHECK(refused(with("\"numeric(8,2)\"", "5")) ==
        "the schema document is malformed: tables[0].columns[1].type must be a text");
  CHECK(refused(with("\">=\"", "\"=>\"")).find("tables[0].checks[0].expression.op is \"=>\"") !=
        std::string::npos);
  CHECK(refused(with("tenantry.schema/1", "tenantry.schema/2")).find("format must be") != std::string::npos);
  CHECK(refused(with("\"start\": 100", "\"start\": 1e3")).find("sequences[0].options.start") !=
        std::string::npos);
  CHECK(refused(with(", \"create\": {\"postgresql\": \"CREATE EXTENSION citext\"}", ""))
            .find("opaque[0].create is missing") != std::string::npos);
  CHECK(refused(with("{\"postgresql\": \"tsvector\"}", "{}")).find("must name a dialect") !=
        std::string::npos);
}

TEST_CASE("what is no JSON is refused with its line and column") {
  const auto read = read_schema_document("{\"format\": \"tenantry.schema/1\",\n  oops}", "model.json");
  REQUIRE_FALSE(read);
  CHECK(read.error().where.line == 2);
  CHECK(read.error().where.column == 3);
  CHECK_FALSE(read_schema_document("", "model.json"));
  CHECK_FALSE(read_schema_document("\xff", "model.json"));
  const auto large = read_schema_document("2E922", "model.json");  // more than a double holds
  REQUIRE_FALSE(large);
  CHECK(large.error().message.find("too large") != std::string::npos);
  CHECK_FALSE(read_drizzle_snapshot("2E922", "0000_snapshot.json"));
}

TEST_CASE("an expression that is nested without end is refused") {
  std::string deep = "{\"column\": \"depth\"}";
  for (int at = 0; at < 400; ++at) deep = "{\"op\": \"not\", \"args\": [" + deep + "]}";
  CHECK(refused(with(R"({"op": ">=", "args": [{"column": "depth"}, {"literal": 0}]})", deep))
            .find("nested too deeply") != std::string::npos);
}

TEST_CASE("a document that contradicts itself is refused") {
  CHECK(
      refused(with("\"columns\": [\"id\"]", "\"columns\": [\"idd\"]")).find("\"idd\", which is not there") !=
      std::string::npos);
  CHECK(refused(with("\"enum:mood\"", "\"enum:mod\"")).find("the enum \"mod\", which is not there") !=
        std::string::npos);
  CHECK(refused(with("\"name\": \"depth\", \"type\"", "\"name\": \"id\", \"type\"")).find("twice") !=
        std::string::npos);
}

TEST_CASE("the usual names are cut as PostgreSQL cuts them") {
  CHECK(usual_name("wells", "", "pkey") == "wells_pkey");
  CHECK(usual_name("wells", "id", "seq") == "wells_id_seq");
  CHECK(usual_name(std::string(63, 't'), "", "pkey") == std::string(58, 't') + "_pkey");
  CHECK(usual_name(std::string(40, 't'), std::string(40, 'c'), "seq") ==
        std::string(29, 't') + "_" + std::string(29, 'c') + "_seq");
}
