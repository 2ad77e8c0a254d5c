#include "core/base/text.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("blanks at both ends are trimmed") {
  CHECK(trim(" \t\r\n a b \v\f") == "a b");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

TEST_CASE("a split keeps empty parts and can be joined again") {
  CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(rc::check([](const std::string &text) {
    std::string joined;
    const auto parts = split(text, 'a');
    for (std::size_t i = 0; i < parts.size(); ++i) joined += (i == 0 ? "" : "a") + std::string(parts[i]);
    RC_ASSERT(joined == text);
    RC_ASSERT(parts.size() == static_cast<std::size_t>(std::count(text.begin(), text.end(), 'a')) + 1);
  }));
}

TEST_CASE("case is changed for ASCII alone") {
  CHECK(to_upper("aZ1ä") == "AZ1ä");
  CHECK(to_lower("aZ1Ä") == "az1Ä");
  CHECK(equal_ignoring_case("PostgreSQL", "POSTGRESql"));
  CHECK_FALSE(equal_ignoring_case("a", "ab"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));
}

TEST_CASE("the first byte that is no UTF-8 is found") {
  CHECK_FALSE(find_invalid_utf8("aä€𝄞"));
  CHECK_FALSE(find_invalid_utf8(std::string_view("\0", 1)));
  CHECK(find_invalid_utf8("ab\xFF") == 2U);
  CHECK(find_invalid_utf8("a\xC3") == 1U);             // cut
  CHECK(find_invalid_utf8("\xC0\x80") == 0U);          // overlong NUL
  CHECK(find_invalid_utf8("\xE0\x80\x80") == 0U);      // overlong
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0U);      // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0U);  // beyond U+10FFFF
  CHECK(find_invalid_utf8("\xF0\x8F\xBF\xBF") == 0U);  // overlong
  CHECK(find_invalid_utf8("\x80") == 0U);              // continuation alone
  CHECK_FALSE(find_invalid_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
}

namespace {

std::string encoded(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0U | code >> 6U), byte(0x80U | (code & 63U))};
  if (code < 0x10000)
    return {byte(0xE0U | code >> 12U), byte(0x80U | (code >> 6U & 63U)), byte(0x80U | (code & 63U))};
  return {byte(0xF0U | code >> 18U), byte(0x80U | (code >> 12U & 63U)), byte(0x80U | (code >> 6U & 63U)),
          byte(0x80U | (code & 63U))};
}

}  // namespace

TEST_CASE("every character of Unicode is valid UTF-8 and no part of one is") {
  CHECK(rc::check([] {
    const auto code = *rc::gen::inRange<std::uint32_t>(0, 0x110000);
    RC_PRE(code < 0xD800 || code > 0xDFFF);
    const std::string character = encoded(code);
    RC_ASSERT(!find_invalid_utf8("x" + character + "y").has_value());
    for (std::size_t cut = 1; cut < character.size(); ++cut)
      RC_ASSERT(find_invalid_utf8("x" + character.substr(0, cut)) == 1U);
  }));
}

TEST_CASE("a byte offset is told as line and column in characters") {
  const auto at = [](std::string_view text, std::size_t offset) {
    const line_column place = locate(text, offset);
    return std::pair(place.line, place.column);
  };
  CHECK(at("ab\ncd", 0) == std::pair(1U, 1U));
  CHECK(at("ab\ncd", 2) == std::pair(1U, 3U));
  CHECK(at("ab\ncd", 3) == std::pair(2U, 1U));
  CHECK(at("äö\näx", 7) == std::pair(2U, 2U));
  CHECK(at("ab", 99) == std::pair(1U, 3U));
  CHECK(at("", 0) == std::pair(1U, 1U));
}

TEST_CASE("an excerpt is one line that ends at a character") {
  CHECK(excerpt("  a\n\t b  ") == "a b");
  CHECK(excerpt("") == "");
  CHECK(excerpt("abcdef", 3) == "abc…");
  CHECK(excerpt("abc", 3) == "abc");
  CHECK(excerpt("aäb", 2) == "a…");
  CHECK(rc::check([](const std::string &text) {
    const std::string cut = excerpt(text, 10);
    RC_ASSERT(cut.find('\n') == std::string::npos);
    RC_ASSERT(cut.size() <= 10 + std::string("…").size());
  }));
}

TEST_CASE("the nearest name is found for a slip and none for another word") {
  const std::vector<std::string> names{"migrate", "status", "plan"};
  CHECK(nearest("migrte", names) == "migrate");
  CHECK(nearest("STATSU", names) == "status");
  CHECK(nearest("pla", names) == "plan");
  CHECK_FALSE(nearest("xyz", names));
  CHECK_FALSE(nearest("", names));
  CHECK_FALSE(nearest("plan", {}));
  CHECK(did_you_mean("migrat", names) == " Did you mean \"migrate\"?");
  CHECK(did_you_mean("quux", names).empty());
}

TEST_CASE("a name with one letter dropped is found again") {
  CHECK(rc::check([] {
    const auto word = *rc::gen::container<std::string>(8, rc::gen::inRange('a', 'z'));
    std::string slip = word;
    slip.erase(*rc::gen::inRange<std::size_t>(0, word.size()), 1);
    RC_ASSERT(nearest(slip, {"0123456789", word}) == word);
  }));
}
