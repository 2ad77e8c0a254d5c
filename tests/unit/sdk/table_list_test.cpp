#include <tenantry/sdk/table_list.hpp>

#include <catch2/catch.hpp>

using namespace tenantry::sdk;
using nlohmann::json;

namespace {

table_definition table(const char *columns, const char *rest = "") {
  return read_table(json::parse(R"({"name":"wells","columns":[)" + std::string(columns) + "]" + rest + "}"));
}
const char *const three = R"json({"name":"id","type":"uuid","null":false},{"name":"a","type":"varchar(9)"},
  {"name":"b","type":"date"})json";

// What sets `to` apart as text, and what is read from that.
std::string difference(const table_definition &from, const table_definition &to) {
  const auto made = write_table_difference(from, to);
  if (!made) return "whole";
  CHECK(read_table_difference(from, json::parse(made->dump())) == to);
  return made->dump();
}

}  // namespace

TEST_CASE("a table is read back from what sets it apart from another") {
  const table_definition from = table(three);
  CHECK(difference(from, from) == "{}");
  table_definition to = from;
  to.columns[1].type.length = 20;
  CHECK(difference(from, to) == R"json({"put":{"columns":[{"name":"a","type":"varchar(20)"}]}})json");
  to = from;
  to.columns.push_back({"c", {"bigint"}});
  CHECK(difference(from, to) == R"({"put":{"columns":[{"name":"c","type":"bigint"}]}})");
  CHECK(difference(to, from) == R"({"gone":{"columns":["c"]}})");
  to = from;
  std::swap(to.columns[0], to.columns[2]);
  difference(from, to);
  to.columns.erase(to.columns.begin() + 1);
  difference(from, to);
  difference(to, from);
}

TEST_CASE("constraints and indexes are told apart too, wherever they stand") {
  const char *const before =
      R"(,"uniques":[{"name":"u","columns":["a"]}],"checks":[{"name":"k","expression":{"column":"a"}}],)"
      R"("foreign_keys":[{"name":"f","columns":["a"],"references":{"table":"x","columns":["y"]}}],)"
      R"("indexes":[{"name":"i","parts":[{"column":"a"}]},{"name":"m","parts":[{"column":"b"}]}])";
  const char *const after =
      R"(,"uniques":[{"name":"u","columns":["b"]}],"checks":[{"name":"l","expression":{"column":"b"}}],)"
      R"("indexes":[{"name":"i","parts":[{"column":"a"}]},{"name":"j","parts":[{"column":"b"}]},)"
      R"({"name":"m","parts":[{"column":"b"}]}])";
  const table_definition one = table(three, before), other = table(three, after), none = table(three);
  for (const auto *from : {&one, &other, &none})
    for (const auto *to : {&one, &other, &none}) CHECK(difference(*from, *to) != "whole");
}

TEST_CASE("what is more than columns, constraints and indexes makes a table stand whole") {
  const table_definition from = table(three);
  for (const char *rest :
       {R"(,"comment":"holes")", R"(,"schema":"audit")", R"(,"primary_key":{"columns":["id"]})"})
    CHECK(difference(from, table(three, rest)) == "whole");
  table_definition twice = from;
  twice.columns.push_back(twice.columns.front());
  CHECK(difference(from, twice) == "whole");
  CHECK(difference(twice, from) == "whole");
}

TEST_CASE("a list of tables refuses a number that it lacks") {
  table_list list;
  CHECK_THROWS_AS(list.read(json::parse(R"([{"like":0}])")), std::invalid_argument);
  list.read(json::parse(R"([{"name":"t","columns":[{"name":"a","type":"date"}]},
                            {"like":0,"put":{"columns":[{"name":"b","type":"date"}]}}])"));
  CHECK(list.at(1).columns.size() == 2);
  CHECK(list.find(0) == list.at(0));
  for (const json &bad : {json(2), json(-1)}) CHECK_THROWS_AS(list.at(bad), std::invalid_argument);
  CHECK_THROWS_AS(list.at("0"), json::exception);
}
