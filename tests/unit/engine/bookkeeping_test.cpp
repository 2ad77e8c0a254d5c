// Rows of the history table as events, and the errors by which a missing or an existing table is known.
#include "core/engine/bookkeeping.hpp"

#include <catch2/catch.hpp>

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
