// What is wrong with one MariaDB tenant is that tenant's outcome, said clearly; all others go on.
#include <catch2/catch.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace tenantry::testing;

namespace {

void add_migrations(test_fleet &fleet) {
  const auto add = [&](const std::string &tag, const std::string &sql) {
    fleet.add_migration(tag, "SELECT 1;", "");
    write_text(fleet.migrations() / "mysql" / (tag + ".sql"), sql);
  };
  add("0000_wells",
      "CREATE TABLE IF NOT EXISTS wells (id int PRIMARY KEY, name varchar(100)) CHARACTER SET utf8mb4;\n"
      "INSERT INTO wells VALUES (1, '\xf0\x9f\x9b\xa2 first');\n");
  add("0001_operator", "ALTER TABLE wells ADD COLUMN operator varchar(100);\n");
}

// A URL of tools/servers: scheme://USER:PASSWORD@HOST:PORT/DATABASE.
struct parts {
  std::string user_info, host, port;
  explicit parts(const std::string &url) {
    const std::size_t begin = url.find("://") + 3, at = url.rfind('@'), colon = url.find(':', at),
                      slash = url.find('/', at);
    user_info = url.substr(begin, at - begin);
    host = url.substr(at + 1, colon - at - 1);
    port = url.substr(colon + 1, slash - colon - 1);
  }
  [[nodiscard]] std::string by_port(unsigned other, const std::string &database) const {
    return "mariadb://" + user_info + "@127.0.0.1:" + std::to_string(other) + "/" + database;
  }
};

bool says(const nlohmann::json &tenant, const std::string &words) {
  return tenant.dump().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("MariaDB: every fault of a tenant is its own outcome and all others are migrated") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database good(server), raw(server), narrow(server), cut(server);
  narrow.run("CREATE TABLE wells (id int PRIMARY KEY, name varchar(100)) CHARACTER SET latin1");
  const parts at(server);
  const tcp_proxy nobody(1, cut_when::never);  // takes a connection and hangs up
  const tcp_proxy cutting(static_cast<unsigned>(std::stoul(at.port)), cut_when::before_server, "first");

  test_fleet fleet;
  add_migrations(fleet);
  const auto add = [&](const std::string &id, const std::string &url) {
    fleet.add_tenant({id, "MARIADB", url, "ACTIVE", {}});
  };
  const bool ours = at.user_info == "tenantry:s3%3Acr%40t%2F%25%3B%7D";  // not a person's own server
  if (ours)
    add("raw", "Driver={MariaDB Unicode};Server=" + at.host + ";Port=" + at.port + ";Database=" + raw.name() +
                   ";UID=tenantry;PWD={s3:cr@t/%;}}}");
  const std::string there = at.host + ":" + at.port;
  add("no-driver", "mariadb://" + at.user_info + "@" + there + "/no_driver?driver=No%20Such%20Driver");
  add("password", "mariadb://tenantry:hunter2secret@" + there + "/password");
  add("missing", "mariadb://" + at.user_info + "@" + there + "/tenantry_no_such_database");
  add("down", "mariadb://u:hunter2secret@127.0.0.1:1/db");
  add("hangs-up", "mariadb://u:hunter2secret@127.0.0.1:" + std::to_string(nobody.port()) + "/db");
  add("cut", at.by_port(cutting.port(), cut.name()));
  add("narrow", narrow.url());
  add("contradiction", "postgresql://u:hunter2secret@127.0.0.1/db");
  add("good", good.url());

  const auto run = fleet.migrate({"--max-failures", "none"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  CHECK((!ours || run.outcome("raw") == "migrated"));
  CHECK(run.outcome("good") == "migrated");
  CHECK(says(run.tenant("no-driver"), "No Such Driver"));
  CHECK(says(run.tenant("no-driver"), "odbc-mariadb"));
  CHECK(run.tenant("password")["error"]["category"] == "auth");
  CHECK(run.outcome("missing") == "skipped:database_missing");
  CHECK(run.tenant("down")["error"]["category"] == "unreachable");
  CHECK(run.tenant("hangs-up")["error"]["category"] == "unreachable");
  CHECK(run.outcome("contradiction") == "failed");
  // The server's own words, the file and the statement; nothing of the text itself took effect.
  CHECK(run.tenant("narrow")["error"]["tag"] == "0000_wells");
  CHECK(run.tenant("narrow")["error"]["statement"] == 2);
  CHECK(says(run.tenant("narrow"), "character set cannot hold this text"));
  CHECK(narrow.value("SELECT COUNT(*) FROM wells") == "0");
  CHECK((run.program.out + run.program.err).find("hunter2") == std::string::npos);
  CHECK((run.program.out + run.program.err).find("s3:cr@t") == std::string::npos);

  // The line that was cut at an INSERT: the same run decided by the history, or the next one does.
  CHECK(cutting.cuts_made() == 1);
  const auto again = fleet.migrate({"--max-failures", "none"});
  INFO(again.told());
  CHECK((again.outcome("cut") == "migrated" || again.outcome("cut") == "up_to_date"));
  CHECK(cut.value("SELECT COUNT(*) FROM wells") == "1");
}

TEST_CASE(
    "T-27: a block that never ends fails the tenants of that dialect with its line, and all others go on") {
  test_fleet fleet;
  for (const char *tag : {"0000_wells", "0001_operator"}) {
    fleet.add_migration(tag, "CREATE TABLE \"" + std::string(tag) + "\" (id integer);");
    write_text(fleet.migrations() / "mysql" / (std::string(tag) + ".sql"), "SELECT 1;\n");
  }
  const tcp_proxy nobody(1, cut_when::never);  // counts who comes
  const std::string url = "mariadb://u:hunter2secret@127.0.0.1:" + std::to_string(nobody.port()) + "/db";
  fleet.add_tenant({"m1", "MARIADB", url, "ACTIVE", {}});
  const auto before = fleet.add_sqlite_tenant("s1");
  fleet.add_tenant({"m2", "MARIADB", url + "2", "ACTIVE", {}});
  const auto behind = fleet.add_sqlite_tenant("s2");
  const auto script = fleet.migrations() / "mysql" / "0001_operator.sql";
  write_text(script, "SELECT 1;\nCREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN SELECT 1; END IF;\n  SELECT 2;\n");

  const auto run = fleet.migrate({"--parallel", "1"});
  INFO(run.told());
  CHECK(run.program.exit_code == 5);
  for (const char *id : {"m1", "m2"}) {
    CHECK(run.outcome(id) == "failed");
    CHECK(run.tenant(id)["error"]["category"] == "folder");
    CHECK(run.tenant(id)["error"]["file"] == script.string());
    CHECK(run.tenant(id)["error"]["line"] == 2);
    CHECK(says(run.tenant(id), "never ends"));
  }
  CHECK(nobody.connections() == 0);
  for (const auto &file : {before, behind})
    CHECK(done_counts(file) == once_each({"0000_wells", "0001_operator"}));

  // Nobody else is left: the command is refused as a whole.
  const auto alone = fleet.migrate({"--tenant", "m1"});
  INFO(alone.told());
  CHECK(alone.program.exit_code == 2);
  CHECK(alone.program.err.find("0001_operator.sql:2") != std::string::npos);
  CHECK(alone.tenant("m1").is_null());
}
