// The walk-throughs of docs/schema-changes.md: the declared schema changes, generate, migrate, look.
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace {

const std::string fields = "CREATE TABLE fields (id integer PRIMARY KEY, name text NOT NULL);\n";

std::string wells(const std::string &columns, const std::string &behind = "") {
  return fields + "CREATE TABLE wells (id integer PRIMARY KEY, " + columns + ");\n" + behind;
}

// The first schema on both tenants, with two wells.
void begin(const declared_fleet &team) {
  team.declare(wells("title varchar(40) NOT NULL, field_id integer"));
  team.carry_out({"--name", "begin"});
  team.on_both("INSERT INTO fields (id, name) VALUES (1, 'Troll')");
  team.on_both("INSERT INTO wells (id, title, field_id) VALUES (1, 'A-1', 1), (2, 'B-2', 1)");
}

}  // namespace

TEST_CASE("walk-through: add a table") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(
      wells("title varchar(40) NOT NULL, field_id integer",
            "CREATE TABLE equipment (id integer PRIMARY KEY, well_id integer NOT NULL REFERENCES wells "
            "(id) ON DELETE CASCADE, label text NOT NULL DEFAULT 'new');\n"
            "CREATE INDEX equipment_well_idx ON equipment (well_id);\n"));
  const auto made = team.carry_out({"--name", "add_equipment"});
  CHECK(told(made, "unsafe", "message").empty());
  CHECK(team.has_file("0001_add_equipment.down.sql"));
  CHECK(team.has_file("sqlite/0001_add_equipment.down.sql"));
  CHECK_THAT(team.file("0001_add_equipment.down.sql"), Contains("-- tenantry: lossy"));
  team.on_both("INSERT INTO equipment (id, well_id) VALUES (1, 2)");
  CHECK(team.both("SELECT label FROM equipment") == "new");
  CHECK_THROWS(team.on_both("INSERT INTO equipment (id) VALUES (2)"));
}

TEST_CASE("walk-through: widen a column") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(wells("title varchar(200) NOT NULL, field_id bigint"));
  const auto made = team.carry_out({"--name", "widen"});
  // A longer text is a matter of the catalog; a wider number is not.
  CHECK_THAT(told(made, "unsafe", "object"), Contains("wells.field_id") && !Contains("wells.title"));
  team.on_both("UPDATE wells SET title = 'a title of more than forty characters, which was too long'");
  CHECK(team.both("SELECT count(*) FROM wells WHERE length(title) > 40") == "2");
}

TEST_CASE("walk-through: rename a column in three steps") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(wells("title varchar(40) NOT NULL, field_id integer, subject varchar(40)"));
  team.carry_out({"--name", "add_subject"});
  team.write_by_hand("copy_title", "UPDATE wells SET subject = title WHERE subject IS NULL;\n");
  team.migrate();
  team.declare(wells("field_id integer, subject varchar(40) NOT NULL"));
  const auto made = team.carry_out({"--name", "drop_title", "--rename", "wells.title="});
  CHECK_THAT(told(made, "unsafe", "rule"), Contains("D003") && Contains("N002"));
  CHECK(team.both("SELECT subject FROM wells WHERE id = 2") == "B-2");
  CHECK_THROWS(team.on_both("INSERT INTO wells (id) VALUES (3)"));
}

TEST_CASE("walk-through: rename a column at once, where nothing reads it meanwhile") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(wells("subject varchar(40) NOT NULL, field_id integer"));
  const auto refused = team.generate({"--name", "rename"}, 2);
  CHECK_THAT(refused.program.out + refused.program.err, Contains("--rename wells.title=wells.subject"));
  CHECK_FALSE(team.has_file("0001_rename.sql"));
  const auto made = team.carry_out({"--name", "rename", "--rename", "wells.title=wells.subject"});
  CHECK_THAT(told(made, "unsafe", "rule"), Contains("R002"));
  CHECK(team.both("SELECT subject FROM wells WHERE id = 1") == "A-1");
  CHECK_THAT(team.file("0001_rename.down.sql"), Contains("RENAME COLUMN \"subject\" TO \"title\""));
}

TEST_CASE("walk-through: add an index") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(wells("title varchar(40) NOT NULL, field_id integer",
                     "CREATE INDEX wells_field_idx ON wells (field_id);\n"));
  team.carry_out({"--name", "index_fields"});
  CHECK_THAT(team.file("0001_index_fields.sql"), Contains("CREATE INDEX CONCURRENTLY"));
  CHECK_THAT(team.file("sqlite/0001_index_fields.sql"), !Contains("CONCURRENTLY"));
  CHECK(team.big().value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'wells_field_idx'::regclass") ==
        "t");
}

TEST_CASE("walk-through: add a column that must have a value") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  const std::string wanted = "title varchar(40) NOT NULL, field_id integer, status text NOT NULL";
  team.declare(wells(wanted));
  const auto refused = team.generate({"--name", "add_status"}, 8);
  CHECK_THAT(refused.program.err, Contains("--backfill \"wells.status="));
  team.carry_out({"--name", "add_status", "--backfill", "wells.status='ACTIVE'"});
  CHECK(team.both("SELECT count(*) FROM wells WHERE status = 'ACTIVE'") == "2");
  CHECK_THROWS(team.on_both("INSERT INTO wells (id, title) VALUES (3, 'C')"));  // no default stays behind

  team.declare(wells(wanted + ", label varchar(60) NOT NULL"));
  team.carry_out({"--name", "add_label", "--backfill", "wells.label=lower(title)"});
  CHECK(team.both("SELECT label FROM wells WHERE id = 1") == "a-1");
  CHECK_THAT(team.file("0002_add_label.sql"), Contains("-- tenantry: commit"));
}

TEST_CASE("walk-through: split a column") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.declare(wells("title varchar(40) NOT NULL, field_id integer, block varchar(10), number varchar(10)"));
  team.carry_out({"--name", "add_parts"});
  team.write_by_hand("split_titles",
                     "UPDATE wells SET block = substr(title, 1, 1), number = substr(title, 3) WHERE block IS "
                     "NULL;\n");
  team.migrate();
  team.declare(wells("field_id integer, block varchar(10) NOT NULL, number varchar(10) NOT NULL"));
  team.carry_out({"--name", "drop_title"});
  CHECK(team.both("SELECT block || number FROM wells WHERE id = 2") == "B2");
}

TEST_CASE("walk-through: make a column unique") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.on_both("INSERT INTO wells (id, title, field_id) VALUES (3, 'same', 1), (4, 'same', 1)");
  team.declare(wells("title varchar(40) NOT NULL UNIQUE, field_id integer, extra text"));
  (void)team.generate({"--name", "one_title"});
  const auto refused = team.fleet().migrate();
  INFO(refused.told());
  for (const char *tenant : {"big", "small"}) {
    CHECK(refused.outcome(tenant) == "failed");
    CHECK_THAT(refused.tenant(tenant)["error"]["message"].get<std::string>(),
               Contains("1 keys are in more than one row of \"wells\" (\"wells_title_key\")"));
    CHECK(refused.tenant(tenant)["error"]["effect"] == "none");
  }
  CHECK(refused.tenant("big")["error"]["sqlstate"] == "23505");
  CHECK(team.big().value("SELECT count(*) FROM pg_index WHERE indrelid = 'wells'::regclass") == "1");
  CHECK(team.big().value("SELECT count(*) FROM pg_attribute WHERE attrelid = 'wells'::regclass AND attname = "
                         "'extra'") == "0");

  team.on_both("UPDATE wells SET title = 'other' WHERE id = 4");
  team.migrate();
  CHECK_THROWS(team.big().run("INSERT INTO wells (id, title) VALUES (5, 'same')"));
  CHECK_THROWS(sqlite_run(team.small(), "INSERT INTO wells (id, title) VALUES (5, 'same')"));
}

TEST_CASE("walk-through: add a foreign key over orphans") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const declared_fleet team(server);
  begin(team);
  team.on_both("INSERT INTO wells (id, title, field_id) VALUES (3, 'C-3', 77), (4, 'D-4', 78)");
  team.declare(wells("title varchar(40) NOT NULL, field_id integer REFERENCES fields (id)"));
  const auto made = team.generate({"--name", "wells_have_fields"});
  CHECK_THAT(told(made, "unsafe", "rule"), Contains("C002"));
  const auto refused = team.fleet().migrate();
  INFO(refused.told());
  CHECK(refused.program.exit_code != 0);
  CHECK(refused.outcome("big") == "failed");
  CHECK_THAT(refused.tenant("big")["error"]["message"].get<std::string>(),
             Contains("2 rows of \"wells\" reference no row of \"fields\""));
  CHECK(refused.tenant("big")["error"]["effect"] == "none");
  CHECK(team.big().value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == "0");
  CHECK(refused.outcome("small") == "failed");
  CHECK(sqlite_value(team.small(), "SELECT count(*) FROM wells") == "4");

  team.on_both("UPDATE wells SET field_id = NULL WHERE field_id > 1");
  team.migrate();
  CHECK(team.big().value("SELECT convalidated FROM pg_constraint WHERE contype = 'f'") == "t");
  CHECK_THROWS(team.big().run("INSERT INTO wells (id, title, field_id) VALUES (5, 'E', 9)"));
}
