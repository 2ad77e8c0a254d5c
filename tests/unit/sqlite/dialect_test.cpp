#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sqlite/client.hpp"

using namespace tenantry::testing;
namespace sdk = tenantry::sdk;
using nlohmann::json;

namespace {

int probe(client &conn, std::string_view sql) {
  std::int32_t state = 0;
  tnt_error error{};
  error.struct_size = sizeof error;
  const auto &dialect = sqlite_extension<tnt_ext_dialect>(TNT_EXT_DIALECT);
  CHECK(dialect.probe(conn.raw(), nullptr, sdk::text(sql), &state, nullptr, &error) == TNT_OK);
  return state;
}

}  // namespace

TEST_CASE("the dialect says that SQLite has no schemas and limits rows with LIMIT") {
  const json facts = json::parse(sqlite_describe(R"({"format":"tenantry.target/1","dialect":"sqlite"})"));
  CHECK(facts["dialect"] == "sqlite");
  CHECK(facts["schemas"] == false);
  CHECK(facts["row_limit"] == "LIMIT {n}");
}

TEST_CASE("a rendered table can be made, and its default is the time in ISO 8601") {
  std::string document;
  const answer got =
      sqlite_render(R"json({"format":"tenantry.render/1","target":{"dialect":"sqlite"},"changes":[
      {"kind":"create_schema","name":"tenantry"},
      {"kind":"create_table","name":"tenantry_history","columns":[
        {"name":"track","type":"varchar(63)","null":false},{"name":"seq","type":"bigint","null":false},
        {"name":"ok","type":"boolean"},{"name":"note","type":"text"},
        {"name":"at","type":"timestamptz","null":false,"default":"now"}],
       "primary_key":{"name":"history_pk","columns":["track","seq"]}}]})json",
                    document);
  REQUIRE(got.message == "");
  const json rendered = json::parse(document);
  REQUIRE(rendered["gaps"].size() == 1);
  CHECK(rendered["gaps"][0]["change"] == 0);
  REQUIRE(rendered["statements"].size() == 1);

  const temporary_folder folder;
  client conn(fields{{"url", "sqlite:" + (folder.path() / "t.db").string()}, {"create", "true"}});
  REQUIRE(conn.execute(rendered["statements"][0]["sql"].get<std::string>()).message == "");
  const answer put = conn.execute("insert into tenantry_history (track, seq) values (?, ?)",
                                  {sdk::cell::text("tenant"), sdk::cell::int64(1)});
  CHECK(put.message == "");
  CHECK(conn.value("select length(at) || substr(at, 11, 1) || substr(at, 24) from tenantry_history") ==
        "24TZ");
  CHECK(conn.execute("insert into tenantry_history (track, seq) values ('tenant', 1)").sqlstate == "23505");
}

TEST_CASE("a probe looks the wish of a statement up in the schema") {
  const temporary_folder folder;
  const auto file = folder.path() / "t.db";
  sqlite_run(file, "create table \"We\"\"ll\" (a); create index by_a on \"We\"\"ll\" (a)");
  client conn(file);
  CHECK(probe(conn, "create table if not exists main.[we\"ll] (a int)") == TNT_PROBE_DONE);
  CHECK(probe(conn, "/* x */ CREATE TABLE \"We\"\"ll\" (a)") == TNT_PROBE_DONE);
  CHECK(probe(conn, "create table other (a)") == TNT_PROBE_NOT_DONE);
  CHECK(probe(conn, "create unique index by_a on x (a)") == TNT_PROBE_DONE);
  CHECK(probe(conn, "drop index by_a") == TNT_PROBE_NOT_DONE);
  CHECK(probe(conn, "drop table if exists other") == TNT_PROBE_DONE);
  CHECK(probe(conn, "vacuum") == TNT_PROBE_REPEATABLE);
  CHECK(probe(conn, "create temp table t (a)") == TNT_PROBE_UNCLEAR);
  CHECK(probe(conn, "create table aux.t (a)") == TNT_PROBE_UNCLEAR);
  CHECK(probe(conn, "update x set a = 1") == TNT_PROBE_UNCLEAR);
  CHECK(probe(conn, "drop") == TNT_PROBE_UNCLEAR);
}
