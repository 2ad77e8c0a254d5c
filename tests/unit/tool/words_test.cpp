#include "tools/tenantry/words.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("durations are told in the unit that fits") {
  CHECK(human_duration(41) == "41 ms");
  CHECK(human_duration(2345) == "2.3 s");
  CHECK(human_duration(185'000) == "3 min 05 s");
  CHECK(human_duration(4'320'000) == "1 h 12 min");
}

TEST_CASE("numbers have thousands and nouns their plural") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(12345678) == "12,345,678");
  CHECK(counted(1, "tenant") == "1 tenant");
  CHECK(counted(2, "tenant") == "2 tenants");
}

TEST_CASE("a word that a shell would read is quoted") {
  CHECK(shell_word("north-sea") == "north-sea");
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("$HOME") == "'$HOME'");
}

TEST_CASE("control characters of a server do not reach the terminal") {
  CHECK(printable("a\x1b[31mb\nc\td\x7f") == "a?[31mb\nc\td?");
}

TEST_CASE("a palette that is off changes nothing") {
  CHECK(palette{false}.red("x") == "x");
  CHECK(palette{true}.red("x") == "\x1b[31mx\x1b[0m");
}

TEST_CASE("a long list of names says how many more there are") {
  CHECK(first_of({"a", "b"}, 2) == "a, b");
  CHECK(first_of({"a", "b"}, 1002) == "a, b and 1,000 more");
}
