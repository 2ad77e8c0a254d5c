#include "tests/e2e/committing/mariadb_fleet.hpp"

#include <catch2/catch.hpp>

namespace tenantry::testing {
namespace {

const std::string count = "UPDATE counter SET n = n + 1;";

struct file {
  const char *tag;
  std::vector<std::string> statements;
};

// The counter and the log show what ran twice or never; of TRUNCATE and MODIFY no probe can tell.
const std::vector<file> &files() {
  static const std::vector<file> all = {
      {"0000_base",
       {"CREATE TABLE counter (n int NOT NULL);", "INSERT INTO counter VALUES (0);",
        "CREATE TABLE log (id int PRIMARY KEY, word varchar(20));",
        "INSERT INTO log SELECT COUNT(*) + 1, 'base' FROM log;"}},
      {"0001_wells",
       {"CREATE TABLE wells (id int PRIMARY KEY, name varchar(100));", count,
        "CREATE INDEX wells_name ON wells (name);", "INSERT INTO wells VALUES (1, 'first'), (2, 'second');",
        "ALTER TABLE wells ADD COLUMN depth int NOT NULL DEFAULT 0;", count,
        "INSERT INTO log SELECT COUNT(*) + 1, 'wells' FROM log;"}},
      {"0002_more",
       {"CREATE TABLE more (id int PRIMARY KEY, well int);",
        "ALTER TABLE more ADD CONSTRAINT more_well FOREIGN KEY (well) REFERENCES wells (id);",
        "INSERT INTO more SELECT id, id FROM wells;", "CREATE TABLE old_names (word varchar(20));",
        "INSERT INTO old_names VALUES ('a'), ('b');", "TRUNCATE TABLE old_names;",
        "INSERT INTO log SELECT COUNT(*) + 1, 'more' FROM log;",
        "ALTER TABLE wells MODIFY name varchar(200) NOT NULL;", count}},
      {"0003_rest",
       {"CREATE VIEW deep AS SELECT id, name FROM wells WHERE depth > 100;",
        "RENAME TABLE more TO equipment;", "UPDATE wells SET depth = depth + 10;",
        "DROP INDEX wells_name ON wells;", count, "DROP TABLE old_names;",
        "INSERT INTO log SELECT COUNT(*) + 1, 'rest' FROM log;"}},
  };
  return all;
}

// "1" where the statement that no probe can tell about has run.
std::string has_run(const mysql_database &database, const std::string &sql) {
  if (sql.find("TRUNCATE") != std::string::npos) return database.value("SELECT COUNT(*) = 0 FROM old_names");
  if (sql.find("MODIFY") != std::string::npos)
    return database.value(
        "SELECT character_maximum_length = 200 FROM information_schema.columns WHERE table_schema = "
        "DATABASE() "
        "AND table_name = 'wells' AND column_name = 'name'");
  FAIL("held for a statement whose effect the catalog tells: " << sql);
  return {};
}

std::string done_counts(const mysql_database &database) {
  std::string all;
  for (const auto &row : database.rows(
           "SELECT tag, COUNT(*) FROM tenantry_history WHERE event = 'done' GROUP BY tag ORDER BY tag"))
    all += row.at(0) + "=" + row.at(1) + " ";
  return all;
}

}  // namespace

mariadb_fleet::mariadb_fleet(const std::string &server_url, unsigned tenants) {
  for (const file &one : files()) {
    std::string text;
    for (const std::string &statement : one.statements) text += statement + "\n";
    fleet_.add_migration(one.tag, "SELECT 1;", "");
    write_text(fleet_.migrations() / "mysql" / (std::string(one.tag) + ".sql"), text);
  }
  for (unsigned i = 0; i < tenants; ++i) {
    databases_.push_back(std::make_unique<mysql_database>(server_url, "kill"));
    fleet_.add_tenant({"m" + std::to_string(i), "MARIADB", databases_.back()->url(), "ACTIVE", {}});
  }
}

void mariadb_fleet::empty_all() const {
  for (const auto &database : databases_) database->start_again();
}

fleet_run mariadb_fleet::migrate() const {
  return fleet_.migrate({"--max-failures", "none"});
}

// The sentence is right: the statement is the one in doubt, and what it offers to type is taken.
void mariadb_fleet::resolve(const nlohmann::json &tenant) const {
  const auto &error = tenant.at("error");
  const std::string id = tenant.at("id"), tag = error.value("tag", ""), advice = error.value("next", "");
  const int number = error.value("statement", 0);
  INFO(tenant.dump(1));
  const auto at = std::find_if(files().begin(), files().end(), [&](const file &f) { return f.tag == tag; });
  REQUIRE(at != files().end());
  REQUIRE(number >= 1);
  REQUIRE(static_cast<std::size_t>(number) <= at->statements.size());
  std::string sql = at->statements[static_cast<std::size_t>(number) - 1];
  sql.pop_back();
  REQUIRE(advice.find(sql) != std::string::npos);
  const std::string where = tag + " --statement " + std::to_string(number);
  REQUIRE(advice.find("--applied " + where) != std::string::npos);
  const bool ran = has_run(*databases_.at(std::stoul(id.substr(1))), sql) == "1";
  const auto told = fleet_.run({"resolve", "tenant", ran ? "--applied" : "--pending", tag, "--statement",
                                std::to_string(number), "--tenant", id});
  INFO(told.told());
  REQUIRE(told.program.exit_code == 0);
}

fleet_run mariadb_fleet::migrate_and_resolve(unsigned &held) const {
  fleet_run run = migrate();
  for (int tries = 0; tries < 3 && run.program.exit_code != 0; ++tries) {
    unsigned now = 0;
    for (const auto &line : run.lines)
      if (line["event"] == "tenant" && line.value("outcome", "") == "held") {
        ++now;
        resolve(line);
      }
    if (now == 0) break;
    held += now;
    run = migrate();
  }
  return run;
}

void mariadb_fleet::check_all(const std::string &schema) const {
  for (const auto &database : databases_) {
    INFO(database->name());
    CHECK(database->schema() == schema);
    CHECK(done_counts(*database) == once_each(fleet_.tags()));
    CHECK(database->value("SELECT n FROM counter") == "4");
    CHECK(database->value("SELECT GROUP_CONCAT(word ORDER BY id) FROM log") == "base,wells,more,rest");
    CHECK(database->value("SELECT GROUP_CONCAT(CONCAT(id, name, depth) ORDER BY id) FROM wells") ==
          "1first10,2second10");
    CHECK(database->value("SELECT GROUP_CONCAT(well ORDER BY id) FROM equipment") == "1,2");
  }
}

}  // namespace tenantry::testing
