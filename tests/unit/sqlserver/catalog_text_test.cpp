// What SQL Server's catalog views print, as its manual shows it, read into the model.
#include "plugins/odbc/sqlserver/catalog_text.hpp"

#include <tenantry/sdk/schema_types.hpp>

#include <catch2/catch.hpp>

#include "plugins/odbc/common/predicates.hpp"

using namespace tenantry::sqlserver;
namespace sdk = tenantry::sdk;
using sdk::expression;
using tenantry::odbc::as_condition;
using tenantry::odbc::canonical;
using tenantry::odbc::fits_filter;

namespace {

std::string type_of(const catalog_type &from) {
  const sdk::neutral_type type = read_catalog_type(from);
  return type.name == "native" ? type.native.at("sqlserver") : sdk::write_type(type);
}

}  // namespace

TEST_CASE("SQL Server: a catalog's types become neutral ones where tenantry would write them so") {
  CHECK(type_of({"nvarchar", 80, 0, 0}) == "varchar(40)");
  CHECK(type_of({"nvarchar", -1, 0, 0}) == "text");
  CHECK(type_of({"nchar", 20, 0, 0}) == "char(10)");
  CHECK(type_of({"decimal", 9, 12, 2}) == "numeric(12,2)");
  CHECK(type_of({"bit", 1, 1, 0}) == "boolean");
  CHECK(type_of({"float", 8, 53, 0}) == "double");
  CHECK(type_of({"datetimeoffset", 10, 33, 6}) == "timestamptz");
  CHECK(type_of({"datetime2", 7, 23, 3}) == "timestamp(3)");
  CHECK(type_of({"varbinary", -1, 0, 0}) == "bytes");
  CHECK(type_of({"varchar", 40, 0, 0}) == "varchar(40)");
  CHECK(read_catalog_type({"varchar", 40, 0, 0}).name == "native");
  CHECK(type_of({"varbinary", 16, 0, 0}) == "varbinary(16)");
  CHECK(type_of({"money", 8, 19, 4}) == "money");
}

TEST_CASE("SQL Server: conditions are read as the server prints them and brought to one form") {
  const auto read = [](const char *text) { return canonical(read_catalog_expression(text, "t")); };
  const expression depth = expression::column_of("depth"), mood = expression::column_of("mood");
  CHECK(read("([depth]>=(0) AND [depth]<=(9))") ==
        canonical(expression::operation_of("between",
                                           {depth, expression::integer_of(0), expression::integer_of(9)})));
  // IN is printed as OR, its values turned round.
  CHECK(read("([mood]=N'wild' OR [mood]=N'calm')") ==
        canonical(expression::operation_of(
            "in", {mood, expression::text_of("calm"), expression::text_of("wild")})));
  CHECK(read("(len([mood])>(3))") ==
        expression::operation_of(">", {expression::call_of("length", {mood}), expression::integer_of(3)}));
  CHECK(read("([mood] IS NOT NULL)") == expression::operation_of("is_not_null", {mood}));
  CHECK(read("([active]=(1))") == canonical(as_condition(expression::column_of("active"))));
  CHECK(read("(isjson([doc])=(1))").is(expression::node::sql));
  CHECK(read("([mood] like N'N''x%')") ==
        expression::operation_of("like", {mood, expression::text_of("N'x%")}));
}

TEST_CASE("SQL Server: defaults are read without their brackets") {
  CHECK(read_catalog_default("((0))", "t") == sdk::column_default("literal", expression::integer_of(0)));
  CHECK(read_catalog_default("(N'it''s')", "t") ==
        sdk::column_default("literal", expression::text_of("it's")));
  CHECK(read_catalog_default("(sysdatetimeoffset())", "t").kind == "now");
  CHECK(read_catalog_default("(getdate())", "t").kind == "now");
  CHECK(read_catalog_default("(newid())", "t").kind == "random_uuid");
  CHECK(read_catalog_default("((-1.50))", "t").value.text == "-1.50");
  CHECK(read_catalog_default("(user_name())", "t").kind == "expression");
  CHECK(read_catalog_default("", "t").empty());
}

TEST_CASE("SQL Server: a computed column is read without the type that tenantry put around it") {
  const expression sum =
      expression::operation_of("+", {expression::column_of("a"), expression::column_of("b")});
  CHECK(read_computed("(CONVERT([decimal](12,2),[a]+[b]))", "t") == sum);
  CHECK(read_computed("([a]+[b])", "t") == sum);
  CHECK(read_computed("(CONVERT([varchar](8),[a],(112)))", "t").is(expression::node::sql));
}

TEST_CASE("SQL Server: a view's text is what stands behind its first AS") {
  CHECK(view_body("CREATE VIEW [dbo].[v] (a, b) AS\nSELECT 1 AS a, 2 AS b;\n") == "SELECT 1 AS a, 2 AS b");
  CHECK(view_body("create /* as */ view v as with x as (select 1 as a) select a from x") ==
        "with x as (select 1 as a) select a from x");
}

TEST_CASE("SQL Server: conditions that a filtered index takes are known") {
  const expression a = expression::column_of("a");
  const expression positive = expression::operation_of(">", {a, expression::integer_of(0)});
  CHECK(fits_filter(positive));
  CHECK(fits_filter(expression::operation_of("and", {positive, expression::operation_of("is_null", {a})})));
  CHECK_FALSE(fits_filter(expression::operation_of("or", {positive, positive})));
  CHECK_FALSE(fits_filter(expression::operation_of("=", {a, expression::column_of("b")})));
  CHECK(as_condition(expression::operation_of("not", {a})) ==
        expression::operation_of("not", {expression::operation_of("=", {a, expression::integer_of(1)})}));
}
