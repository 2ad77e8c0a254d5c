#include "core/adapter/dialect_facts.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("a dialect is described by a document of its format alone") {
  const auto facts = parse_dialect_facts(
      R"({"format":"tenantry.dialect/1","dialect":"x","schemas":true,"identifier_limit":30,"row_limit":"FETCH"})");
  REQUIRE(facts);
  CHECK(facts->name == "x");
  CHECK(facts->schemas);
  CHECK(facts->identifier_limit == 30);
  CHECK(facts->row_limit == "FETCH");
  for (const char *bad : {"", "[]", "{}", R"({"format":"tenantry.dialect/2"})", R"({"format":1})",
                          R"({"format":"tenantry.dialect/1","dialect":5})",
                          R"({"format":"tenantry.dialect/1","identifier_limit":"many"})"}) {
    INFO(bad);
    CHECK(parse_dialect_facts(bad).error().category == category::internal);
  }
}
