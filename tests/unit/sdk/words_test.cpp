#include <tenantry/sdk/words.hpp>

#include <catch2/catch.hpp>

namespace {

using tenantry::sdk::words_of;
using words = std::vector<std::string>;

TEST_CASE("words of a text, whatever blanks stand between and around them") {
  CHECK(words_of("add all alter") == words{"add", "all", "alter"});
  CHECK(words_of("  add   all ") == words{"add", "all"});
  CHECK(words_of("add") == words{"add"});
  CHECK(words_of("").empty());
  CHECK(words_of("  ").empty());
}

}  // namespace
