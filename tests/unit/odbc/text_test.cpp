#include "plugins/odbc/common/text.hpp"

#include <tenantry/sdk/error.hpp>

#include <catch2/catch.hpp>

using namespace tenantry::odbc;

TEST_CASE("text passes through UTF-16 and back, one to four bytes for each character") {
  const std::string text("a\0ß€漢😀𝄞\x7f", 19);
  CHECK(to_utf16("😀", "x") == u"\xD83D\xDE00");
  CHECK(to_utf8(to_utf16(text, "x")) == text);
  CHECK(is_utf8(text));
  CHECK(is_utf8(""));
}

TEST_CASE("what is not UTF-8 is refused with its place") {
  // Cut, too long, a half of a pair, beyond the last plane, a byte that begins nothing.
  for (const char *bad : {"ab\xc3", "ab\xc0\xaf", "ab\xed\xa0\x80", "ab\xf4\x90\x80\x80", "ab\xff",
                          "ab\xe2\x82z", "ab\xe0\x80\xaf", "ab\xf0\x80\x80\xaf"}) {
    CHECK_FALSE(is_utf8(bad));
    try {
      (void)to_utf16(bad, "the statement");
      FAIL("it was taken");
    } catch (const tenantry::sdk::failure &why) {
      CHECK(why.status() == TNT_BAD_ARGUMENT);
      CHECK(why.offset() == 3);
      CHECK(why.message() == "the statement is not UTF-8 at byte 3");
    }
  }
}

TEST_CASE("half of a pair from a driver becomes a replacement character") {
  CHECK(to_utf8(u"a\xD83D") == "a\xef\xbf\xbd");
  CHECK(to_utf8(u"\xDE00z") == "\xef\xbf\xbdz");
}
