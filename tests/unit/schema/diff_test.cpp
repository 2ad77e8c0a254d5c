#include "core/schema/diff.hpp"

#include <nlohmann/json.hpp>

#include "core/schema/apply.hpp"
#include "core/schema/render_request.hpp"
#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

std::string described(const std::vector<schema_change> &changes) {
  std::string all;
  for (const auto &one : changes) all += describe_change(one) + (one.new_table ? " (new table)\n" : "\n");
  return all;
}
std::string changes_between(const schema_model &from, const schema_model &to,
                            const std::vector<std::string> &flags = {}) {
  diff_options options;
  for (const std::string &flag : flags) options.renames.push_back(must(parse_rename(flag)));
  const auto changes = must(diff_schemas(from, to, options));
  schema_model made = from;
  const status done = apply_changes(made, changes);
  if (!done) FAIL(to_string(done.error()));
  CHECK(same_schema(made, to));
  return described(changes);
}
std::string between(const std::string &from, const std::string &to) {
  return changes_between(model(from), model(to));
}

}  // namespace

TEST_CASE("each pair of Drizzle's snapshots gives the changes of Drizzle's migration, in its order") {
  const std::vector<std::pair<const char *, const char *>> expected = {
      {"0000",
       "create enum \"well_status\"\ncreate table \"equipment\"\ncreate table \"users\"\n"
       "create table \"well_users\"\ncreate table \"wells\"\n"
       "add foreign key \"equipment.equipment_well_id_wells_id_fk\" (new table)\n"
       "add foreign key \"well_users.well_users_user_id_users_id_fk\" (new table)\n"
       "add foreign key \"well_users.well_users_well_id_wells_id_fk\" (new table)\n"
       "add foreign key \"wells.wells_operator_id_users_id_fk\" (new table)\n"
       "create index \"wells.wells_api_number_idx\" (new table)\n"
       "create index \"wells.wells_status_idx\" (new table)\n"},
      {"0001",
       "create table \"work_orders\"\n"
       "add foreign key \"work_orders.work_orders_well_id_wells_id_fk\" (new table)\n"
       "create index \"work_orders.work_orders_due_idx\" (new table)\n"},
      {"0002", "alter column \"equipment.kind\"\n"},
      {"0003", "add column \"wells.is_offshore\"\n"},
      {"0004", "add column \"wells.field\"\n"},
      {"0005", "drop column \"wells.metadata\"\n"},
      {"0006", "rename column \"work_orders.title\" to \"subject\"\n"},
      {"0007", "create index \"work_orders.wo_subject_idx\"\ncreate index \"work_orders.wo_well_due_idx\"\n"},
      {"0008", "add unique \"users.users_name_unique\"\n"},
      {"0009",
       "add column \"work_orders.assignee_id\"\n"
       "add foreign key \"work_orders.work_orders_assignee_id_users_id_fk\"\n"},
      {"0010",
       "alter enum \"well_status\"\nalter column \"well_users.role\"\nalter column \"wells.depth\"\n"
       "alter column \"wells.operator_id\"\n"},
      {"0011", "drop table \"well_users\"\n"},
      {"0012", ""},
      {"0013", ""}};
  schema_model before;
  for (const auto &[number, changes] : expected) {
    INFO(number);
    const drizzle_snapshot after = snapshot("tenant/meta/" + std::string(number) + "_snapshot.json");
    const bool renames = std::string(number) == "0006";
    CHECK(changes_between(before, after.schema,
                          renames ? std::vector<std::string>{"work_orders.title=work_orders.subject"}
                                  : std::vector<std::string>{}) == changes);
    before = after.schema;
  }
}

TEST_CASE("a key that something stands on is made before and dropped after it") {
  const std::string plain = "CREATE TABLE a (x int, y int); CREATE TABLE b (x int);";
  const std::string keyed =
      "CREATE TABLE a (x int, y int, CONSTRAINT ax UNIQUE (x)); CREATE TABLE b (x int CONSTRAINT bx "
      "REFERENCES a (x));";
  CHECK(between(plain, keyed) == "add unique \"a.ax\"\nadd foreign key \"b.bx\"\n");
  CHECK(between(keyed, plain) == "drop foreign key \"b.bx\"\ndrop unique \"a.ax\"\n");
  CHECK(between("CREATE TABLE a (x int);", "CREATE TABLE a (x int, y int NOT NULL, PRIMARY KEY (y));") ==
        "add column \"a.y\"\nadd primary key \"a\"\n");
}

TEST_CASE("tables go in an order in which nothing stands on one that is gone") {
  const std::string all =
      "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY CONSTRAINT ba REFERENCES a);"
      "CREATE TABLE c (id int CONSTRAINT cb REFERENCES b);";
  CHECK(between(all, "") == "drop table \"c\"\ndrop table \"b\"\ndrop table \"a\"\n");
  CHECK(between(all, "CREATE TABLE c (id int);") ==
        "drop foreign key \"c.cb\"\ndrop table \"b\"\ndrop table \"a\"\n");
  const std::string circle =
      "CREATE TABLE a (id int PRIMARY KEY, o int); CREATE TABLE b (id int PRIMARY KEY CONSTRAINT ba "
      "REFERENCES a);"
      "ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (o) REFERENCES b;";
  CHECK(between(circle, "") == "drop foreign key \"b.ba\"\ndrop table \"a\"\ndrop table \"b\"\n");
}

TEST_CASE("views are made anew around a column that changes, and after what they read") {
  const std::string before =
      "CREATE TABLE a (x int); CREATE VIEW v2 AS SELECT x FROM a; CREATE VIEW v1 AS SELECT x FROM v2;";
  const std::string after =
      "CREATE TABLE a (x bigint); CREATE VIEW v2 AS SELECT x FROM a; CREATE VIEW v1 AS SELECT x FROM v2;";
  CHECK(between(before, after) ==
        "drop view \"v1\"\ndrop view \"v2\"\nalter column \"a.x\"\ncreate view \"v2\"\ncreate view \"v1\"\n");
  CHECK(between(before, before) == "");
}

TEST_CASE("an enum that only grows is altered early, one that loses a value is made anew under its columns") {
  const std::string table = "CREATE TABLE t (m mood);";
  CHECK(between("CREATE TYPE mood AS ENUM ('a', 'c');" + table,
                "CREATE TYPE mood AS ENUM ('a', 'b', 'c');" + table) == "alter enum \"mood\"\n");
  const auto changes = must(diff_schemas(model("CREATE TYPE mood AS ENUM ('a', 'b');" + table),
                                         model("CREATE TYPE mood AS ENUM ('a');" + table)));
  const auto written = write_change(changes.at(0));
  CHECK(written["before"]["values"].size() == 2);
  CHECK(written["after"]["values"].size() == 1);
  CHECK(written["tables"][0]["name"] == "t");
}

TEST_CASE("under an enum that is made anew a new table has no index yet") {
  const auto changes =
      must(diff_schemas(model("CREATE TYPE mood AS ENUM ('a', 'b');"),
                        model("CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood UNIQUE, n int);"
                              "CREATE INDEX t_n ON t (n);")));
  CHECK(described(changes) ==
        "create table \"t\"\nalter enum \"mood\"\ncreate index \"t.t_n\" (new table)\n");
  const auto table = write_change(changes.at(1)).at("tables").at(0);
  CHECK_FALSE(table.contains("indexes"));
  CHECK(table.at("uniques").size() == 1);
}

TEST_CASE("comments are changes of their own") {
  CHECK(between("CREATE TABLE a (x int); CREATE SEQUENCE s;",
                "CREATE TABLE a (x int); CREATE SEQUENCE s; COMMENT ON TABLE a IS 'why'; COMMENT ON COLUMN "
                "a.x IS 'x';"
                "COMMENT ON SEQUENCE s IS 'n';") ==
        "alter column \"a.x\"\ncomment table \"a\"\ncomment on sequence \"s\"\n");
}

TEST_CASE("a change carries the whole table before and after, and a request the enums that are used") {
  const schema_model from = model(
      "CREATE TYPE mood AS ENUM ('a'); CREATE TYPE other AS ENUM ('b');"
      "CREATE TABLE t (m mood, x int CHECK (x > 0));");
  const schema_model to = model(
      "CREATE TYPE mood AS ENUM ('a'); CREATE TYPE other AS ENUM ('b');"
      "CREATE TABLE t (m mood, x int CHECK (x > 0), y date);");
  const auto changes = must(diff_schemas(from, to));
  const auto request =
      nlohmann::json::parse(write_render_request({"postgresql", "", "15"}, from.enums, {&changes.front()}));
  CHECK(request["format"] == "tenantry.render/1");
  CHECK(request["enums"].size() == 1);
  const auto &change = request["changes"][0];
  CHECK(change["kind"] == "add_column");
  CHECK(change["column"] == "y");
  CHECK(change["before"]["columns"].size() == 2);
  CHECK(change["after"]["columns"].size() == 3);
  CHECK(change["after"]["checks"].size() == 1);
}

TEST_CASE("a function that reads a new table is made after it, one that a table's default calls before it") {
  CHECK(between("",
                "CREATE TABLE a (x int DEFAULT one());"
                "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                "CREATE FUNCTION most() RETURNS int LANGUAGE sql AS $$ SELECT max(x) FROM a $$;"
                "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION one();") ==
        "create function \"one()\"\ncreate table \"a\"\ncreate function \"most()\"\ncreate trigger \"t\"\n");
}

TEST_CASE("an adapter's answer that is malformed is refused") {
  CHECK_FALSE(read_rendered("{}"));
  CHECK_FALSE(read_rendered(R"({"format":"tenantry.rendered/1","statements":[{"sql":5}],"gaps":[]})"));
  const auto read = must(read_rendered(
      R"({"format":"tenantry.rendered/1","statements":[{"sql":"DROP TABLE a","change":0,"loss":"all rows","transaction":"none"}],"gaps":[{"change":1,"why":"no"}]})"));
  CHECK(read.statements.at(0).outside_transaction);
  CHECK(read.statements.at(0).loss == "all rows");
  CHECK(read.gaps.at(0).why == "no");
}
