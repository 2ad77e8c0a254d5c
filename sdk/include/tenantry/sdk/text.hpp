/// @file
/// The contract's counted text and C++'s, and cutting UTF-8 without splitting a character.  Part of
/// adapter.hpp.
#pragma once
#include <tenantry/sdk/adapter.h>

#include <cstddef>
#include <string_view>

namespace tenantry::sdk {

/// Borrows the same bytes.
inline std::string_view view(tnt_text text) noexcept {
  return text.data == nullptr ? std::string_view{} : std::string_view{text.data, text.size};
}

/// Borrows the same bytes.
inline tnt_text text(std::string_view view) noexcept {
  return {view.data(), view.size()};
}

/// The longest beginning of at most `limit` bytes that does not end inside a character.  Bytes that are no
/// UTF-8 at all are cut at the limit.
inline std::string_view cut_utf8(std::string_view whole, std::size_t limit) noexcept {
  if (whole.size() <= limit) return whole;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(whole[at]) & 0xC0u) == 0x80u;
  };
  std::size_t end = limit;
  for (int back = 0; back < 3 && end > 0 && continues(end); ++back) --end;
  if (continues(end)) end = limit;
  return whole.substr(0, end);
}

}  // namespace tenantry::sdk
