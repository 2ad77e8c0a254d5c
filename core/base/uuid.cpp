#include "core/base/uuid.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>

namespace tenantry {

std::string random_uuid() {
  std::random_device source;
  std::uniform_int_distribution<std::uint32_t> word;
  const std::uint32_t a = word(source), b = word(source), c = word(source), d = word(source);
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16U, b & 0xFFFU,
                     0x8000U | ((c >> 16U) & 0x3FFFU), c & 0xFFFFU, d);
}

}  // namespace tenantry
