#pragma once
// SHA-256 by OpenSSL.  Hex is lower case.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

std::string sha256_hex(std::string_view bytes);

// SHA-256 of what a file descriptor gives from its current place to its end.
result<std::string> sha256_hex_of_descriptor(int fd);

// First 8 bytes of the SHA-256, big endian: a compact key for sets.
std::uint64_t sha256_prefix(std::string_view bytes);

}  // namespace tenantry
