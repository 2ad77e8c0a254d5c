// The texts that the dialect writes, as Transact-SQL of 2017 takes them.
#include "plugins/odbc/sqlserver/dialect.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace sdk = tenantry::sdk;
using nlohmann::json;

namespace {

json rendered(const json &changes) {
  const json request{{"format", "tenantry.render/1"},
                     {"target", {{"format", "tenantry.target/1"}}},
                     {"enums", json::array({{{"name", "mood"}, {"values", {"calm", "wild"}}}})},
                     {"changes", changes}};
  return json::parse(tenantry::sqlserver::dialect().render(sdk::call(nullptr), request.dump()));
}
std::vector<std::string> texts(const json &change) {
  const json answer = rendered(json::array({change}));
  std::vector<std::string> all;
  for (const json &one : answer["statements"]) all.push_back(one["sql"]);
  for (const json &one : answer["gaps"]) all.push_back("gap: " + one["why"].get<std::string>());
  return all;
}
json projected(const json &schema) {
  const json request{{"format", "tenantry.project/1"}, {"schema", schema}};
  return json::parse(tenantry::sqlserver::dialect().project(sdk::call(nullptr), request.dump()));
}
using lines = std::vector<std::string>;

const json wells = json::parse(R"json({"name": "wells", "columns": [
  {"name": "id", "type": "uuid", "null": false, "default": {"kind": "random_uuid"}},
  {"name": "n", "type": "bigint", "null": false, "identity": {"kind": "always"}},
  {"name": "name", "type": "text"},
  {"name": "depth", "type": "numeric(8,2)", "default": {"kind": "literal", "value": 0}},
  {"name": "active", "type": "boolean", "null": false, "default": {"kind": "literal", "value": true}},
  {"name": "mood", "type": "enum:mood"},
  {"name": "at", "type": "timestamptz", "null": false, "default": {"kind": "now"}},
  {"name": "doc", "type": "json", "comment": "it's raw"}],
  "primary_key": {"columns": ["id"]},
  "uniques": [{"name": "wells_name_unique", "columns": ["name"]}, {"name": "wells_n_unique", "columns": ["n"]}],
  "checks": [{"name": "deep", "expression": {"op": ">=", "args": [{"column": "depth"}, {"literal": 0}]}}],
  "indexes": [{"name": "by_depth", "parts": [{"column": "depth", "descending": true}], "where": {"column": "active"}}]})json");

json with(json object, const char *kind) {
  object["kind"] = kind;
  return object;
}
json part(const char *kind, const json &before, const json &after, const char *name,
          const json &more = json::object()) {
  const std::string key = std::string(kind).ends_with("_column") ? "column" : "name";
  json made{{"kind", kind}, {"before", before}, {"after", after}, {key, name}};
  made.update(more);
  return made;
}

}  // namespace

TEST_CASE(
    "SQL Server: a table is rendered with every constraint named, and a nullable key as PostgreSQL means "
    "it") {
  CHECK(texts(with(wells, "create_table")) ==
        lines{"CREATE TABLE [wells] (\n"
              "  [id] uniqueidentifier NOT NULL CONSTRAINT [DF_wells_id] DEFAULT NEWID(),\n"
              "  [n] bigint IDENTITY(1,1) NOT NULL,\n"
              "  [name] nvarchar(450) NULL,\n"
              "  [depth] decimal(8,2) NULL CONSTRAINT [DF_wells_depth] DEFAULT 0,\n"
              "  [active] bit NOT NULL CONSTRAINT [DF_wells_active] DEFAULT 1,\n"
              "  [mood] nvarchar(4) NULL,\n"
              "  [at] datetimeoffset(6) NOT NULL CONSTRAINT [DF_wells_at] DEFAULT SYSDATETIMEOFFSET(),\n"
              "  [doc] nvarchar(max) NULL,\n"
              "  CONSTRAINT [wells_pkey] PRIMARY KEY ([id]),\n"
              "  CONSTRAINT [wells_n_unique] UNIQUE ([n]),\n"
              "  CONSTRAINT [deep] CHECK ([depth] >= 0),\n"
              "  CONSTRAINT [wells_mood_enum] CHECK ([mood] IN (N'calm', N'wild')),\n"
              "  INDEX [wells_name_unique] UNIQUE ([name]) WHERE [name] IS NOT NULL\n"
              ")",
              "DECLARE @schema sysname = SCHEMA_NAME(); IF EXISTS (SELECT 1 FROM "
              "sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @schema, N'TABLE', N'wells', "
              "N'COLUMN', N'doc')) "
              "EXEC sys.sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', "
              "@level0name = @schema, "
              "@level1type = N'TABLE', @level1name = N'wells', @level2type = N'COLUMN', @level2name = "
              "N'doc'; EXEC "
              "sys.sp_addextendedproperty @name = N'MS_Description', @value = N'it''s raw', @level0type = "
              "N'SCHEMA', "
              "@level0name = @schema, @level1type = N'TABLE', @level1name = N'wells', @level2type = "
              "N'COLUMN', @level2name "
              "= N'doc'"});
}

TEST_CASE("SQL Server: indexes have filters, an online one asks the edition") {
  CHECK(texts(part("create_index", wells, wells, "by_depth", {{"new_table", true}})) ==
        lines{"CREATE INDEX [by_depth] ON [wells] ([depth] DESC) WHERE [active] = 1"});
  CHECK(texts(part("create_index", wells, wells, "by_depth", {{"online", true}})) ==
        lines{"IF CAST(SERVERPROPERTY('EngineEdition') AS int) IN (3, 5, 8) EXEC(N'CREATE INDEX [by_depth] "
              "ON [wells] "
              "([depth] DESC) WHERE [active] = 1 WITH (ONLINE = ON)') ELSE EXEC(N'CREATE INDEX [by_depth] ON "
              "[wells] "
              "([depth] DESC) WHERE [active] = 1')"});
  CHECK(texts(part("drop_index", wells, wells, "by_depth")) == lines{"DROP INDEX [by_depth] ON [wells]"});
}

TEST_CASE("SQL Server: a column is altered without what depends on it, which comes back") {
  json after = wells;
  after["columns"][3]["type"] = "numeric(12,2)";
  after["columns"][3]["default"] = {{"kind", "literal"}, {"value", 1}};
  const lines all = texts(part("alter_column", wells, after, "depth"));
  REQUIRE(all.size() == 7);
  CHECK(all[0] == "ALTER TABLE [wells] DROP CONSTRAINT [deep]");
  CHECK(all[1] == "DROP INDEX [by_depth] ON [wells]");
  CHECK(all[2] ==
        "DECLARE @drop nvarchar(max); SELECT @drop = N'ALTER TABLE [wells] DROP CONSTRAINT ' + "
        "QUOTENAME(d.name) FROM "
        "sys.default_constraints d JOIN sys.columns c ON c.object_id = d.parent_object_id AND c.column_id = "
        "d.parent_column_id WHERE d.parent_object_id = OBJECT_ID(N'[wells]') AND c.name = N'depth'; IF @drop "
        "IS NOT NULL "
        "EXEC sys.sp_executesql @drop");
  CHECK(all[3] == "ALTER TABLE [wells] ALTER COLUMN [depth] decimal(12,2) NULL");
  CHECK(all[4] == "ALTER TABLE [wells] ADD CONSTRAINT [DF_wells_depth] DEFAULT 1 FOR [depth]");
  CHECK(all[5] == "CREATE INDEX [by_depth] ON [wells] ([depth] DESC) WHERE [active] = 1");
  CHECK(all[6] == "ALTER TABLE [wells] ADD CONSTRAINT [deep] CHECK ([depth] >= 0)");
}

TEST_CASE("SQL Server: a unique column that becomes NOT NULL turns its index into a constraint") {
  json after = wells;
  after["columns"][2]["null"] = false;
  CHECK(texts(part("alter_column", wells, after, "name")) ==
        lines{"DROP INDEX [wells_name_unique] ON [wells]",
              "ALTER TABLE [wells] ALTER COLUMN [name] nvarchar(450) NOT NULL",
              "ALTER TABLE [wells] ADD CONSTRAINT [wells_name_unique] UNIQUE ([name])"});
}

TEST_CASE("SQL Server: a text is bounded when it comes into a key") {
  json before = wells;
  before["uniques"] = json::array();
  CHECK(texts(part("add_unique", before, wells, "wells_name_unique")) ==
        lines{"ALTER TABLE [wells] ALTER COLUMN [name] nvarchar(450) NULL",
              "CREATE UNIQUE INDEX [wells_name_unique] ON [wells] ([name]) WHERE [name] IS NOT NULL"});
  CHECK(texts(part("drop_unique", wells, before, "wells_name_unique")) ==
        lines{"DROP INDEX [wells_name_unique] ON [wells]",
              "ALTER TABLE [wells] ALTER COLUMN [name] nvarchar(max) NULL"});
}

TEST_CASE("SQL Server: columns come, go and are renamed") {
  json before = wells;
  before["columns"].erase(3);
  before["checks"] = json::array();
  before["indexes"] = json::array();
  const lines dropped = texts(part("drop_column", wells, before, "depth"));
  REQUIRE(dropped.size() == 4);
  CHECK(dropped[3] == "ALTER TABLE [wells] DROP COLUMN [depth]");
  json plain = wells;
  plain["checks"] = json::array();
  plain["indexes"] = json::array();
  CHECK(texts(part("add_column", before, plain, "depth")) ==
        lines{"ALTER TABLE [wells] ADD [depth] decimal(8,2) NULL CONSTRAINT [DF_wells_depth] DEFAULT 0 WITH "
              "VALUES"});
  json renamed = wells;
  renamed["columns"][3]["name"] = "deepness";
  renamed["checks"][0]["expression"]["args"][0]["column"] = "deepness";
  renamed["indexes"][0]["parts"][0]["column"] = "deepness";
  CHECK(texts(part("rename_column", wells, renamed, "depth", {{"to", "deepness"}})) ==
        lines{"ALTER TABLE [wells] DROP CONSTRAINT [deep]",
              "EXEC sp_rename N'[wells].[depth]', N'deepness', N'COLUMN'",
              "ALTER TABLE [wells] ADD CONSTRAINT [deep] CHECK ([deepness] >= 0)"});
}

TEST_CASE("SQL Server: constraints that leave the old rows alone, and their check") {
  json after = wells;
  after["foreign_keys"] = json::parse(
      R"([{"name": "f", "columns": ["n"], "references": {"schema": "o", "table": "x", "columns": ["i"]},
    "on_delete": "restrict", "on_update": "set_null"}])");
  CHECK(texts(part("add_foreign_key", wells, after, "f", {{"not_valid", true}})) ==
        lines{"ALTER TABLE [wells] WITH NOCHECK ADD CONSTRAINT [f] FOREIGN KEY ([n]) REFERENCES [o].[x] "
              "([i]) ON DELETE NO "
              "ACTION ON UPDATE SET NULL"});
  CHECK(texts(part("validate_constraint", after, after, "f")) ==
        lines{"ALTER TABLE [wells] WITH CHECK CHECK CONSTRAINT [f]"});
  CHECK(texts(part("drop_foreign_key", after, wells, "f")) ==
        lines{"ALTER TABLE [wells] DROP CONSTRAINT [f]"});
  CHECK(texts(part("rename_constraint", after, after, "f", {{"to", "g"}})) ==
        lines{"EXEC sp_rename N'[f]', N'g', N'OBJECT'"});
}

TEST_CASE("SQL Server: what would fail later fails first, with the number of rows") {
  CHECK(texts(part("require_values", wells, wells, "depth", {{"column", "depth"}})) ==
        lines{"DECLARE @found bigint = (SELECT COUNT_BIG(*) FROM [wells] WHERE [depth] IS NULL);\n"
              "IF @found > 0\nBEGIN\n"
              "  DECLARE @words nvarchar(2048) = LEFT(CONCAT(@found, N' rows of \"wells\" have no "
              "\"depth\"'), 2048);\n"
              "  THROW 50000, @words, 1;\nEND"});
  json after = wells;
  after["foreign_keys"] = json::parse(
      R"([{"name": "a%f", "columns": ["n"], "references": {"table": "fields", "columns": ["id"]}}])");
  const std::string parents = texts(part("require_parents", after, after, "a%f")).front();
  CHECK(parents.find("FROM [wells] child WHERE child.[n] IS NOT NULL AND NOT EXISTS (SELECT 1 FROM [fields] "
                     "parent WHERE parent.[id] = child.[n]));") != std::string::npos);
  CHECK(parents.find("reference no row of \"fields\" (foreign key \"a%%f\")'") != std::string::npos);
  after["indexes"] = json::parse(R"([{"name": "u", "unique": true, "parts": [{"column": "n"}]}])");
  const std::string keys = texts(part("require_distinct", after, after, "u")).front();
  CHECK(keys.find("FROM (SELECT 1 AS n FROM [wells] WHERE [n] IS NOT NULL GROUP BY [n] HAVING COUNT(*) > 1) "
                  "doubled);") != std::string::npos);
  CHECK(keys.find("N' keys are in more than one row of \"wells\" (\"u\")'") != std::string::npos);
}

TEST_CASE("SQL Server: a bracket in a pattern stands for itself") {
  json after = wells;
  after["checks"].push_back(json::parse(
      R"({"name": "p", "expression": {"op": "like", "args": [{"column": "doc"}, {"literal": "[%"}]}})"));
  CHECK(texts(part("add_check", wells, after, "p")) ==
        lines{"ALTER TABLE [wells] ADD CONSTRAINT [p] CHECK ([doc] LIKE N'[[]%')"});
}

TEST_CASE("SQL Server: other objects, and what is a gap") {
  CHECK(texts({{"kind", "create_schema"}, {"name", "audit"}}) == lines{"CREATE SCHEMA [audit]"});
  CHECK(texts({{"kind", "rename_schema"}, {"name", "a"}, {"to", "b"}})
            .front()
            .starts_with("gap: the schema \"a\""));
  CHECK(texts({{"kind", "create_sequence"}, {"name", "s"}}) ==
        lines{"CREATE SEQUENCE [s] AS bigint MINVALUE 1 START WITH 1"});
  CHECK(texts({{"kind", "rename_table"}, {"name", "a"}, {"to", "b"}, {"to_schema", "x"}}) ==
        lines{"ALTER SCHEMA [x] TRANSFER [a]", "EXEC sp_rename N'[x].[a]', N'b', N'OBJECT'"});
  const json view{{"name", "v"}, {"definition", {{"sqlserver", "SELECT 1 AS a"}}}};
  CHECK(texts({{"kind", "replace_view"}, {"before", view}, {"after", view}}) ==
        lines{"CREATE OR ALTER VIEW [v] AS SELECT 1 AS a"});
  json odd = wells;
  odd["indexes"] = json::parse(
      R"([{"name": "i", "parts": [{"expression": {"call": "lower", "args": [{"column": "name"}]}}]}])");
  CHECK(texts(part("create_index", wells, odd, "i")) ==
        lines{"gap: this dialect has no indexes on expressions"});
  CHECK(texts({{"kind", "rename_view"}, {"name", "v"}, {"to", "w"}}).front().starts_with("gap: "));
}

TEST_CASE("SQL Server: what it keeps of a model is stable, and what its catalog would give is the same") {
  const json model{{"format", "tenantry.schema/1"},
                   {"enums", json::array({{{"name", "mood"}, {"values", {"calm", "wild"}}}})},
                   {"tables", json::array({wells})}};
  const json once = projected(model)["schema"];
  CHECK(projected(once)["schema"] == once);
  const json table = once["tables"][0];
  CHECK(table["columns"][1]["identity"]["kind"] == "always");
  CHECK(table["columns"][2]["type"] == "varchar(450)");
  CHECK(table["columns"][7]["type"] == "text");
  CHECK(table["indexes"][1]["name"] == "wells_name_unique");
  CHECK(table["indexes"][1]["where"]["op"] == "is_not_null");
  CHECK_FALSE(table["indexes"][1].contains("nulls_not_distinct"));
}

TEST_CASE("SQL Server: the dialect describes itself") {
  const json known =
      json::parse(tenantry::sqlserver::dialect().describe(R"({"format":"tenantry.target/1"})"));
  CHECK(known["dialect"] == "sqlserver");
  CHECK(known["identifier_quote"] == "[");
  CHECK(known["row_limit"] == "OFFSET 0 ROWS FETCH NEXT {n} ROWS ONLY");
  CHECK(known["schemas"] == true);
}
