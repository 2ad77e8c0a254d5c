// push: a development database at the declared schema at once; what it loses is asked for, and where it is
// refused.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/e2e/live/live_project.hpp"
#include "tests/integration/schema/mysql_server.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const std::string fields = "CREATE TABLE fields (id integer PRIMARY KEY, name varchar(40) NOT NULL);\n";

std::string wells(const std::string &columns) {
  return fields + "CREATE TABLE wells (id integer PRIMARY KEY, " + columns +
         " field_id integer REFERENCES fields (id));\nCREATE INDEX wells_field_idx ON wells (field_id);\n";
}

// Adds, widens, renames, drops; and each time there is nothing to do afterwards.
void push_through(const live_project &team) {
  const auto push = [&](std::vector<std::string> flags, int code = 0) {
    flags.insert(flags.begin(), {"push", "tenant"});
    return team.run(std::move(flags), code);
  };
  const auto settled = [&] {
    const auto again = push({});
    INFO(again.told());
    CHECK(last(again, "pushed", "statements") == 0);
  };
  team.declare(wells("title varchar(40),"));
  CHECK(last(push({"--dry-run"}), "pushed", "ran") == 0);
  const auto made = push({});
  CHECK(last(made, "pushed", "ran") == last(made, "pushed", "statements"));
  CHECK(last(made, "pushed", "ran") != 0);
  settled();
  team.declare(wells("title varchar(80), depth numeric(8,2) DEFAULT 0 CHECK (depth >= 0),"));
  (void)push({});
  settled();
  team.declare(wells("subject varchar(80), depth numeric(8,2) DEFAULT 0 CHECK (depth >= 0),"));
  CHECK_THAT(push({}, 2).program.err, Contains("--rename wells.title=wells.subject"));
  (void)push({"--rename", "wells.title=wells.subject"});
  settled();
  CHECK_THAT(push({"--rename", "wells.title=wells.subject"}, 2).program.err,
             Contains("the old name must be in the database"));
  team.declare(wells("subject varchar(80),"));
  const auto refused = push({}, 8);
  CHECK_THAT(refused.program.err, Contains("depth") && Contains("--yes") && Contains("nothing was run"));
  (void)push({"--yes"});
  settled();
  team.declare(wells("subject varchar(80), status text NOT NULL,"));
  CHECK_THAT(push({}, 8).program.err, Contains("--backfill"));
  (void)push({"--backfill", "wells.status='x'"});
  settled();
}

}  // namespace

TEST_CASE("push brings PostgreSQL to the declared schema, and finds nothing to do then") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "push");
  team.add("dev", "POSTGRESQL", database.url());
  push_through(team);
  database.run("INSERT INTO wells (id, subject, status) VALUES (1, 'a', 'b')");
  CHECK(database.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'tenantry'") == "0");
}

TEST_CASE("push brings SQLite to the declared schema and keeps the rows of a table that is made anew") {
  const live_project team;
  const fs::path file = team.add_sqlite("dev", "");
  push_through(team);
  sqlite_run(file, "INSERT INTO fields VALUES (1, 'x'); INSERT INTO wells VALUES (7, 'a', 'b', 1)");
  team.declare(wells("subject varchar(200) NOT NULL, status text NOT NULL,"));
  (void)team.run({"push", "tenant", "--yes"});
  CHECK(sqlite_value(file, "SELECT subject FROM wells WHERE id = 7") == "a");
}

TEST_CASE("push brings MariaDB to the declared schema, and finds nothing to do then") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team;
  const mysql_server_database database(server, "push");
  team.add("dev", "MARIADB", database.url());
  push_through(team);
}

TEST_CASE("texts that PostgreSQL keeps in its own words are not made anew, and those that changed are") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "words");
  team.add("dev", "POSTGRESQL", database.url());
  const auto declared = [](const std::string &pattern) {
    return "CREATE TABLE t (id integer PRIMARY KEY, a text CHECK (a ~ '" + pattern +
           "'), at date DEFAULT (now() + interval '1 day'));\n"
           "CREATE INDEX words ON t USING gin (to_tsvector('english', a));\n"
           "CREATE VIEW seen AS SELECT id, a || '" +
           pattern + "' AS b FROM t;\n";
  };
  team.declare(declared("^x"));
  (void)team.run({"push", "tenant"});
  CHECK(last(team.run({"push", "tenant"}), "pushed", "statements") == 0);
  team.declare(declared("^y"));
  const auto changed = team.run({"push", "tenant"});
  CHECK_THAT(last(changed, "push_plan", "statements").dump(), Contains("^y") && !Contains("to_tsvector"));
  CHECK(last(team.run({"push", "tenant"}), "pushed", "statements") == 0);
}

TEST_CASE("push asks before it drops a view or a trigger that nothing declares") {
  const live_project team;
  const fs::path file = team.add_sqlite("dev", "");
  team.declare(fields);
  (void)team.run({"push", "tenant"});
  sqlite_run(
      file,
      "CREATE VIEW v AS SELECT id FROM fields; CREATE TRIGGER t AFTER INSERT ON fields BEGIN SELECT 1; END");
  CHECK_THAT(team.text({"push", "tenant"}, 8), Contains("the view \"v\" is gone with its text") &&
                                                   Contains("the trigger \"t\" is gone with its text"));
  CHECK(sqlite_value(file, "SELECT count(*) FROM sqlite_master WHERE name IN ('v', 't')") == "2");
  (void)team.run({"push", "tenant", "--yes"});
  CHECK(sqlite_value(file, "SELECT count(*) FROM sqlite_master WHERE name IN ('v', 't')") == "0");
}

TEST_CASE("push to the master spares the table of the tenants where nothing declares it") {
  const live_project team;
  team.add_sqlite("dev", "");
  write_text(team.fleet().folder() / "tenantry.toml",
             "[master]\nurl = \"sqlite:master.db\"\nschema = \"schema/master.sql\"\n");
  write_text(team.fleet().folder() / "schema" / "master.sql",
             "CREATE TABLE users (id integer PRIMARY KEY);\n");
  const auto refused = team.text({"push", "master", "--yes", "--rename", "tenants="}, 8);
  CHECK_THAT(refused,
             Contains("lacks \"tenants\", the table of the tenants") && Contains("tenantry pull master"));
  CHECK(sqlite_value(team.fleet().master_file(), "SELECT count(*) FROM tenants") == "1");
  // Declared beside the rest it stays, and the rest is made.
  (void)team.run({"pull", "master", "--force"});
  const fs::path file = team.fleet().folder() / "schema" / "master.sql";
  write_text(file, read_text(file) + "CREATE TABLE users (id integer PRIMARY KEY);\n");
  CHECK(last(team.run({"push", "master"}), "pushed", "ran") == 1);
  CHECK(sqlite_value(team.fleet().master_file(), "SELECT count(*) FROM tenants") == "1");
}

TEST_CASE("push is refused in production before any connection") {
  const live_project team;
  team.add("dev", "POSTGRESQL", "postgresql://127.0.0.1:1/nobody");
  team.declare(fields);
  write_text(team.fleet().folder() / "tenantry.toml",
             "environment = \"production\"\n" + read_text(team.fleet().folder() / "tenantry.toml"));
  CHECK_THAT(team.text({"push", "tenant", "--yes"}, 8),
             Contains("production") && Contains("tenantry generate"));
}

TEST_CASE("push beside migrations is refused where some are pending, and wants --yes where all are applied") {
  const live_project team;
  team.add_sqlite("dev", "");
  team.declare(fields);
  (void)team.run({"generate", "tenant", "--name", "begin"});
  CHECK_THAT(team.text({"push", "tenant", "--yes"}, 8), Contains("pending") && Contains("tenantry migrate"));
  (void)team.run({"migrate", "tenant"});
  CHECK(last(team.run({"push", "tenant"}), "pushed", "statements") == 0);
  team.declare(wells(""));
  CHECK_THAT(team.text({"push", "tenant"}, 8), Contains("tenantry generate") && Contains("resolve"));
  CHECK(last(team.run({"push", "tenant", "--yes"}), "pushed", "ran") != 0);
  const auto made = team.run({"generate", "tenant", "--name", "more"});
  (void)team.run({"resolve", "tenant", "--applied", last(made, "generated", "tag").get<std::string>(),
                  "--tenant", "dev"});
  CHECK(team.run({"migrate", "tenant"}).outcome("dev") == "up_to_date");
}

TEST_CASE("a push that fails in a transaction leaves nothing behind, and says so") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "fails");
  team.add("dev", "POSTGRESQL", database.url());
  database.run("CREATE TABLE a (id integer); INSERT INTO a VALUES (1), (1)");
  team.declare("CREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE b (id integer);\n");
  const auto failed = team.run({"push", "tenant"}, 4);
  CHECK(last(failed, "pushed", "ran") == 0);
  CHECK(last(failed, "pushed", "error")["effect"] == "none");
  CHECK(database.value("SELECT count(*) FROM pg_tables WHERE tablename = 'b'") == "0");
}

TEST_CASE("where DDL commits, a push that fails midway says exactly what took effect") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const live_project team;
  const mysql_server_database database(server, "midway");
  dialect_host host(mysql_table(), {{"url", database.url()}}, "mariadb", "10.11");
  host.run("CREATE TABLE a (id INT)");
  host.run("INSERT INTO a VALUES (1), (1)");
  team.add("dev", "MARIADB", database.url());
  team.declare("CREATE TABLE a (id integer UNIQUE);\nCREATE TABLE b (id integer);\n");
  const auto failed = team.run({"push", "tenant"}, 4);
  INFO(failed.told());
  CHECK(last(failed, "pushed", "ran") == 1);
  CHECK_THAT(last(failed, "pushed", "error")["committed"].get<std::string>(),
             Contains("1 of 2 statements") && Contains("CREATE TABLE `b`"));
  CHECK(host.value("SELECT count(*) FROM b") == "0");
}

TEST_CASE("a database that another runner works on is not pushed to") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const live_project team;
  const postgres_database database(server, "held");
  team.add("dev", "POSTGRESQL", database.url());
  database.run("CREATE TABLE fields (id integer PRIMARY KEY)");
  team.declare("CREATE TABLE fields (id integer PRIMARY KEY, name text);\n");
  postgres_connection other(database.url());
  other.run("BEGIN");
  other.run(
      "LOCK TABLE fields IN ROW SHARE MODE");  // the first runner waits for it, and holds the lock meanwhile
  program_call first = team.fleet().call({"push", "tenant", "--json", "--lock-timeout", "60s"});
  first.program = program_of_this_tree();
  running_program waiting(first);
  const std::string waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted";
  for (int tries = 0; tries < 300 && database.value(waits) == "0"; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto second = team.run({"push", "tenant", "--wait-lock", "300ms"}, 7);
  CHECK(last(second, "pushed", "ran") == 0);
  other.run("COMMIT");
  CHECK(waiting.wait().exit_code == 0);
  CHECK(last(team.run({"push", "tenant"}), "pushed", "statements") == 0);
}
