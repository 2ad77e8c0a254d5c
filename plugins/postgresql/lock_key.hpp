// One key for a lock's name, whether a session or a transaction takes it: the two exclude each other.
#pragma once

#include <cstdint>
#include <string_view>

namespace tenantry::postgresql {

// FNV-1a, 64 bits, over "tenantry", a NUL and the name.  It never changes: runners of different versions must
// meet at the same key.
[[nodiscard]] constexpr std::int64_t lock_key(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&hash](char c) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  };
  for (const char c : std::string_view("tenantry")) mix(c);
  mix('\0');
  for (const char c : name) mix(c);
  return static_cast<std::int64_t>(hash);
}

}  // namespace tenantry::postgresql
