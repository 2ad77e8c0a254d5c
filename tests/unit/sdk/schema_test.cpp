#include <tenantry/sdk/expression_reader.hpp>
#include <tenantry/sdk/schema_json.hpp>

#include <catch2/catch.hpp>

using namespace tenantry::sdk;
using nlohmann::json;

namespace {

std::string tree(std::string_view text) {
  const expression_rules rules{"postgresql", "wells", "lower", {}};
  return write_expression(read_expression(text, rules)).dump();
}

const char *const whole = R"json({"format":"tenantry.schema/1",
  "schemas":[{"name":"audit","comment":"who did what"}],
  "enums":[{"name":"mood","values":["wild","calm"]},{"schema":"audit","name":"odd.\"one","values":["x"]}],
  "sequences":[{"name":"ticket","type":"integer","options":{"start":100,"increment":-5,"cycle":true}}],
  "tables":[
    {"name":"wells","columns":[
      {"name":"id","type":"uuid","null":false,"default":{"kind":"random_uuid"}},
      {"name":"depth","type":"numeric(8,2)","default":{"kind":"literal","number":"0.10"}},
      {"name":"mood","type":"enum:mood","default":{"kind":"literal","value":"calm"}},
      {"name":"odd","type":"enum:audit.\"odd.\"\"one\"[]"},
      {"name":"search","type":"native","native":{"postgresql":"tsvector"},"collation":{"postgresql":"C"}},
      {"name":"nr","type":"bigint","identity":{"kind":"always","sequence":"s","options":{"start":7}}},
      {"name":"twice","type":"bigint","generated":{"expression":{"op":"*","args":[{"column":"nr"},{"literal":2}]}},
       "comment":"2 * nr"}],
     "primary_key":{"name":"wells_pkey","columns":["id"]},
     "uniques":[{"name":"u","columns":["nr","mood"],"nulls_not_distinct":true,"deferrable":"deferred"}],
     "foreign_keys":[{"name":"f","columns":["nr"],"references":{"schema":"audit","table":"log","columns":["id"]},
       "on_delete":"cascade"}],
     "checks":[{"name":"c","expression":{"op":"in","args":[{"column":"depth"},{"literal":1},{"literal":2}]}}],
     "indexes":[{"name":"i","unique":true,"parts":[{"column":"nr","descending":true,"nulls":"last"},
       {"expression":{"call":"lower","args":[{"column":"mood"}]},"operator_class":{"postgresql":"text_pattern_ops"}}],
       "where":{"op":"is_not_null","args":[{"column":"nr"}]},"method":"gist","include":["mood"],
       "options":{"fillfactor":"70"}}],
     "comment":"holes"}],
  "views":[{"name":"v","materialized":true,"definition":{"postgresql":"SELECT 1"}}],
  "opaque":[{"kind":"trigger","name":"t","on":{"table":"wells"},"create":{"sqlite":"CREATE TRIGGER t"},
    "drop":{"sqlite":"DROP TRIGGER t"}}]})json";

}  // namespace

TEST_CASE("a model with everything in it survives reading and writing") {
  const json before = json::parse(whole);
  CHECK(json::parse(write_schema(read_schema(before)).dump()) == before);
}

TEST_CASE("equal models give equal texts, whatever the order in which they were made") {
  json other = json::parse(whole);
  std::swap(other["enums"][0], other["enums"][1]);
  other["tables"][0]["null"] = "unknown keys are ignored";
  other["tables"][0]["columns"][0]["default"] = "random_uuid";
  other["tables"][0]["indexes"][0]["unique"] = true;
  other["tables"][0]["foreign_keys"][0]["on_update"] = "no_action";
  CHECK(write_schema(read_schema(other)).dump() == write_schema(read_schema(json::parse(whole))).dump());
}

TEST_CASE("a type's text is read and written, and a malformed one stays a name that nobody knows") {
  for (const char *text : {"integer", "varchar(40)", "numeric(12,2)", "numeric(5,-2)[]", "enum:mood",
                           "enum:audit.mood[][]", "timestamptz(3)", "enum:\"a.b\".\"c\"\"d\""})
    CHECK(write_type(read_type(text)) == text);
  CHECK(read_type("numeric(12,2)").scale == 2);
  CHECK(read_type("enum:a.b").enum_schema == "a");
  CHECK(read_type("varchar(x)").name == "varchar(x)");
  CHECK(read_type("varchar(4").name == "varchar(4");
}

TEST_CASE("a document that is malformed is refused") {
  CHECK_THROWS(read_schema(json::parse(R"({"format":"tenantry.schema/2"})")));
  CHECK_THROWS(read_schema(json::parse(R"({"format":"tenantry.schema/1","tables":[{"name":"t"}]})")));
  CHECK_THROWS(read_expression_json(json::parse(R"({"op":"and","args":[]})")));
}

TEST_CASE("what a server prints of an expression is read as what was written") {
  CHECK(tree("((depth >= (0)::numeric))") == tree("depth >= 0"));
  CHECK(tree("((status)::text = ANY (ARRAY['a'::text, 'b'::text]))") == tree("status IN ('a', 'b')"));
  CHECK(tree("(((m)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])))") ==
        tree("m in ('x','y')"));
  CHECK(tree("(a <> ALL (ARRAY[1, 2]))") == tree("a NOT IN (1, 2)"));
  CHECK(tree("(lower((name)::text) !~~ 'a%'::text)") == tree("lower(name) NOT LIKE 'a%'"));
  CHECK(tree("\"wells\".\"depth\" >= '-1'::integer") == tree("DEPTH >= -1"));
  CHECK(tree("((a = 1) AND (b = 2) AND ((c IS NOT NULL) OR (NOT d)))") ==
        tree("a=1 and b=2 and (c is not null or not d)"));
  CHECK(tree("CURRENT_TIMESTAMP") == tree("now()"));
}

TEST_CASE("an expression's tree has the usual precedence") {
  CHECK(
      tree("a + b * -2 = 0.50") ==
      R"({"op":"=","args":[{"op":"+","args":[{"column":"a"},{"op":"*","args":[{"column":"b"},{"literal":-2}]}]},)"
      R"({"number":"0.50"}]})");
  CHECK(tree("a - b - c") == tree("(a - b) - c"));
  CHECK(tree("a between 1 and 2 and b") == tree("(a between 1 and 2) and b"));
}

TEST_CASE("what is not of the closed part is kept as text for the dialect it came from") {
  for (const char *text : {"to_tsvector('english', subject)", "a || b", "case when a then 1 end",
                           "other.depth > 0", "a::date > b", "", "a =", "a b", "(a", "x'1F'", "0x1F",
                           "exists (select 1)", "length(a, b)", "a = any (b)", "'never ends"}) {
    CAPTURE(text);
    const json made = json::parse(tree(text));
    if (std::string_view(text) != "'never ends") CHECK(made == json{{"sql", {{"postgresql", text}}}});
  }
  std::string deep(5000, '(');
  CHECK(json::parse(tree(deep + "a" + std::string(5000, ')'))).contains("sql"));
  CHECK(json::parse(tree(std::string(5000, '-') + "a")).is_object());
}
