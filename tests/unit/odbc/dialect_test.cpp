#include "plugins/odbc/mysql/dialect.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace sdk = tenantry::sdk;
using nlohmann::json;

namespace {

json target(const char *dialect, const char *version) {
  return {{"format", "tenantry.target/1"}, {"dialect", dialect}, {"version", version}};
}
json answer(const char *dialect, const char *version, const json &changes,
            const json &enums = json::array()) {
  const json request{{"format", "tenantry.render/1"},
                     {"target", target(dialect, version)},
                     {"enums", enums},
                     {"changes", changes}};
  return json::parse(tenantry::mysql::dialect().render(sdk::call(nullptr), request.dump()));
}
// All statements, each on a line, and the gaps behind "-- ".
std::string rendered(const char *dialect, const char *version, const json &change,
                     const json &enums = json::array()) {
  const json all = answer(dialect, version, json::array({change}), enums);
  std::string text;
  for (const json &one : all["statements"]) text += one["sql"].get<std::string>() + "\n";
  for (const json &one : all["gaps"]) text += "-- " + one["why"].get<std::string>() + "\n";
  return text;
}
std::string mysql(const json &change, const json &enums = json::array()) {
  return rendered("mysql", "8.0", change, enums);
}
std::string mariadb(const json &change, const json &enums = json::array()) {
  return rendered("mariadb", "10.11", change, enums);
}
json projected(const char *dialect, const json &schema) {
  const json request{{"format", "tenantry.project/1"}, {"target", target(dialect, "")}, {"schema", schema}};
  return json::parse(tenantry::mysql::dialect().project(sdk::call(nullptr), request.dump()));
}
json described(const char *dialect) {
  return json::parse(tenantry::mysql::dialect().describe(target(dialect, "").dump()));
}

json column(const char *name, const char *type, bool null = true) {
  return {{"name", name}, {"type", type}, {"null", null}};
}
json one_column(json of) {
  return {{"kind", "create_table"}, {"name", "t"}, {"columns", json::array({std::move(of)})}};
}
const std::string options = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

json part_change(const char *kind, const char *name, const json &before, const json &after) {
  return {{"kind", kind}, {"name", name}, {"column", name}, {"before", before}, {"after", after}};
}

}  // namespace

TEST_CASE("MySQL: a table that tenantry describes is rendered so that rows roll back and all text fits") {
  json at = column("at", "timestamptz", false);
  at["default"] = {{"kind", "now"}};
  const json table{{"kind", "create_table"},
                   {"name", "h`y"},
                   {"columns",
                    {column("seq", "bigint", false), column("tag", "varchar(255)", false),
                     column("body", "text"), column("ok", "boolean"), at}},
                   {"primary_key", {{"name", "h_pk"}, {"columns", {"tag", "seq"}}}}};
  CHECK(mysql(table) ==
        "CREATE TABLE `h``y` (\n  `seq` bigint NOT NULL,\n  `tag` varchar(255) NOT NULL,\n  `body` "
        "longtext,\n  `ok` tinyint(1),\n  `at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),\n  "
        "CONSTRAINT `h_pk` PRIMARY KEY (`tag`, `seq`)\n)" +
            options + "\n");
  CHECK(mysql({{"kind", "create_schema"}, {"name", "s"}}) == "-- this database has no schemas\n");
}

TEST_CASE("MySQL and MariaDB: the dialects describe themselves") {
  const json known = described("mysql"), other = described("mariadb");
  CHECK(known["dialect"] == "mysql");
  CHECK(known["identifier_limit"] == 64);
  CHECK(known["schemas"] == false);
  CHECK(known["row_limit"] == "LIMIT {n}");
  CHECK(known["features"]["sequences"] == false);
  CHECK(known["features"]["expression_indexes"] == true);
  CHECK(other["dialect"] == "mariadb");
  CHECK(other["fallback"] == "mysql");
  CHECK(other["features"]["sequences"] == true);
  CHECK(other["features"]["expression_indexes"] == false);
}

TEST_CASE("MySQL and MariaDB: JSON is a type of one and a checked text of the other") {
  json of = column("j", "jsonb");
  of["default"] = {{"kind", "literal"}, {"value", "{\"a\": \"it's \\\\ odd\"}"}};
  CHECK(mysql(one_column(of)) ==
        "CREATE TABLE `t` (\n  `j` json DEFAULT ('{\"a\": \"it''s \\\\\\\\ odd\"}')\n)" + options + "\n");
  CHECK(mariadb(one_column(of)) ==
        "CREATE TABLE `t` (\n  `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '{\"a\": "
        "\"it''s \\\\\\\\ odd\"}' CHECK (json_valid(`j`))\n)" +
            options + "\n");
}

TEST_CASE("MySQL: types that hold what the declared ones hold") {
  const std::pair<const char *, const char *> pairs[] = {{"uuid", "char(36)"},
                                                         {"numeric", "decimal(65,30)"},
                                                         {"numeric(9)", "decimal(9,0)"},
                                                         {"real", "float"},
                                                         {"double", "double"},
                                                         {"bytes", "longblob"},
                                                         {"timestamp", "datetime(6)"},
                                                         {"timestamp(0)", "datetime"},
                                                         {"timestamptz(3)", "timestamp(3) NULL"},
                                                         {"time", "time(6)"},
                                                         {"char(300)", "varchar(300)"},
                                                         {"varchar(20000)", "longtext"},
                                                         {"varchar", "longtext"}};
  for (const auto &[neutral, own] : pairs)
    CHECK(mysql(one_column(column("c", neutral))) ==
          "CREATE TABLE `t` (\n  `c` " + std::string(own) + "\n)" + options + "\n");
  CHECK(mysql(one_column(column("c", "interval"))).starts_with("-- column \"c\" has the type \"interval\""));
  CHECK(mysql(one_column(column("c", "numeric(80,2)")))
            .starts_with("-- column \"c\": a decimal has at most 65 digits"));
}

TEST_CASE("MySQL: a text in a key is a VARCHAR, and the projection says so") {
  json table = one_column(column("tag", "text", false));
  table["uniques"] = {{{"name", "once"}, {"columns", {"tag"}}}};
  CHECK(mysql(table) ==
        "CREATE TABLE `t` (\n  `tag` varchar(255) NOT NULL,\n  CONSTRAINT `once` UNIQUE "
        "(`tag`)\n)" +
            options + "\n");
  table.erase("kind");
  const json made = projected("mysql", {{"format", "tenantry.schema/1"}, {"tables", json::array({table})}});
  CHECK(made["schema"]["tables"][0]["columns"][0]["type"] == "varchar(255)");
  CHECK(made["lost"][0]["object"] == "table t, column tag");

  json plain = table;
  plain.erase("uniques");
  CHECK(mysql(part_change("add_unique", "once", plain, table)) ==
        "ALTER TABLE `t` MODIFY COLUMN `tag` varchar(255) NOT NULL\nALTER TABLE `t` ADD CONSTRAINT `once` "
        "UNIQUE (`tag`)\n");
  CHECK(mysql(part_change("drop_unique", "once", table, plain)) ==
        "ALTER TABLE `t` DROP INDEX `once`\nALTER TABLE `t` MODIFY COLUMN `tag` longtext NOT NULL\n");
}

TEST_CASE("MySQL: a key that InnoDB cannot hold is a gap that says how long it is") {
  json table = one_column(column("tag", "varchar(800)", false));
  table["primary_key"] = {{"columns", {"tag"}}};
  CHECK(mysql(table) ==
        "-- key \"PRIMARY\" of table \"t\" would be 3200 bytes long, and InnoDB's end at "
        "3072: declare its texts shorter\n");
}

TEST_CASE("MySQL: an enum stands in the column, and its values change there") {
  const json before = {{"name", "mood"}, {"values", {"calm", "it's"}}};
  json after = before;
  after["values"].push_back("wild");
  json table = one_column(column("m", "enum:mood"));
  CHECK(mysql(table, json::array({before})) ==
        "CREATE TABLE `t` (\n  `m` enum('calm','it''s')\n)" + options + "\n");
  table.erase("kind");
  CHECK(
      mysql({{"kind", "alter_enum"}, {"before", before}, {"after", after}, {"tables", json::array({table})}},
            json::array({before})) == "ALTER TABLE `t` MODIFY COLUMN `m` enum('calm','it''s','wild')\n");
  json renamed = before;
  renamed["values"] = {"calm", "odd"};
  CHECK(mysql({{"kind", "rename_enum_value"},
               {"before", before},
               {"after", renamed},
               {"value", "it's"},
               {"to", "odd"},
               {"tables", json::array({table})}},
              json::array({before})) ==
        "ALTER TABLE `t` MODIFY COLUMN `m` enum('calm','it''s','odd')\nUPDATE `t` SET `m` = "
        "'odd' WHERE `m` = 'it''s'\nALTER TABLE `t` MODIFY COLUMN `m` enum('calm','odd')\n");
}

TEST_CASE("MySQL: only the first column of a key counts by itself, and loses that with its key") {
  json id = column("id", "bigint", false);
  id["identity"] = {{"kind", "always"}, {"options", {{"start", 100}}}};
  json table = one_column(id);
  CHECK(mysql(table) == "-- column \"id\" counts by itself, which only the first column of a key can\n");
  table["primary_key"] = {{"columns", {"id"}}};
  CHECK(mysql(table) ==
        "CREATE TABLE `t` (\n  `id` bigint NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`id`)\n)" + options +
            " AUTO_INCREMENT=100\n");
  json without = table;
  without.erase("primary_key");
  without["columns"][0].erase("identity");
  table.erase("kind");
  CHECK(mysql(part_change("drop_primary_key", "", table, without)) ==
        "ALTER TABLE `t` DROP PRIMARY KEY, MODIFY COLUMN `id` bigint NOT NULL\n");
  CHECK(mysql(part_change("add_primary_key", "", without, table)) ==
        "ALTER TABLE `t` ADD PRIMARY KEY (`id`), MODIFY COLUMN `id` bigint NOT NULL AUTO_INCREMENT\n");
}

TEST_CASE("MySQL and MariaDB: a renamed column takes its checks along, each server in its way") {
  json before = one_column(column("a", "integer"));
  before["checks"] = {
      {{"name", "some"}, {"expression", {{"op", ">"}, {"args", {{{"column", "a"}}, {{"literal", 0}}}}}}}};
  json after = before;
  after["columns"][0]["name"] = "b";
  after["checks"][0]["expression"]["args"][0]["column"] = "b";
  json change = part_change("rename_column", "a", before, after);
  change["to"] = "b";
  CHECK(mysql(change) ==
        "ALTER TABLE `t` DROP CHECK `some`\nALTER TABLE `t` RENAME COLUMN `a` TO `b`\nALTER "
        "TABLE `t` ADD CONSTRAINT `some` CHECK (`b` > 0)\n");
  CHECK(mariadb(change) == "ALTER TABLE `t` RENAME COLUMN `a` TO `b`\n");
}

TEST_CASE("MySQL and MariaDB: the index of a foreign key comes and goes with it") {
  json with = one_column(column("up", "integer"));
  with["foreign_keys"] = {
      {{"name", "up_fk"}, {"columns", {"up"}}, {"references", {{"table", "u"}, {"columns", {"id"}}}}}};
  json without = with;
  without.erase("foreign_keys");
  CHECK(mysql(part_change("drop_foreign_key", "up_fk", with, without)) ==
        "ALTER TABLE `t` DROP FOREIGN KEY `up_fk`, DROP INDEX `up_fk`\n");
  CHECK(mariadb(part_change("drop_foreign_key", "up_fk", with, without)) ==
        "ALTER TABLE `t` DROP FOREIGN KEY `up_fk`, DROP INDEX IF EXISTS `up_fk`\n");
  json indexed = with;
  indexed["indexes"] = {{{"name", "by_up"}, {"parts", {{{"column", "up"}}}}}};
  CHECK(mysql(part_change("drop_index", "by_up", indexed, with)) ==
        "ALTER TABLE `t` ADD INDEX `up_fk` (`up`), DROP INDEX `by_up`\n");
}

TEST_CASE(
    "MySQL and MariaDB: an index that is wished online says so, and what only one of them has is a gap") {
  json table = one_column(column("a", "varchar(20)"));
  table["indexes"] = {
      {{"name", "i"}, {"parts", {{{"column", "a"}}}}, {"comment", "why"}},
      {{"name", "e"}, {"parts", {{{"expression", {{"call", "length"}, {"args", {{{"column", "a"}}}}}}}}}},
      {{"name", "p"},
       {"parts", {{{"column", "a"}}}},
       {"where", {{"op", "is_not_null"}, {"args", {{{"column", "a"}}}}}}}};
  json change = part_change("create_index", "i", table, table);
  change["online"] = true;
  CHECK(mysql(change) == "CREATE INDEX `i` ON `t` (`a`) COMMENT 'why' ALGORITHM=INPLACE LOCK=NONE\n");
  CHECK(answer("mysql", "8.0", json::array({change}))["statements"][0]["online"] == true);
  change["column"] = "e";
  CHECK(mysql(change) == "CREATE INDEX `e` ON `t` ((char_length(`a`)))\n");
  CHECK(mariadb(change) == "-- this dialect has no indexes on expressions\n");
  change["column"] = "p";
  CHECK(mysql(change) == "-- index \"p\": this dialect has no indexes on a part of the rows\n");
}

TEST_CASE("MySQL: what runs without keeping writers out is marked, what copies the table is not") {
  const json before = one_column(column("a", "varchar(20)"));
  const auto online = [&](const char *type, bool null) {
    json after = before;
    after["columns"][0]["type"] = type;
    after["columns"][0]["null"] = null;
    return answer("mysql", "8.0",
                  json::array({part_change("alter_column", "a", before, after)}))["statements"][0]
        .value("online", false);
  };
  CHECK(online("varchar(60)", true));
  CHECK(online("varchar(20)", false));
  CHECK_FALSE(online("varchar(80)", true));  // its length needs a second byte
  CHECK_FALSE(online("varchar(10)", true));
  CHECK_FALSE(online("integer", true));
}

TEST_CASE("MariaDB: a column with JSON changes in a copy, for its check is written anew") {
  const json before = one_column(column("a", "jsonb"));
  json after = before;
  after["columns"][0]["comment"] = "why";
  json change = part_change("alter_column", "a", before, after);
  change["online"] = true;
  CHECK(mariadb(change).find("ALGORITHM") == std::string::npos);
  CHECK(mysql(change).find(", ALGORITHM=INPLACE, LOCK=NONE\n") != std::string::npos);
}

TEST_CASE("MySQL: values that are computed into another type take the old column's place step by step") {
  const json before = one_column(column("a", "varchar(20)"));
  json after = before;
  after["columns"][0]["type"] = "integer";
  json change = part_change("alter_column", "a", before, after);
  change["using"] = {{"mysql", "CAST(a AS SIGNED)"}};
  CHECK(mariadb(change) ==
        "ALTER TABLE `t` ADD COLUMN `__new_a` int AFTER `a`\nUPDATE `t` SET `__new_a` = "
        "CAST(a AS SIGNED)\nALTER TABLE `t` DROP COLUMN `a`\nALTER TABLE `t` CHANGE COLUMN "
        "`__new_a` `a` int\n");
}

TEST_CASE("MariaDB before 10.10 gets no time that every UPDATE would change") {
  const json table = one_column(column("at", "timestamptz", false));
  CHECK(rendered("mariadb", "10.5", table).starts_with("-- column \"at\" would be set at every UPDATE"));
  CHECK(mariadb(table).starts_with("CREATE TABLE"));
  CHECK(rendered("mysql", "8.0", table).starts_with("CREATE TABLE"));
}

TEST_CASE("MySQL: a name that is too long ends with a hash of the whole") {
  const std::string name(70, 'n');
  const std::string made = mysql(one_column(column(name.c_str(), "integer")));
  CHECK(made.find("`" + std::string(55, 'n') + "_") != std::string::npos);
  CHECK(made.find(name) == std::string::npos);
}

TEST_CASE("MariaDB: sequences, views and their renaming, where MySQL has no sequences") {
  const json made{{"kind", "create_sequence"}, {"name", "s"}, {"type", "integer"}};
  CHECK(mariadb(made) == "CREATE SEQUENCE `s` MAXVALUE 2147483647\n");
  CHECK(mysql(made) == "-- this dialect has no sequences\n");
  CHECK(mariadb({{"kind", "rename_view"}, {"name", "v"}, {"to", "w"}}) == "RENAME TABLE `v` TO `w`\n");
  const json view{{"name", "v"}, {"definition", {{"mysql", "SELECT 1"}}}};
  CHECK(mariadb({{"kind", "replace_view"}, {"before", view}, {"after", view}}) ==
        "CREATE OR REPLACE VIEW `v` AS SELECT 1\n");
}
