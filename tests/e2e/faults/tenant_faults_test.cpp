// What is wrong with one tenant is that tenant's outcome and nobody else's.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

TEST_CASE("every fault of a tenant is its own outcome and all others are migrated") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(scram, TENANTRY_TEST_PG15_SCRAM);
  const postgres_database good(server), read_only(server), by_hand(server);
  read_only.run("ALTER DATABASE " + read_only.name() + " SET default_transaction_read_only = on");
  by_hand.run("CREATE TABLE wells (id integer PRIMARY KEY, name varchar(100) NOT NULL)");
  std::string wrong_password = scram;
  wrong_password.replace(wrong_password.find(":s3"), wrong_password.find('@') - wrong_password.find(":s3"),
                         ":hunter2secret");

  test_fleet fleet;
  fleet.add_usual_migrations();
  const auto add = [&](const std::string &id, const std::string &url) {
    fleet.add_tenant({id, "POSTGRESQL", url, "ACTIVE", {}});
  };
  add("missing", url_with_database(server, "tenantry_no_such_database"));
  add("down", "postgresql://u:hunter2secret@127.0.0.1:1/db");
  add("read-only", read_only.url());
  add("password", wrong_password);
  add("unparsable", "postgresql://u:hunter2secret@ho st:x/db");
  add("no-variable", "${env:NOT_THERE_AT_ALL}");
  add("contradiction", "mysql://u:hunter2secret@127.0.0.1/db");
  add("by-hand", by_hand.url());
  add("good", good.url());
  fleet.add_sqlite_tenant("good-too");
  write_text(fleet.folder() / "garbage.db",
             "this is no SQLite database, and it is long enough to be seen as none at all");
  fleet.add_tenant({"garbage", "SQLITE", "sqlite:garbage.db", "ACTIVE", {}});

  const auto run = fleet.migrate({"--max-failures", "none", "--verbose"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK(run.outcome("missing") == "skipped:database_missing");
  CHECK(run.tenant("down")["error"]["category"] == "unreachable");
  CHECK(run.tenant("read-only")["error"]["sqlstate"] == "25006");
  CHECK(run.tenant("password")["error"]["category"] == "auth");
  CHECK(run.outcome("unparsable") == "failed");
  CHECK(run.tenant("no-variable")["error"]["message"].get<std::string>().find("NOT_THERE_AT_ALL") !=
        std::string::npos);
  CHECK(run.outcome("contradiction") == "failed");
  CHECK(run.tenant("by-hand")["error"]["sqlstate"] == "42P07");
  CHECK(run.tenant("by-hand")["error"]["effect"] == "none");
  CHECK(run.outcome("garbage") == "failed");
  CHECK(run.outcome("good") == "migrated");
  CHECK(run.outcome("good-too") == "migrated");
  CHECK(run.summary()["migrated"] == 2);
  CHECK((run.program.out + run.program.err).find("hunter2") == std::string::npos);
}

TEST_CASE("T-53: a standby is refused for what it is, and nobody else is hindered") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(standby, TENANTRY_TEST_PG15_STANDBY);
  const postgres_database replica(server), good(server);
  test_fleet fleet;
  fleet.add_usual_migrations();
  const std::string url = url_with_database(standby, replica.name());
  // The standby follows; its copy of the new database is there after a moment.
  for (int tries = 0; tries < 200; ++tries) {
    try {
      postgres_connection there(url);
      break;
    } catch (const std::exception &) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  fleet.add_tenant({"replica", "POSTGRESQL", url, "ACTIVE", {}});
  fleet.add_tenant({"good", "POSTGRESQL", good.url(), "ACTIVE", {}});
  const auto run = fleet.migrate({"--max-failures", "none"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK(run.outcome("good") == "migrated");
  REQUIRE(run.outcome("replica") == "failed");
  CHECK(run.tenant("replica")["error"]["effect"] == "none");
  const std::string told = run.tenant("replica")["error"].dump();
  CHECK((told.find("read-only") != std::string::npos || told.find("recovery") != std::string::npos ||
         told.find("standby") != std::string::npos));
}

TEST_CASE("a migration that fails for one tenant only says file, line and statement there") {
  test_fleet fleet;
  fleet.add_usual_migrations();
  fleet.add_sqlite_tenant("good");
  const auto bad = fleet.add_sqlite_tenant("bad");
  REQUIRE(fleet.migrate({"--to", "0001_operator"}).program.exit_code == 0);
  sqlite_run(bad, "INSERT INTO wells (id, name) VALUES (1, 'taken')");
  const auto run = fleet.migrate({"--max-failures", "none"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK(run.outcome("good") == "migrated");
  const auto error = run.tenant("bad")["error"];
  CHECK(error["tag"] == "0002_equipment");
  CHECK(error["statement"] == 2);
  CHECK(error["line"] == 2);
  CHECK(error["sql"].get<std::string>().find("INSERT INTO wells") != std::string::npos);
  CHECK(run.tenant("bad")["to"] == "0001_operator");
}
