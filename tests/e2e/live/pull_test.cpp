// What pull writes, refuses and tells.
#include <catch2/catch.hpp>

#include "tests/e2e/live/live_project.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const char *const plain_tables =
    "CREATE TABLE fields (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, at TIMESTAMP DEFAULT "
    "CURRENT_TIMESTAMP); CREATE TABLE wells (id INTEGER NOT NULL PRIMARY KEY, field_id INTEGER REFERENCES "
    "fields "
    "(id) ON DELETE CASCADE, depth NUMERIC(8,2) DEFAULT 0, CONSTRAINT deep CHECK (depth >= 0)); "
    "CREATE INDEX wells_field_idx ON wells (field_id);";

// All 14 migrations of the Drizzle project, run by tenantry, which then forgets that it did.
void run_drizzle_folder(const live_project &team, const postgres_database &database) {
  write_text(team.fleet().folder() / "drizzle.toml",
             "[master]\nurl = \"sqlite:master.db\"\n[tenant]\nmigrations = \"" TENANTRY_SOURCE_DIR
             "/tests/data/drizzle/v0/tenant\"\n");
  (void)team.run({"migrate", "tenant", "-c", "drizzle.toml"});
  database.run("DROP SCHEMA tenantry CASCADE");
}

}  // namespace

TEST_CASE("what is pulled from PostgreSQL makes the same database again, and nothing is left to generate") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "pull"), again(server, "again");
  team.add("big", "POSTGRESQL", database.url());
  run_drizzle_folder(team, database);
  const auto pulled = team.run({"pull", "tenant"});
  CHECK(last(pulled, "pulled", "tables") == 4);
  CHECK(last(pulled, "pulled", "lost") == 0);
  again.run(team.schema_text());
  CHECK(again.schema() == database.schema());

  // The newest snapshot of the folder that made the database says what was pulled, but for one text that the
  // server wrote anew when it kept it.
  write_text(team.fleet().folder() / "drizzle.toml",
             "[master]\nurl = \"sqlite:master.db\"\n[tenant]\nmigrations = \"" TENANTRY_SOURCE_DIR
             "/tests/data/drizzle/v0/tenant\"\nschema = \"schema\"\ndialects = [\"postgresql\"]\n");
  const auto left = team.run({"generate", "tenant", "-c", "drizzle.toml", "--dry-run", "--plain", "all"});
  CHECK(last(left, "generated", "changes") == 2);
  const std::string sql = all_of(left, "drafted", "sql");
  CHECK_THAT(sql, Contains("DROP INDEX \"wo_subject_idx\"") && Contains("'english'::regconfig"));
}

TEST_CASE("objects that PostgreSQL alone has are pulled as they are") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "odd"), again(server, "again");
  team.add("odd", "POSTGRESQL", database.url());
  database.run(
      "CREATE SCHEMA audit; CREATE SEQUENCE audit.tickets START 7 CACHE 5; CREATE TYPE mood AS ENUM ('a', "
      "'b');"
      "CREATE TABLE audit.log (id bigserial PRIMARY KEY, what mood[], at timestamptz(3) DEFAULT now(), "
      "note text COLLATE \"C\", twice integer GENERATED ALWAYS AS (1 + 1) STORED);"
      "CREATE TABLE t (a integer, b text, UNIQUE NULLS NOT DISTINCT (a), CHECK (a IN (1, 2) AND b ~ '^x'));"
      "CREATE INDEX part ON t (lower(b)) WHERE a > 1; COMMENT ON COLUMN t.a IS 'what''s this';"
      "CREATE VIEW seen AS SELECT a FROM t; CREATE MATERIALIZED VIEW kept AS SELECT a FROM seen;"
      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;"
      "CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();");
  const auto pulled = team.run({"pull", "tenant"});
  INFO(pulled.told() << team.schema_text());
  CHECK(last(pulled, "pulled", "lost") == 0);
  again.run(team.schema_text());
  CHECK(again.schema() == database.schema());
  team.add("again", "POSTGRESQL", again.url());
  CHECK(last(team.run({"pull", "tenant", "--tenant", "again"}), "pulled", "written") == false);

  again.run("CREATE POLICY mine ON t USING (a = 1)");
  const auto told = team.run({"pull", "tenant", "--tenant", "again"}, 1);
  CHECK_THAT(all_of(told, "found", "why"), Contains("does not hold a policy"));
}

TEST_CASE("a file of SQLite is pulled, and what only SQLite understands is named with its line") {
  const live_project team;
  team.add_sqlite("small", plain_tables);
  const auto pulled = team.run({"pull", "tenant"});
  CHECK(last(pulled, "pulled", "lost") == 0);
  CHECK_THAT(team.schema_text(), Contains("CREATE TABLE \"wells\"") && Contains("\"deep\" CHECK"));
  CHECK(last(team.run({"generate", "tenant", "--name", "x"}), "generated", "changes") != 0);
  CHECK(last(team.run({"generate", "tenant"}), "generated", "changes") == 0);

  const live_project odd;
  odd.add_sqlite("odd",
                 "CREATE TABLE a (id INTEGER PRIMARY KEY, place POINT, d TEXT DEFAULT (julianday('now')), "
                 "CHECK (json_valid(d))); CREATE VIEW v AS SELECT id FROM a;");
  const auto told = odd.run({"pull", "tenant"}, 1);
  CHECK(last(told, "pulled", "lost") == 4);
  CHECK_THAT(all_of(told, "lost", "object"),
             Contains("column \"a.place\"") && Contains("column \"a.d\"") && Contains("view \"v\""));
  const auto &first = told.lines.at(1);
  REQUIRE(first["event"] == "lost");
  std::vector<std::string> lines{""};
  for (const char c : odd.schema_text())
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  CHECK_THAT(lines.at(first["line"].get<std::size_t>() - 1), Contains("CREATE TABLE \"a\""));
  CHECK_THAT(odd.schema_text(), Contains("-- Not as in the database: column \"a.place\": the type POINT"));
}

TEST_CASE("a database of MariaDB is pulled with its comments, keys and checks") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team;
  const mysql_server_database database(server, "pull");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  for (const char *sql :
       {"CREATE TABLE fields (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40) NOT NULL COMMENT 'its "
        "name', flag "
        "TINYINT(1) NOT NULL DEFAULT 0, note JSON) COMMENT='all fields' COLLATE utf8mb4_general_ci",
        "CREATE TABLE wells (id BIGINT PRIMARY KEY, field_id INT, depth INT UNSIGNED, CONSTRAINT deep CHECK "
        "(field_id > 0), "
        "CONSTRAINT of_field FOREIGN KEY (field_id) REFERENCES fields (id) ON DELETE CASCADE)"})
    host.run(sql);
  team.add("my", "MARIADB", database.url());
  const auto pulled = team.run({"pull", "tenant"}, 1);
  INFO(pulled.told());
  CHECK_THAT(all_of(pulled, "lost", "object"), Contains("column \"wells.depth\""));
  CHECK_THAT(all_of(pulled, "lost", "why"), Contains("utf8mb4_general_ci (mariadb) of name is left out"));
  CHECK_THAT(team.schema_text(), Contains("\"flag\" boolean DEFAULT false NOT NULL") &&
                                     Contains("'its name'") && Contains("'all fields'") &&
                                     Contains("ON DELETE cascade") && Contains("\"note\" json") &&
                                     Contains("\"deep\" CHECK"));
}

TEST_CASE("pull writes over nothing that says something else, and nothing twice") {
  const live_project team;
  team.add_sqlite("small", plain_tables);
  CHECK_THAT(team.text({"pull", "tenant", "--dry-run"}), Contains("CREATE TABLE \"wells\""));
  CHECK_FALSE(fs::exists(team.schema_file()));
  (void)team.run({"pull", "tenant"});
  const std::string first = team.schema_text();
  team.declare("-- ours\n" + first);
  CHECK(last(team.run({"pull", "tenant"}), "pulled", "written") == false);
  CHECK(team.schema_text() == "-- ours\n" + first);
  team.declare("CREATE TABLE other (id integer);\n");
  CHECK_THAT(team.text({"pull", "tenant"}, 2), Contains("tenant.sql") && Contains("--force"));
  CHECK(team.schema_text() == "CREATE TABLE other (id integer);\n");
  (void)team.run({"pull", "tenant", "--force"});
  CHECK(team.schema_text() == first);
  write_text(team.fleet().folder() / "schema" / "more.sql", "CREATE TABLE other (id integer);\n");
  CHECK_THAT(team.text({"pull", "tenant", "--force"}, 2), Contains("more.sql") && Contains("--dry-run"));
}

TEST_CASE("pull says which database it wants, and shows no secret") {
  const live_project team;
  team.add_sqlite("small", plain_tables);
  team.add_sqlite("other", "");
  CHECK_THAT(team.text({"pull", "tenant"}, 2), Contains("2 tenants take part") && Contains("--tenant"));
  CHECK_THAT(team.text({"pull", "tenant", "--tenant", "smal"}, 2), Contains("Did you mean \"small\""));
  CHECK_THAT(team.text({"pull", "tenant", "--tenant", "other"}, 2), Contains("has no table"));
  CHECK_THAT(team.text({"pull", "tenant", "--tenant", "small", "--url", "sqlite:x.db"}, 2),
             Contains("--url"));
  CHECK_THAT(team.text({"pull", "master", "--tenant", "small"}, 2), Contains("no meaning"));
  const auto lost = team.run({"pull", "tenant", "--url", "${env:HERE}"}, 3,
                             {{"HERE", "postgresql://me:s3cret@127.0.0.1:1/db"}});
  CHECK_THAT(lost.told(), !Contains("s3cret"));
  CHECK(last(team.run({"pull", "tenant", "--url", "${env:HERE}"}, 0, {{"HERE", "sqlite:small.db"}}), "pulled",
             "tables") == 2);
}
