// The registry's table as people have it: columns of other names, ids of any type, pages of any size.
#include "core/fleet/registry.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/fleet/sqlite_master.hpp"

using namespace tenantry;
using fakes::sqlite_master;

namespace {

const char *const usual =
    "CREATE TABLE tenants (id INTEGER PRIMARY KEY, slug TEXT, name TEXT, database_type TEXT, database_url "
    "TEXT, "
    "database_name TEXT, status TEXT, deleted_at TEXT, migration_url TEXT)";

result<registry> open(sqlite_master &master, registry_options options = {},
                      const std::vector<std::string> &extra = {}) {
  return registry::open(*master.connection, std::move(options), extra, {});
}

std::vector<tenant> all(registry &r) {
  std::vector<tenant> out;
  const auto done = r.for_each(
      [&](tenant &&t) {
        out.push_back(std::move(t));
        return true;
      },
      {});
  if (!done) FAIL(to_string(done.error()));
  return out;
}

std::string ids(const std::vector<tenant> &tenants) {
  std::string out;
  for (const tenant &t : tenants) out += (out.empty() ? "" : " ") + t.id;
  return out;
}

}  // namespace

TEST_CASE("rows come in order of id whatever the page's size, and again after a rewind") {
  sqlite_master master;
  master.run(usual);
  for (const char *id : {"30", "4", "100", "1", "2"})
    master.run(std::string("INSERT INTO tenants (id, database_type, database_url) VALUES (") + id +
               ", 'SQLITE', 'x')");
  for (const std::size_t page : {0U, 1U, 2U, 4U, 5U, 6U, 500U}) {
    INFO(page);
    registry_options options;
    options.page = page;
    auto r = open(master, options);
    REQUIRE(r.has_value());
    CHECK(ids(all(*r)) == "1 2 4 30 100");
    CHECK(ids(all(*r)) == "1 2 4 30 100");
    r->rewind();
    CHECK(r->next_page({})->size() == std::min<std::size_t>(std::max<std::size_t>(page, 1), 5));
  }
}

TEST_CASE("every column of a row finds its place") {
  sqlite_master master;
  master.run(usual);
  master.run(
      "INSERT INTO tenants VALUES (7, 'acme', 'Acme Inc', 'SQLITE  ', ' sqlite:a.db ', 'acme', 'ACTIVE ', "
      "NULL, "
      "'sqlite:b.db'), (8, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-01', NULL)");
  auto r = open(master, {}, {"status", "name"});
  REQUIRE(r.has_value());
  const auto rows = all(*r);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].slug == "acme");
  CHECK(rows[0].name == "Acme Inc");
  CHECK(rows[0].database_type == "SQLITE");
  CHECK(rows[0].database_url == "sqlite:a.db");
  CHECK(rows[0].database_name == "acme");
  CHECK(rows[0].status == "ACTIVE");
  CHECK(rows[0].migration_url == "sqlite:b.db");
  CHECK_FALSE(rows[0].deleted);
  CHECK_FALSE(rows[0].without_status);
  CHECK(rows[0].where_columns ==
        std::map<std::string, std::string>{{"status", "ACTIVE "}, {"name", "Acme Inc"}});
  CHECK(rows[1].deleted);
  CHECK(rows[1].status.empty());
  CHECK(rows[1].where_columns.at("name").empty());
}

TEST_CASE("ids may be text or bytes") {
  sqlite_master master;
  master.run("CREATE TABLE tenants (id BLOB, database_type TEXT, database_url TEXT)");
  master.run("INSERT INTO tenants VALUES (x'00ff', 'a', 'b'), (x'01', 'a', 'b'), (x'0a0b', 'a', 'b')");
  registry_options options;
  options.page = 1;
  auto binary = open(master, options);
  REQUIRE(binary.has_value());
  CHECK(ids(all(*binary)) == "00ff 01 0a0b");
  CHECK(all(*binary).front().without_status);

  master.run("CREATE TABLE named (id TEXT, database_type TEXT, database_url TEXT)");
  master.run("INSERT INTO named VALUES ('b', 'a', 'b'), ('a''x', 'a', 'b'), ('10', 'a', 'b')");
  options.table = "named";
  auto text = open(master, options);
  REQUIRE(text.has_value());
  CHECK(ids(all(*text)) == "10 a'x b");
}

TEST_CASE("table and columns may be called otherwise, in another case, and need quotes") {
  sqlite_master master;
  master.run(
      "CREATE TABLE \"my customers\" (\"customerId\" TEXT, \"Data Base\" TEXT, \"databaseType\" TEXT, "
      "\"order\" INTEGER)");
  master.run("INSERT INTO \"my customers\" VALUES ('c1', 'sqlite:x', 'SQLITE', 3)");
  registry_options options;
  options.table = "main.my customers";
  options.columns = {{"id", "CUSTOMERID"}, {"database_url", "data base"}, {"database_type", "databaseType"}};
  auto r = open(master, options, {"Order", "database_type"});
  if (!r) FAIL(to_string(r.error()));
  const auto rows = all(*r);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].id == "c1");
  CHECK(rows[0].database_url == "sqlite:x");
  CHECK(rows[0].where_columns.at("Order") == "3");
  CHECK(rows[0].where_columns.at("database_type") == "SQLITE");
}

TEST_CASE("a deletion flag counts by its value") {
  sqlite_master master;
  master.run("CREATE TABLE tenants (id INTEGER, database_type TEXT, database_url TEXT, deleted_at INTEGER)");
  master.run("INSERT INTO tenants VALUES (1, 'a', 'b', 0), (2, 'a', 'b', 1), (3, 'a', 'b', NULL)");
  auto r = open(master);
  REQUIRE(r.has_value());
  const auto rows = all(*r);
  CHECK_FALSE(rows.at(0).deleted);
  CHECK(rows.at(1).deleted);
  CHECK_FALSE(rows.at(2).deleted);
}

TEST_CASE("a missing table says which, where and how to name another") {
  sqlite_master master;
  const auto r = open(master);
  REQUIRE_FALSE(r.has_value());
  CHECK(r.error().category == category::bad_config);
  CHECK_THAT(r.error().message, Catch::Contains("\"tenants\""));
  CHECK_THAT(r.error().next, Catch::Contains("[registry] table"));
  registry_options odd;
  odd.table = "main.";
  CHECK(open(master, odd).error().category == category::bad_config);
}

TEST_CASE("a missing column is named with the columns that there are") {
  sqlite_master master;
  master.run("CREATE TABLE tenants (id INTEGER, database_type TEXT, databaseurl TEXT)");
  const auto r = open(master);
  REQUIRE_FALSE(r.has_value());
  CHECK(r.error().category == category::bad_config);
  CHECK_THAT(r.error().message, Catch::Contains("\"database_url\"") && Catch::Contains("\"databaseurl\""));
  CHECK_THAT(r.error().message, Catch::Contains("Did you mean \"databaseurl\"?"));

  registry_options options;
  options.columns["database_url"] = "databaseurl";
  CHECK(open(master, options).has_value());
  // Optional, but a person named it.
  options.columns["status"] = "state";
  CHECK(open(master, options).has_value());
  options.named["status"] = true;
  CHECK_THAT(open(master, options).error().message, Catch::Contains("\"state\""));

  options.columns.erase("status");
  options.named.clear();
  const auto unknown = open(master, options, {"databasetype"});
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().category == category::usage);
  CHECK_THAT(unknown.error().message, Catch::Contains("Did you mean \"database_type\"?"));
}

TEST_CASE("rows that pages would lose are refused: an id that is NULL or stands twice") {
  sqlite_master master;
  master.run("CREATE TABLE tenants (id TEXT, database_type TEXT, database_url TEXT)");
  master.run("INSERT INTO tenants VALUES ('a', 'x', 'y'), ('b', 'x', 'y'), ('b', 'x', 'y'), ('c', 'x', 'y')");
  for (const std::size_t page : {1U, 2U, 3U, 500U}) {
    INFO(page);
    registry_options options;
    options.page = page;
    auto r = open(master, options);
    REQUIRE(r.has_value());
    const auto done = r->for_each([](tenant &&) { return true; }, {});
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().category == category::bad_config);
    CHECK_THAT(done.error().message, Catch::Contains("\"b\""));
  }
  master.run("INSERT INTO tenants VALUES (NULL, 'x', 'y')");
  const auto r = open(master);
  REQUIRE_FALSE(r.has_value());
  CHECK(r.error().category == category::bad_config);
  CHECK_THAT(r.error().message, Catch::Contains("NULL"));
}

TEST_CASE("reading stops where the reader has enough") {
  sqlite_master master;
  master.run(usual);
  master.run("INSERT INTO tenants (id, database_type, database_url) VALUES (1, 'a', 'b'), (2, 'a', 'b')");
  auto r = open(master);
  REQUIRE(r.has_value());
  int seen = 0;
  REQUIRE(r->for_each([&](tenant &&) { return ++seen > 1; }, {}).has_value());
  CHECK(seen == 1);
}
