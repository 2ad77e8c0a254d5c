// Rows of the history table as events, and the errors by which a missing or an existing table is known.
#include "core/engine/bookkeeping.hpp"

#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/script.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/adapter/fake_adapter.hpp"

using namespace tenantry;

namespace {

rows one_row(row r) {
  rows all;
  all.data.push_back(std::move(r));
  return all;
}

row good_row() {
  return {std::int64_t{1},          std::string("done"), std::string("0000_a"), std::string("v1:sha256:00"),
          std::int64_t{5},          std::string("-"),    std::int64_t{2},       std::int64_t{2},
          std::string("ab"),        std::string("me"),   std::string("-"),      std::monostate{},
          std::string("2026-11-23")};
}

}  // namespace

TEST_CASE("a row of the history becomes an event, and a dash stands for nothing") {
  const auto events = bookkeeping::to_events(one_row(good_row()));
  REQUIRE(events);
  const history_event &e = events->at(0);
  CHECK(e.seq == 1);
  CHECK(e.kind == event_kind::done);
  CHECK(e.tag == "0000_a");
  CHECK(e.drizzle_hash.empty());
  CHECK(e.message.empty());
  CHECK(e.run.empty());
}

TEST_CASE("a row that nobody can have written is refused instead of guessed at") {
  row broken = good_row();
  SECTION("an unknown event") {
    broken[1] = std::string("exploded");
  }
  SECTION("seq is NULL") {
    broken[0] = std::monostate{};
  }
  SECTION("a negative step") {
    broken[6] = std::int64_t{-4};
  }
  SECTION("a column is missing") {
    broken.pop_back();
  }
  const auto events = bookkeeping::to_events(one_row(broken));
  REQUIRE_FALSE(events);
  CHECK(events.error().category == category::history);
}

TEST_CASE("missing and existing tables are known by SQLSTATE, by nothing in the message") {
  error e = make_error(category::sql, "relation does not exist");
  CHECK_FALSE(is_missing_table(e));
  e.sqlstate = "42P01";
  CHECK(is_missing_table(e));
  e.sqlstate = "42S02";
  CHECK(is_missing_table(e));
  CHECK_FALSE(already_exists(e));
  e.sqlstate = "42P07";
  CHECK(already_exists(e));
}

TEST_CASE("every name in the statements of the history is quoted, for at is a reserved word of SQL-92") {
  tnt_ext_script script{};
  script.struct_size = sizeof script;
  script.quote = [](tnt_text name, const tnt_text_sink *sink, tnt_error *) {
    return sink->write(sink->data, testing::text("<" + testing::text(name) + ">"));
  };
  tnt_ext_dialect dialect{};
  dialect.struct_size = sizeof dialect;
  dialect.describe = [](tnt_text, const tnt_text_sink *sink, tnt_error *) {
    return sink->write(sink->data,
                       testing::text(R"({"format":"tenantry.dialect/1","dialect":"fake","schemas":true})"));
  };
  testing::fake_adapter fake;
  fake.extensions[TNT_EXT_SCRIPT] = &script;
  fake.extensions[TNT_EXT_DIALECT] = &dialect;
  engine_options options;
  const auto made = bookkeeping::make(fake.loaded(), options);
  REQUIRE(made.has_value());
  CHECK(made->select_sql() ==
        "SELECT <seq>, <event>, <tag>, <checksum>, <stamp>, <drizzle_hash>, <step>, <steps>, <prefix_hash>, "
        "<actor>, "
        "<run>, <message>, <at> FROM <tenantry>.<history> WHERE <track> = ? ORDER BY <seq>");
  CHECK_THAT(made->insert_sql(),
             Catch::StartsWith("INSERT INTO <tenantry>.<history> (<track>, <seq>, <event>, "));
  const auto places = [](const std::string &sql) { return std::count(sql.begin(), sql.end(), '?'); };
  CHECK(places(made->insert_sql()) == 14);
  CHECK(made->insert_parameters({}).size() == 14);
  CHECK_THAT(made->insert_two_sql(), Catch::StartsWith(made->insert_sql() + ", (?"));
  CHECK(places(made->insert_two_sql()) == 28);
}
