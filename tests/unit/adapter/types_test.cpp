#include "core/adapter/types.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("a cell is read as a number where it is one") {
  CHECK(as_int64(cell(std::int64_t{7})) == 7);
  CHECK(as_int64(cell(true)) == 1);
  CHECK(as_int64(cell(std::string("-9223372036854775808"))) == std::numeric_limits<std::int64_t>::min());
  CHECK(as_int64(cell(std::string("+5"))) == 5);
  for (const char *text : {"", "1x", " 1", "1.0", "9223372036854775808", "+-1", "+"}) {
    INFO(text);
    CHECK_FALSE(as_int64(cell(std::string(text))));
  }
  CHECK_FALSE(as_int64(cell()));
  CHECK_FALSE(as_int64(cell(1.0)));
  CHECK_FALSE(as_int64(cell(bytes{"1"})));
}

TEST_CASE("a cell is read as text where it has one") {
  CHECK(as_text(cell(std::int64_t{-3})) == "-3");
  CHECK(as_text(cell(0.5)) == "0.5");
  CHECK(as_text(cell(false)) == "false");
  CHECK(as_text(cell(std::string(""))) == "");
  CHECK_FALSE(as_text(cell()));
  CHECK_FALSE(as_text(cell(bytes{"x"})));
}

TEST_CASE("a cell is read as a truth value in every form that servers use") {
  for (const cell &yes :
       {cell(true), cell(std::int64_t{1}), cell(std::string("T")), cell(std::string("true"))})
    CHECK(as_bool(yes) == true);
  for (const cell &no : {cell(false), cell(std::int64_t{0}), cell(std::string("f")), cell(std::string("0"))})
    CHECK(as_bool(no) == false);
  CHECK_FALSE(as_bool(cell(std::int64_t{2})));
  CHECK_FALSE(as_bool(cell(std::string("yes please"))));
  CHECK_FALSE(as_bool(cell()));
}

TEST_CASE("every whole number survives the way through text") {
  CHECK(rc::check([](std::int64_t n) { RC_ASSERT(as_int64(cell(as_text(cell(n)).value())) == n); }));
}

TEST_CASE("a blocker is told with what is known of it") {
  CHECK(to_string(blocker{"4711", "u", "", "active", "3", "SELECT 1"}) ==
        "session 4711 (u) active for 3 s: SELECT 1");
  CHECK(to_string(blocker{"4711", "", "", "", "", ""}) == "session 4711");
}
