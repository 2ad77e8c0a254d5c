#include "core/base/error.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/base/result.hpp"

using namespace tenantry;

namespace {

result<int> half(int n) {
  if (n % 2 != 0) return fail(category::bad_argument, "odd", "give an even number");
  return n / 2;
}
result<int> quarter(int n) {
  TENANTRY_TRY(const int once, half(n));
  TENANTRY_TRY(const int twice, half(once));
  return twice;
}
status even(int n) {
  TENANTRY_TRY_VOID(half(n));
  return {};
}

}  // namespace

TEST_CASE("an error is shown with place, message, way, details and next step in this order") {
  error e = make_error(category::sql, "relation \"x\" does not exist", "create it");
  e.where = {"0001_a.sql", 3, 7};
  e.sqlstate = "42P01";
  e.details = {{"hint", "look"}};
  e = while_doing(while_doing(std::move(e), "applying 0001_a"), "migrating tenant \"t\"");
  CHECK(to_string(e) ==
        "0001_a.sql:3:7: relation \"x\" does not exist (SQLSTATE 42P01)\n  while applying 0001_a\n"
        "  while migrating tenant \"t\"\n  hint: look\n  next: create it");
}

TEST_CASE("an error without place or next step shows its message alone") {
  CHECK(to_string(make_error(category::usage, "no")) == "no");
  error e = make_error(category::usage, "no");
  e.where.file = "f";
  CHECK(to_string(e) == "f: no");
}

TEST_CASE("an error that the program makes took no effect and needs no second try") {
  const error e = make_error(category::usage, "no");
  CHECK(e.effect == effect::none);
  CHECK(e.retry == tenantry::retry::never);
  CHECK(error().effect == effect::unknown);
}

TEST_CASE("every category has a name of its own") {
  std::set<std::string_view> names;
  int count = 0;
  for (const int value : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 100, 101, 102}) {
    names.insert(to_string(static_cast<category>(value)));
    ++count;
  }
  CHECK(names.size() == static_cast<std::size_t>(count));
  CHECK(to_string(category::connection_lost) == "connection_lost");
  CHECK(to_string(effect::applied) == "applied");
  CHECK(to_string(effect::unknown) == "unknown");
}

TEST_CASE("the first error ends a chain of results") {
  CHECK(quarter(8).value() == 2);
  CHECK(quarter(6).error().message == "odd");
  CHECK(even(2));
  CHECK(even(1).error().next == "give an even number");
}
