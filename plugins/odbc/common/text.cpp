#include "text.hpp"

#include <tenantry/sdk/error.hpp>

#include <cstdint>

namespace tenantry::odbc {
namespace {

constexpr char32_t invalid = 0xFFFFFFFF;

// How many bytes a character has whose first byte is this one; 0: no first byte.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

// The character at `at`, which moves behind it; `invalid` where there is none.
char32_t take(std::string_view text, std::size_t &at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_of(byte(at));
  if (length == 1) return byte(at++);
  if (length == 0 || text.size() - at < length) return invalid;
  char32_t code = byte(at) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return invalid;
    code = (code << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (too_long || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return invalid;
  at += length;
  return code;
}

void append_utf8(std::string &out, char32_t code) {
  const auto put = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

bool is_high(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (take(text, at) == invalid) return false;
  return true;
}

std::u16string to_utf16(std::string_view utf8, std::string_view what) {
  std::u16string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = take(utf8, at);
    if (code == invalid)
      throw sdk::failure(TNT_BAD_ARGUMENT,
                         std::string(what) + " is not UTF-8 at byte " + std::to_string(at + 1))
          .offset(at + 1);
    if (code < 0x10000) {
      out += static_cast<char16_t>(code);
    } else {
      out += static_cast<char16_t>(0xD800U + ((code - 0x10000U) >> 10U));
      out += static_cast<char16_t>(0xDC00U + ((code - 0x10000U) & 0x3FFU));
    }
  }
  return out;
}

std::string to_utf8(std::u16string_view utf16) {
  std::string out;
  out.reserve(utf16.size());
  for (std::size_t at = 0; at < utf16.size(); ++at) {
    const char16_t unit = utf16[at];
    if (is_high(unit) && at + 1 < utf16.size() && is_low(utf16[at + 1])) {
      const char32_t high = unit - 0xD800U, low = utf16[++at] - 0xDC00U;
      append_utf8(out, 0x10000U + (high << 10U) + low);
    } else {
      append_utf8(out, is_high(unit) || is_low(unit) ? char32_t{0xFFFD} : char32_t{unit});
    }
  }
  return out;
}

}  // namespace tenantry::odbc
