#include "core/live/declarable.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;
using sdk::expression;

namespace {

sdk::column_definition column(const std::string &name, const std::string &type,
                              const std::string &native = "") {
  sdk::column_definition made{name, sdk::read_type(type)};
  if (!native.empty()) made.type.native = {{"mariadb", native}};
  return made;
}

schema_model with_table(sdk::table_definition table) {
  schema_model made;
  made.tables.push_back(std::move(table));
  return made;
}

}  // namespace

TEST_CASE("a type without a neutral form becomes the nearest that holds its values, and that is told") {
  sdk::table_definition table{"", "t"};
  table.columns = {column("a", "native", "int(10) unsigned"),
                   column("b", "native", "bigint unsigned"),
                   column("c", "native", "point"),
                   column("d", "native", "enum('x')"),
                   column("e", "native", "varbinary(9)"),
                   column("f", "integer")};
  std::vector<lost_part> lost;
  const schema_model made = to_declarable(with_table(table), lost);
  std::string types;
  for (const auto &one : made.tables[0].columns) types += sdk::write_type(one.type) + " ";
  CHECK(types == "bigint numeric(20) text text bytes integer ");
  REQUIRE(lost.size() == 5);
  CHECK(lost[0].object == "column \"t.a\"");
  CHECK(lost[0].why == "the type int(10) unsigned (mariadb) has no neutral form: written as bigint");
}

TEST_CASE("what PostgreSQL itself has is never lost") {
  sdk::table_definition table{"", "t"};
  table.columns = {column("a", "native")};
  table.columns[0].type.native = {{"postgresql", "tsvector"}};
  table.columns[0].collation = {{"postgresql", "C"}};
  table.checks = {{"c", expression::sql_of("postgresql", "a @@ 'x'")}};
  schema_model all = with_table(table);
  all.views = {{"", "v", false, {{"postgresql", "SELECT 1;\n"}}}};
  std::vector<lost_part> lost;
  const schema_model made = to_declarable(all, lost);
  CHECK(lost.empty());
  CHECK(made.tables == all.tables);
  CHECK(made.views[0].definition.at("postgresql") == "SELECT 1");
}

TEST_CASE("defaults, checks, indexes and views in another dialect's words are left out by name") {
  sdk::table_definition table{"", "t"};
  table.columns = {column("a", "text"), column("b", "boolean"), column("c", "integer")};
  table.columns[0].default_value = sdk::column_default("expression", expression::sql_of("mariadb", "uuid()"));
  table.columns[0].collation = {{"mariadb", "utf8mb4_bin"}};
  table.columns[1].default_value = sdk::column_default("literal", expression::integer_of(0));
  table.columns[2].generated = sdk::generated_definition{expression::sql_of("mariadb", "crc32(a)")};
  table.checks = {{"c", expression::operation_of("not", {expression::sql_of("mariadb", "json_valid(a)")})}};
  sdk::index_definition index{"i", false, {}};
  index.parts = {{expression::sql_of("mariadb", "left(a, 3)")}};
  table.indexes = {index};
  schema_model all = with_table(table);
  all.views = {{"", "v", false, {{"mariadb", "SELECT 1"}}}};
  all.opaque = {{"trigger", "", "tr", "", "t", {{"mariadb", "CREATE TRIGGER tr"}}, {}}};
  std::vector<lost_part> lost;
  const schema_model made = to_declarable(all, lost);
  std::string objects;
  for (const lost_part &one : lost) objects += one.object + "; ";
  CHECK(objects ==
        "column \"t.a\"; column \"t.c\"; table \"t\"; check \"t.c\"; index \"t.i\"; view \"v\"; trigger "
        "\"tr\"; ");
  CHECK(made.tables[0].columns[0].default_value.empty());
  CHECK(made.tables[0].columns[1].default_value.value == expression::boolean_of(false));
  CHECK_FALSE(made.tables[0].columns[2].generated);
  CHECK(made.tables[0].checks.empty());
  CHECK(made.tables[0].indexes.empty());
  CHECK(made.views.empty());
  CHECK(made.opaque.empty());
}
