// Up, down, up gives the same schema: the files that undo a migration, run by hand.
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

const std::string begin =
    "CREATE TABLE fields (id integer PRIMARY KEY, name text NOT NULL);\n"
    "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL, field_id integer, depth integer "
    "DEFAULT 5);\n";

std::vector<std::string> statements(const std::string &text) {
  const std::string marker = "--> statement-breakpoint";
  std::vector<std::string> all;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find(marker, from), text.size());
    all.push_back(text.substr(from, to - from));
    from = to + marker.size();
  }
  return all;
}

struct evolution {
  const char *name;
  std::string schema;
  std::vector<std::string> flags;
};

}  // namespace

TEST_CASE("what undoes a migration leads back, and the migration forth again, on PostgreSQL and SQLite") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const std::string wells = "CREATE TABLE wells (id integer PRIMARY KEY, ";
  const std::string fields = "CREATE TABLE fields (id integer PRIMARY KEY, name text NOT NULL);\n";
  const auto all = GENERATE_COPY(values<evolution>({
      {"a table", begin + "CREATE TABLE x (id integer PRIMARY KEY, w integer REFERENCES wells (id));", {}},
      {"an index", begin + "CREATE INDEX i ON wells (depth DESC);", {}},
      {"a column",
       fields + wells +
           "title varchar(40) NOT NULL, field_id integer, depth integer DEFAULT 5, more "
           "text);",
       {}},
      {"wider",
       fields + wells + "title varchar(90) NOT NULL, field_id bigint, depth numeric(8,2) DEFAULT 5);",
       {}},
      {"required",
       fields + wells +
           "title varchar(40) NOT NULL, field_id integer NOT NULL, depth integer DEFAULT "
           "5);",
       {"--backfill", "wells.field_id=1"}},
      {"rules",
       fields + wells +
           "title varchar(40) NOT NULL UNIQUE, field_id integer REFERENCES fields (id) ON "
           "DELETE CASCADE, depth integer DEFAULT 5 CHECK (depth > 0));",
       {}},
      {"other names",
       fields + wells + "subject varchar(40) NOT NULL, field_id integer, depth integer DEFAULT 5);",
       {"--rename", "wells.title=wells.subject"}},
      {"no default", fields + wells + "title varchar(40), field_id integer, depth integer);", {}},
  }));
  INFO(all.name);
  const declared_fleet team(server);
  team.declare(begin);
  team.carry_out({"--name", "begin"});
  team.on_both("INSERT INTO fields (id, name) VALUES (1, 'Troll')");
  team.on_both("INSERT INTO wells (id, title, field_id) VALUES (1, 'A', 1), (2, 'B', 1)");
  const std::string big = team.big().schema(), small = sqlite_schema(team.small());

  team.declare(all.schema);
  std::vector<std::string> flags = {"--name", "next"};
  flags.insert(flags.end(), all.flags.begin(), all.flags.end());
  team.carry_out(flags);
  const std::string big_after = team.big().schema(), small_after = sqlite_schema(team.small());
  CHECK(big_after != big);

  const auto run = [&](const std::string &ending) {
    for (const std::string &sql : statements(team.file("0001_next" + ending))) team.big().run(sql);
    sqlite_run(team.small(), team.file("sqlite/0001_next" + ending));
  };
  run(".down.sql");
  CHECK(team.big().schema() == big);
  CHECK(sqlite_schema(team.small()) == small);
  CHECK(team.both("SELECT count(*) FROM wells") == "2");
  run(".sql");
  CHECK(team.big().schema() == big_after);
  CHECK(sqlite_schema(team.small()) == small_after);
}
