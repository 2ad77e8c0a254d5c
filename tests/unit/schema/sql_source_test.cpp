#include "core/schema/sql_source.hpp"

#include <algorithm>
#include <fstream>

#include "core/schema/diff.hpp"
#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

std::string sql_of(const std::string &name) {
  return read_text(test_data("drizzle/v0/" + name + ".sql"));
}
constexpr const char *tags[] = {"0000_acoustic_kylun", "0001_add_work_orders", "0002_purple_pixie",
                                "0003_bitter_skaar",   "0004_sweet_micromax",  "0005_mysterious_wither",
                                "0006_rename_title",   "0007_add_indexes",     "0008_add_unique",
                                "0009_add_fk",         "0010_alter_many",      "0011_drop_table"};

// "schema.sql:2:7: words"
std::string refused(const std::string &sql) {
  const auto read = read_sql_schema({{"schema.sql", sql}});
  INFO(sql);
  REQUIRE_FALSE(read);
  const position &at = read.error().where;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
         read.error().message;
}
std::string differences(const schema_model &a, const schema_model &b) {
  std::string all;
  for (const schema_change &one : must(diff_schemas(a, b, {{}, false}))) all += describe_change(one) + "\n";
  return all;
}

}  // namespace

TEST_CASE("the SQL of Drizzle's migrations, folded, is the schema of each of its snapshots") {
  std::vector<sql_file> files;
  for (const char *tag : tags) {
    INFO(tag);
    files.push_back({tag, sql_of("tenant/" + std::string(tag))});
    const schema_model made = must(read_sql_schema(files)).schema;
    const drizzle_snapshot kept = snapshot("tenant/meta/" + std::string(tag, 4) + "_snapshot.json");
    CHECK(differences(made, kept.schema) == "");
    if (!same_schema(made, kept.schema)) CHECK(shown(made) == shown(kept.schema));
  }
}

TEST_CASE(
    "schemas, enums, sequences, roles, policies, identity, serial and generated columns of Drizzle's SQL") {
  const schema_model made = model(sql_of("master/0000_init"));
  const drizzle_snapshot kept = snapshot("master/meta/0000_snapshot.json");
  CHECK(shown(made) == shown(kept.schema));
}

TEST_CASE("what pg_dump prints of the newest tenant is the newest snapshot") {
  const auto file = test_data("declared/tenant_pg_dump.sql");
  const declared_schema made = must(load_sql_schema(file));
  const drizzle_snapshot kept = snapshot("tenant/meta/0013_snapshot.json");
  // The server rewrites an expression that is not of the closed part: 'english' becomes 'english'::regconfig.
  CHECK(differences(kept.schema, made.schema) ==
        "drop index \"work_orders.wo_subject_idx\"\ncreate index \"work_orders.wo_subject_idx\"\n");
  CHECK(made.skipped.at("SET") >= 10);
  CHECK(made.skipped.count("psql commands") == 1);
}

TEST_CASE("what pg_dump prints of the master is its snapshot") {
  const declared_schema made = must(load_sql_schema(test_data("declared/master_pg_dump.sql")));
  const drizzle_snapshot kept = snapshot("master/meta/0000_snapshot.json");
  // A dump of one database has no roles, and a server prints a view's query and an array's text in its own
  // way.
  CHECK(differences(kept.schema, made.schema) ==
        "drop view \"active_tenants\"\nalter column \"admin_tenants.tags\"\ncreate view \"active_tenants\"\n"
        "drop role \"support\"\n");
}

TEST_CASE("what drizzle-kit export prints is the newest snapshot, in the words of TypeScript") {
  const declared_schema made = must(load_sql_schema(test_data("declared/tenant_drizzle_export.sql")));
  const drizzle_snapshot kept = snapshot("tenant/meta/0013_snapshot.json");
  CHECK(shown(made.schema) == shown(kept.schema));
  for (const auto &[path, text] : kept.texts) {
    INFO(path);
    const auto found = made.texts.find(path);
    REQUIRE(found != made.texts.end());
    CHECK(found->second == text);
  }
}

TEST_CASE("ALTER, RENAME, DROP and COMMENT are folded in their order") {
  const schema_model made = model(R"(
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TABLE old (id serial, name varchar(10), gone date);
ALTER TYPE mood ADD VALUE 'high' BEFORE 'wild';
ALTER TYPE mood RENAME VALUE 'calm' TO 'low';
ALTER TABLE old RENAME TO wells;
ALTER TABLE ONLY public.wells ADD COLUMN state mood DEFAULT 'low'::public.mood NOT NULL, DROP COLUMN gone,
  ALTER COLUMN name TYPE varchar(40), ALTER name SET NOT NULL, ADD PRIMARY KEY (id);
ALTER TABLE wells RENAME COLUMN name TO title;
CREATE INDEX ON wells (title);
COMMENT ON TABLE wells IS 'holes';
COMMENT ON COLUMN public.wells.title IS 'what it is called';
CREATE TABLE brief (id int);
DROP TABLE IF EXISTS brief, never CASCADE;
)");
  CHECK(shown(made) == shown(model(R"(
CREATE TYPE mood AS ENUM ('low', 'high', 'wild');
CREATE TABLE wells (id serial PRIMARY KEY, title character varying(40) NOT NULL, state mood NOT NULL DEFAULT 'low');
CREATE INDEX wells_title_idx ON wells USING btree (title ASC NULLS LAST);
COMMENT ON TABLE wells IS 'holes';
COMMENT ON COLUMN wells.title IS 'what it is called';
)")));
}

TEST_CASE("names that PostgreSQL would give are given") {
  const schema_model made = model(R"(
CREATE TABLE b (id int PRIMARY KEY, UNIQUE (id));
CREATE TABLE a (x int CHECK (x > 0) CHECK (x < 9) UNIQUE REFERENCES b DEFERRABLE INITIALLY DEFERRED, y int,
                CHECK (x > y), FOREIGN KEY (x) REFERENCES b (id) ON DELETE SET NULL);
CREATE INDEX ON a (lower('x'), y);
)");
  const sdk::table_definition &a = made.tables.at(0);
  CHECK(a.checks.at(0).name == "a_check");
  CHECK(a.checks.at(1).name == "a_x_check");
  CHECK(a.checks.at(2).name == "a_x_check1");
  CHECK(a.uniques.at(0).name == "a_x_key");
  CHECK(a.foreign_keys.at(0).name == "a_x_fkey");
  CHECK(a.foreign_keys.at(0).deferrable == "deferred");
  CHECK(a.foreign_keys.at(0).to_columns == std::vector<std::string>{"id"});
  CHECK(a.foreign_keys.at(1).name == "a_x_fkey1");
  CHECK(a.indexes.at(0).name == "a_lower_y_idx");
}

TEST_CASE("the closed part of an expression is a tree, the rest is kept as text") {
  const schema_model made = model(R"(
CREATE TABLE a (x int, s text, at timestamptz DEFAULT CURRENT_TIMESTAMP,
  u uuid DEFAULT gen_random_uuid(), j jsonb DEFAULT '{}'::jsonb, n numeric(12,2) DEFAULT '-0.50'::numeric, b bool DEFAULT 't',
  d text DEFAULT NULL::character varying, e text DEFAULT E'a\'b', len int GENERATED ALWAYS AS (length(s)) STORED,
  CONSTRAINT c1 CHECK ((s)::text = ANY (ARRAY['a'::text, 'b'::text])), CONSTRAINT c2 CHECK (s ~ '^a\)$'));
)");
  const sdk::table_definition &a = made.tables.at(0);
  const auto column = [&](const char *name) { return *sdk::find_named(a.columns, name); };
  CHECK(column("at").default_value.kind == "now");
  CHECK(column("u").default_value.kind == "random_uuid");
  CHECK(column("j").default_value.value == sdk::expression::text_of("{}"));
  CHECK(column("n").default_value.value == sdk::expression::number_of("-0.50"));
  CHECK(column("b").default_value.value == sdk::expression::boolean_of(true));
  CHECK(column("d").default_value.empty());
  CHECK(column("len").generated->value.text == "length");
  CHECK(a.checks[0].value.is_operation("in"));
  CHECK(a.checks[1].value.sql.at("postgresql") == "s ~ '^a\\)$'");
}

TEST_CASE("a syntax error has the parser's own words and its place, past other files and wide letters") {
  CHECK(refused("CREATE TABLE ä (a int);\nCREATE TABLE b (c int,, d int);") ==
        "schema.sql:2:23: the SQL does not parse: syntax error at or near \",\"");
  CHECK(refused("CREATE TABLE b (c int").find("end of input") != std::string::npos);
  CHECK(refused("CREATE TABLE b (c text STORAGE EXTERNAL);").find("at or near \"STORAGE\"") !=
        std::string::npos);
  CHECK(refused("CREATE TABLE b (c text DEFAULT 'x);").find("does not parse") != std::string::npos);
}

TEST_CASE("what a schema cannot hold is refused with its place") {
  CHECK(refused("\n  INSERT INTO a VALUES (1);") ==
        "schema.sql:2:3: a schema holds no data and runs nothing: INSERT INTO a VALUES (1)");
  CHECK(refused("CREATE TABLE a (x int) PARTITION BY LIST (x);") ==
        "schema.sql:1:14: the schema cannot hold a partitioned table");
  CHECK(refused("CREATE TABLE a (x int);\nCREATE TABLE public.a (y int);") ==
        "schema.sql:2:14: the table \"a\" is created twice");
  CHECK(refused("CREATE TABLE a (\n  x int REFERENCES nothing(id));") ==
        "schema.sql:2:9: the foreign key \"a_x_fkey\" of the table \"a\" references the table \"nothing\", "
        "which is not there");
  CHECK(refused("CREATE TABLE a (x int, x date);").find("the column \"x\" twice") != std::string::npos);
  CHECK(refused("CREATE UNLOGGED TABLE a (x int);").find("unlogged") != std::string::npos);
  CHECK(refused("CREATE TABLE a (x int); CREATE INDEX i ON a (y);").find("\"y\", which is not there") !=
        std::string::npos);
  CHECK(refused("ALTER TABLE b ADD COLUMN c int;").find("the table \"b\" is not there") != std::string::npos);
  CHECK(refused("CREATE VIEW v WITH (security_barrier) AS SELECT 1;").find("options") != std::string::npos);
  CHECK(refused("CREATE SERVER s FOREIGN DATA WRAPPER w;").find("cannot hold this: CREATE SERVER") !=
        std::string::npos);
  CHECK(refused("DO $$ BEGIN END $$;").find("runs nothing") != std::string::npos);
}

TEST_CASE("what a dump carries and a schema does not is counted") {
  const declared_schema made = declared(R"(\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
CREATE TABLE public.a (x int);
ALTER TABLE public.a OWNER TO app;
GRANT SELECT ON TABLE public.a TO reader;
ALTER TABLE ONLY public.a ALTER COLUMN x SET STATISTICS 100;
\unrestrict abc
)");
  CHECK(made.skipped == std::map<std::string, std::size_t>{{"EXTENSION plpgsql", 1},
                                                           {"GRANT, REVOKE", 1},
                                                           {"OWNER", 1},
                                                           {"SET", 2},
                                                           {"STATISTICS", 1},
                                                           {"psql commands", 2}});
}

TEST_CASE("functions, triggers, extensions, domains and policies are kept by name and text") {
  const schema_model made = model(R"(
CREATE EXTENSION citext WITH SCHEMA public;
CREATE TABLE a (x int, y citext, z day);
CREATE DOMAIN day AS date CHECK (VALUE > '2000-01-01');
CREATE FUNCTION public.f(a int, b text[]) RETURNS trigger AS $$ BEGIN; RETURN new; END $$ LANGUAGE plpgsql;
CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
CREATE TRIGGER t BEFORE INSERT ON public.a FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON a USING (x > 1);
COMMENT ON FUNCTION one() IS 'one';
)");
  std::vector<std::string> kinds;
  for (const auto &one : made.opaque) kinds.push_back(one.kind + " " + one.name);
  CHECK(kinds == std::vector<std::string>{"comment FUNCTION one()", "domain day", "extension citext",
                                          "function f(integer, text[])", "function one()", "policy p",
                                          "row_security a", "trigger t"});
  const auto &policy = made.opaque[5];
  CHECK(policy.create.at("postgresql") ==
        "CREATE POLICY \"p\" ON \"a\" AS PERMISSIVE FOR ALL TO public USING (x > 1)");
  CHECK(made.opaque[4].create.at("postgresql").ends_with("SELECT 2; END"));
  CHECK(made.tables[0].columns[2].type.native.at("postgresql") == "day");
}

TEST_CASE("a folder without SQL is refused, and files are read in the order of their names") {
  temporary_folder root;
  CHECK_FALSE(load_sql_schema(root.path()));
  root.write("02_index.sql", "CREATE INDEX i ON a (x);");
  root.write("01_table.sql", "CREATE TABLE a (x int);");
  root.write("notes.txt", "no SQL");
  CHECK(must(load_sql_schema(root.path())).schema.tables.at(0).indexes.size() == 1);
}
