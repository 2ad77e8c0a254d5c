// What Oracle's dictionary holds, as its manual shows it, read into the model.
#include "plugins/odbc/oracle/catalog_text.hpp"

#include <tenantry/sdk/schema_types.hpp>

#include <catch2/catch.hpp>

using namespace tenantry::oracle;
namespace sdk = tenantry::sdk;
using sdk::expression;

namespace {

std::string type_of(const catalog_type &from) {
  const sdk::neutral_type type = read_catalog_type(from);
  return type.name == "native" ? "native " + type.native.at("oracle") : sdk::write_type(type);
}

}  // namespace

TEST_CASE("Oracle: a dictionary's types become neutral ones where tenantry would write them so") {
  CHECK(type_of({"NUMBER", 0, "10", "0"}) == "numeric(10,0)");
  CHECK(type_of({"NUMBER", 0, "12", "2"}) == "numeric(12,2)");
  CHECK(type_of({"NUMBER", 0, "", ""}) == "numeric");
  CHECK(type_of({"NUMBER", 0, "", "0"}) == "numeric(38,0)");
  CHECK(type_of({"VARCHAR2", 40, "", ""}) == "varchar(40)");
  CHECK(type_of({"CHAR", 36, "", ""}) == "char(36)");
  CHECK(type_of({"CLOB", 0, "", ""}) == "text");
  CHECK(type_of({"TIMESTAMP(6)", 0, "", "6"}) == "timestamp");
  CHECK(type_of({"TIMESTAMP(3) WITH TIME ZONE", 0, "", "3"}) == "timestamptz(3)");
  CHECK(type_of({"TIMESTAMP(6) WITH LOCAL TIME ZONE", 0, "", "6"}) ==
        "native TIMESTAMP(6) WITH LOCAL TIME ZONE");
  CHECK(type_of({"RAW", 16, "", ""}) == "native RAW(16)");
}

TEST_CASE("Oracle: defaults are read without the blanks that the dictionary keeps") {
  CHECK(read_catalog_default("0 ", "t") == sdk::column_default("literal", expression::integer_of(0)));
  CHECK(read_catalog_default("'it''s'\n", "t") ==
        sdk::column_default("literal", expression::text_of("it's")));
  CHECK(read_catalog_default("NULL", "t").empty());
  CHECK(read_catalog_default("SYSTIMESTAMP", "t").kind == "now");
  CHECK(read_catalog_default("TRUNC(SYSDATE)", "t").kind == "now");
  CHECK(read_catalog_default("LOWER(REGEXP_REPLACE(RAWTOHEX(SYS_GUID()), 'a', 'b'))", "t").kind ==
        "random_uuid");
  CHECK(read_catalog_default("DATE '2024-01-01'", "t") ==
        sdk::column_default("literal", expression::text_of("2024-01-01")));
  CHECK(read_catalog_default("USER", "t").kind == "expression");
}

TEST_CASE("Oracle: conditions come back as they were written, and what a column says by itself is none") {
  CHECK(read_catalog_expression("\"depth\" BETWEEN 0 AND 9", "t").is_operation("between"));
  CHECK(read_catalog_expression("\"mood\" IN ('calm', 'wild')", "t").args.size() == 3);
  CHECK(read_catalog_expression("depth > 0", "t").args[0] == expression::column_of("DEPTH"));
  CHECK(read_catalog_expression("\"doc\" IS JSON", "t").is(expression::node::sql));
  CHECK(is_not_null_check("\"ID\" IS NOT NULL"));
  CHECK_FALSE(is_not_null_check("\"ID\" IS NOT NULL AND \"A\" > 0"));
  const auto options = read_identity_options(
      "START WITH: 100, INCREMENT BY: 5, MAX_VALUE: 9999999999999999999999999999, MIN_VALUE: 1, CYCLE_FLAG: "
      "N");
  CHECK(options.start == 100);
  CHECK(options.increment == 5);
  CHECK_FALSE(read_number("9999999999999999999999999999"));
}
