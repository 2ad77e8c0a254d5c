#pragma once
// SHA-256 by OpenSSL.  Hex is lower case.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

struct sha256_sum {
  std::array<unsigned char, 32> bytes{};
  [[nodiscard]] std::string hex() const;
  friend bool operator==(const sha256_sum &a, const sha256_sum &b) { return a.bytes == b.bytes; }
};

// Of what is added piece by piece.
class sha256 {
 public:
  sha256();
  ~sha256();
  sha256(const sha256 &) = delete;
  sha256 &operator=(const sha256 &) = delete;
  void add(std::string_view bytes);
  sha256_sum finish();  // once

 private:
  struct state;
  std::unique_ptr<state> state_;
};

std::string sha256_hex(std::string_view bytes);

// SHA-256 of what a file descriptor gives from its current place to its end.
result<std::string> sha256_hex_of_descriptor(int fd);

// First 8 bytes of the SHA-256, big endian: a compact key for sets.
std::uint64_t sha256_prefix(std::string_view bytes);

}  // namespace tenantry
