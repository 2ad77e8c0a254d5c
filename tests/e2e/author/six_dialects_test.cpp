// One declared schema and a change of it in all six dialects: what each file says, and that it runs wherever
// there is an engine: PostgreSQL, SQLite, MariaDB, and Oracle's on MariaDB in Oracle's mode.
#include <tenantry/sdk/config.hpp>

#include <unistd.h>
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string all_six =
    "dialects = [\"postgresql>=15\", \"sqlite\", \"mysql>=8.0\", \"mariadb>=10.11\", \"sqlserver>=2017\", "
    "\"oracle>=19\"]\n";

std::string declared() {
  return read_text(std::filesystem::path(TENANTRY_SOURCE_DIR) / "tests/data/declared/six_dialects.sql");
}
void replace(std::string &text, const std::string &from, const std::string &to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}
// A column goes, others come, one must have a value, a text grows, keys, checks and indexes change.
std::string changed() {
  std::string sql = declared();
  replace(sql, "  ratio double precision,\n", "");
  replace(sql, "\"select\" varchar(30)", "\"select\" varchar(60)");
  replace(sql, "born date DEFAULT CURRENT_DATE", "born date NOT NULL");
  replace(sql, "  doc jsonb,", "  doc jsonb,\n  depth integer NOT NULL,\n  parent_id integer,");
  replace(sql, "ON DELETE CASCADE",
          "ON DELETE NO ACTION,\n  CONSTRAINT order_parent_fk FOREIGN KEY (parent_id) REFERENCES \"order\" "
          "(id),\n"
          "  CONSTRAINT order_big_key UNIQUE (big),\n  CONSTRAINT order_depth_check CHECK (depth >= 0)");
  return sql + "CREATE INDEX order_field_idx ON \"order\" (field_id, at);\n";
}
const std::vector<std::string> change_flags = {
    "--name",   "change",       "--backfill", "order.depth=5",
    "--rename", "order.ratio=", "--backfill", "order.born='2020-01-01'"};

// A database of a test on MariaDB, made with its own client.
class mariadb_database {
 public:
  explicit mariadb_database(std::string url)
      : url_(std::move(url)), name_("tenantry_six_" + std::to_string(getpid())) {
    (void)run("CREATE DATABASE " + name_, "");
  }
  ~mariadb_database() { (void)client("DROP DATABASE " + name_, ""); }
  mariadb_database(const mariadb_database &) = delete;
  mariadb_database &operator=(const mariadb_database &) = delete;

  [[nodiscard]] std::string url() const {
    return url_.substr(0, url_.find('/', url_.rfind('@'))) + "/" + name_;
  }
  // For the adapter for Oracle: its driver's string, and Oracle's mode.
  [[nodiscard]] std::string as_oracle() const {
    return "Driver={MariaDB Unicode};Server=" + part("@", ":") + ";Port=" + port() + ";Database=" + name_ +
           ";UID=" + braced(user()) + ";PWD=" + braced(password());
  }
  [[nodiscard]] std::string value(const std::string &sql) const {
    std::string out = run(sql, name_);
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

 private:
  [[nodiscard]] std::string part(const std::string &from, const std::string &to) const {
    const std::size_t begin = url_.rfind(from) + from.size();
    return url_.substr(begin, url_.find(to, begin) - begin);
  }
  [[nodiscard]] std::string port() const {
    const std::size_t begin = url_.find(':', url_.rfind('@')) + 1;
    return url_.substr(begin, url_.find('/', begin) - begin);
  }
  [[nodiscard]] std::string user() const {
    const std::size_t begin = url_.find("://") + 3;
    return tenantry::sdk::percent_decode(url_.substr(begin, url_.find(':', begin) - begin)).value();
  }
  [[nodiscard]] std::string password() const {
    const std::size_t begin = url_.find(':', url_.find("://") + 3) + 1;
    return tenantry::sdk::percent_decode(url_.substr(begin, url_.rfind('@') - begin)).value();
  }
  static std::string braced(const std::string &value) {
    std::string out = "{";
    for (const char c : value) out.append(c == '}' ? 2 : 1, c);
    return out + "}";
  }
  [[nodiscard]] finished_program client(const std::string &sql, const std::string &database) const {
    program_call call;
    call.program = "/usr/bin/env";
    call.arguments = {"mariadb", "--no-defaults", "-h", part("@", ":"), "-P", port(),
                      "-u",      user(),          "-N", "-e",           sql};
    if (!database.empty()) call.arguments.push_back(database);
    call.environment = {{"MYSQL_PWD", password()}};
    return run_program(call);
  }
  [[nodiscard]] std::string run(const std::string &sql, const std::string &database) const {
    const finished_program ran = client(sql, database);
    INFO(sql << "\n" << ran.err);
    REQUIRE(ran.exit_code == 0);
    return ran.out;
  }
  std::string url_, name_;
};

void expect_words(const declared_fleet &team, const std::string &file,
                  const std::vector<std::string> &words) {
  const std::string text = team.file(file);
  INFO(file);
  for (const std::string &word : words) CHECK_THAT(text, Contains(word));
}

}  // namespace

TEST_CASE("one schema is written for six dialects, each in its own words, and nothing is left out") {
  const declared_fleet team("", all_six);
  team.declare(declared());
  const auto made = team.generate({"--name", "begin"});
  CHECK(told(made, "gap", "why").empty());
  CHECK(told(made, "no_down", "why").empty());
  expect_words(team, "0000_begin.sql",
               {"\"state\" \"state\" DEFAULT 'new' NOT NULL", "DEFAULT 'it''s \"x\" \\ y'"});
  expect_words(team, "sqlite/0000_begin.sql",
               {"\"id\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "IN ('new', 'open', 'it''s done')",
                "\"born\" DATE DEFAULT CURRENT_DATE"});
  expect_words(
      team, "mysql/0000_begin.sql",
      {"`id` int NOT NULL AUTO_INCREMENT", "enum('new','open','it''s done')", "DEFAULT 'it''s \"x\" \\\\ y'",
       "`born` date DEFAULT (CURRENT_DATE)", "`doc` json", "COMMENT 'how many'", "COMMENT='It''s an order'",
       "char_length(`code`)", "COLLATE utf8mb4_bin", "`code` varchar(255)"});
  expect_words(team, "mariadb/0000_begin.sql", {"CHECK (json_valid(`doc`))"});
  expect_words(
      team, "sqlserver/0000_begin.sql",
      {"[id] int IDENTITY(1,1) NOT NULL", "CONSTRAINT [DF_order_price] DEFAULT 0.50", "[active] = 1 OR",
       "INDEX [order_code_key] UNIQUE ([code]) WHERE [code] IS NOT NULL", "PERSISTED", "MS_Description"});
  expect_words(
      team, "oracle/0000_begin.sql",
      {"\"id\" NUMBER(10) GENERATED BY DEFAULT AS IDENTITY NOT NULL", "VARCHAR2(30 CHAR)",
       "CONSTRAINT \"order_active_bool\" CHECK (\"active\" IN (0, 1))", "TRUNC(SYSDATE)", "BINARY_DOUBLE"});
  team.declare(changed());
  const auto change = team.generate(change_flags);
  CHECK(told(change, "gap", "why").empty());
  CHECK(team.generate({}).lines.back()["changes"] == 0);
}

TEST_CASE("T-46: what InnoDB can do while others write is demanded, and what it cannot is told") {
  const declared_fleet team("", all_six);
  team.declare(declared());
  (void)team.generate({"--name", "begin"});
  team.declare(changed());
  const auto change = team.generate(change_flags);
  for (const char *file : {"mysql/0001_change.sql", "mariadb/0001_change.sql"})
    expect_words(
        team, file,
        {"ADD COLUMN `parent_id` int, ALGORITHM=INSTANT", "UNIQUE (`big`), ALGORITHM=INPLACE, LOCK=NONE",
         "MODIFY COLUMN `select` varchar(60) NOT NULL DEFAULT 'it''s \"x\" \\\\ y', ALGORITHM=INPLACE",
         "DROP COLUMN `ratio`, ALGORITHM=INPLACE, LOCK=NONE", "CHECK (`depth` >= 0);"});
  const std::string risks = told(change, "unsafe", "message");
  CHECK_THAT(told(change, "unsafe", "rule"), Contains("W006"));
  CHECK_THAT(risks, Contains("add foreign key \"order.order_field_fk\": the table may be copied"));
  CHECK_THAT(risks, !Contains("drop column \"order.ratio\": the table may be copied"));
  std::vector<std::string> plain = change_flags;
  plain[1] = "plain";
  plain.insert(plain.end(), {"--plain", "indexes", "--dry-run"});
  team.declare(declared());
  plain = {"--name",   "plain",        "--plain",  "indexes",         "--dry-run",
           "--rename", "order.depth=", "--rename", "order.parent_id="};
  CHECK_THAT(told(team.generate(plain), "drafted", "sql"), !Contains("ALGORITHM"));
}

TEST_CASE("the same change runs on PostgreSQL, SQLite and MariaDB, and keeps the rows") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  TENANTRY_REQUIRE_SERVER(mariadb, TENANTRY_TEST_MARIADB);
  const mariadb_database third(mariadb);
  const declared_fleet team(server, all_six);
  team.fleet().add_tenant({"third", "MARIADB", third.url(), "ACTIVE", {}});
  team.declare(declared());
  (void)team.carry_out({"--name", "begin"});
  const std::string uuid = "'00000000-0000-4000-8000-000000000001'";
  const std::string rows =
      "INSERT INTO fields (id, \"group\") VALUES (" + uuid +
      ", 'north'); INSERT INTO \"order\" (field_id, code, price, quantity, doc) VALUES (" + uuid +
      ", 'abc', 2.5, 4, '{\"a\": 1}');";
  team.on_both(rows);
  (void)third.value("SET sql_mode = 'ANSI_QUOTES'; " + rows);
  CHECK_THROWS(team.on_both("INSERT INTO \"order\" (field_id, state) VALUES (" + uuid + ", 'lost')"));
  team.declare(changed());
  (void)team.carry_out(change_flags);
  const std::string query = "SELECT count(*) FROM \"order\" WHERE depth = 5 AND total = 10 AND state = 'new'";
  CHECK(team.both(query) == "1");
  CHECK(third.value("SET sql_mode = 'ANSI_QUOTES'; " + query) == "1");
  CHECK(team.fleet().migrate().outcome("third") == "up_to_date");
}

TEST_CASE("NOT NULL over rows without a value, and a key over orphans, fail first and change nothing") {
  TENANTRY_REQUIRE_SERVER(mariadb, TENANTRY_TEST_MARIADB);
  const mariadb_database third(mariadb);
  const declared_fleet team("", "dialects = [\"postgresql>=15\", \"sqlite\", \"mariadb>=10.11\"]\n");
  team.fleet().add_tenant({"third", "MARIADB", third.url(), "ACTIVE", {}});
  const std::string fields = "CREATE TABLE fields (id integer PRIMARY KEY);\n";
  team.declare(fields + "CREATE TABLE wells (id integer PRIMARY KEY, depth integer, field_id integer);\n");
  (void)team.carry_out({"--name", "begin"});
  const std::string rows = "INSERT INTO wells (id, depth, field_id) VALUES (1, NULL, 7), (2, NULL, NULL)";
  sqlite_run(team.small(), rows);
  (void)third.value(rows);
  const auto refuse = [&](const std::string &words) {
    const auto run = team.fleet().migrate({"--max-failures", "none"});
    INFO(run.told());
    CHECK(run.outcome("small") == "failed");
    CHECK(run.outcome("third") == "failed");
    for (const char *tenant : {"small", "third"})
      CHECK_THAT(run.tenant(tenant)["error"]["message"].get<std::string>(), Contains(words));
    CHECK(sqlite_value(team.small(), "SELECT count(*) FROM pragma_table_info('wells')") == "3");
    CHECK(third.value("SELECT count(*) FROM information_schema.columns WHERE table_schema = database() AND "
                      "table_name = 'wells'") == "3");
  };
  team.declare(fields +
               "CREATE TABLE wells (id integer PRIMARY KEY, depth integer NOT NULL, field_id integer "
               "REFERENCES fields (id), extra integer);\n");
  (void)team.generate({"--name", "strict"});
  refuse("2 rows of \"wells\" have no \"depth\"");
  const std::string mend = "UPDATE wells SET depth = 1";
  sqlite_run(team.small(), mend);
  (void)third.value(mend);
  refuse("1 rows of \"wells\" reference no row of \"fields\" (foreign key \"wells_field_id_fkey\")");
  sqlite_run(team.small(), "UPDATE wells SET field_id = NULL");
  (void)third.value("UPDATE wells SET field_id = NULL");
  team.migrate();
}
