#include "core/base/digest.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

namespace tenantry {
namespace {

using sha256_bytes = std::array<unsigned char, 32>;

struct free_context {
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};

class sha256 {
 public:
  sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm(), nullptr) != 1) throw std::bad_alloc();
  }
  void add(const void *data, std::size_t size) {
    if (EVP_DigestUpdate(context_.get(), data, size) != 1) throw std::bad_alloc();
  }
  sha256_bytes finish() {
    sha256_bytes bytes{};
    if (EVP_DigestFinal_ex(context_.get(), bytes.data(), nullptr) != 1) throw std::bad_alloc();
    return bytes;
  }

 private:
  // Fetched once: EVP_sha256() alone makes each Init look the implementation up again.
  static const EVP_MD *algorithm() {
    static const EVP_MD *const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched != nullptr ? fetched : EVP_sha256();
  }
  std::unique_ptr<EVP_MD_CTX, free_context> context_;
};

std::string to_hex(const sha256_bytes &bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    hex.push_back(digits[byte >> 4U]);
    hex.push_back(digits[byte & 15U]);
  }
  return hex;
}

sha256_bytes digest_of(std::string_view bytes) {
  sha256 digest;
  digest.add(bytes.data(), bytes.size());
  return digest.finish();
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  return to_hex(digest_of(bytes));
}

result<std::string> sha256_hex_of_descriptor(int fd) {
  sha256 digest;
  std::vector<char> block(1U << 16U);
  for (;;) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got == 0) return to_hex(digest.finish());
    if (got > 0) {
      digest.add(block.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return fail(category::bad_config, std::string("cannot read the file: ") + std::strerror(errno));
    }
  }
}

std::uint64_t sha256_prefix(std::string_view bytes) {
  const sha256_bytes digest = digest_of(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | digest[i];
  return value;
}

}  // namespace tenantry
