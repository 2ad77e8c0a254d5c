// UTF-8, as tenantry speaks it, and UTF-16, as ODBC's wide functions take it.
#pragma once
#include <string>
#include <string_view>

namespace tenantry::odbc {

[[nodiscard]] bool is_utf8(std::string_view text);

// Throws TNT_BAD_ARGUMENT with the byte where `what` ("the statement") stops being UTF-8.
[[nodiscard]] std::u16string to_utf16(std::string_view utf8, std::string_view what);

// Halves of pairs that stand alone become U+FFFD.
[[nodiscard]] std::string to_utf8(std::u16string_view utf16);

}  // namespace tenantry::odbc
