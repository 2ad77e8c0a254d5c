#include "plugins/sqlite/errors.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("a missing table is told as one where the schema changed twice while the statement began") {
  sqlite3 *db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "select * from nowhere", nullptr, nullptr, nullptr) == SQLITE_ERROR);
  const sdk::call call(nullptr);
  try {
    // sqlite3_prepare answers SQLITE_SCHEMA with these words then.
    sqlite::throw_failure(db, SQLITE_SCHEMA, {call, "a.db"});
  } catch (const sdk::failure &why) {
    CHECK(why.sqlstate() == "42P01");
    CHECK(why.message().find("no such table: nowhere") != std::string::npos);
    CHECK(why.effect() == sdk::effect::none);
  }
  sqlite3_close(db);
}
