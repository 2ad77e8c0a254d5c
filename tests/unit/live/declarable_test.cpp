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
                   column("d", "native", "set('x')"),
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

TEST_CASE(
    "a list of values in a column is an enum with the column's name, or the table's too where two differ") {
  const auto of = [](const std::string &name, std::vector<sdk::column_definition> columns) {
    return sdk::table_definition{"", name, std::move(columns)};
  };
  schema_model live;
  live.tables = {of("a", {column("mood", "native", "enum('calm','it''s','a\\\\b','x,)')"),
                          column("size", "native", "enum('1','2')")}),
                 of("b", {column("mood", "native", "ENUM('calm','it''s','a\\\\b','x,)')"),
                          column("size", "native", "enum('1')")}),
                 of("c", {column("broad", "native", "enum('" + std::string(64, 'x') + "')")})};
  live.tables[0].columns[1].default_value = sdk::column_default("literal", expression::integer_of(1));
  std::vector<lost_part> lost;
  const schema_model made = to_declarable(live, lost);
  std::string enums, types;
  for (const auto &one : made.enums) {
    enums += one.name + ":";
    for (const std::string &value : one.values) enums += " " + value;
    enums += "\n";
  }
  for (const auto &table : made.tables)
    for (const auto &one : table.columns) types += sdk::write_type(one.type) + " ";
  CHECK(enums == "a_size_enum: 1 2\nb_size_enum: 1\nmood_enum: calm it's a\\b x,)\n");
  CHECK(types == "enum:mood_enum enum:a_size_enum enum:mood_enum enum:b_size_enum text ");
  CHECK(made.tables[0].columns[1].default_value.value == expression::text_of("1"));
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].object == "column \"c.broad\"");
}

TEST_CASE("an enum in a column stays a text where its names are taken, and that is told") {
  schema_model live = with_table({"", "t", {column("mood", "native", "enum('x')")}});
  live.tables.push_back({"", "mood_enum", {column("a", "integer")}});
  live.views = {{"", "t_mood_enum", false, {{"postgresql", "SELECT 1"}}}};
  std::vector<lost_part> lost;
  const schema_model made = to_declarable(live, lost);
  CHECK(made.enums.empty());
  CHECK(sdk::find_named(sdk::find_object(made.tables, "", "t")->columns, "mood")->type.name == "text");
  REQUIRE(lost.size() == 1);
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
