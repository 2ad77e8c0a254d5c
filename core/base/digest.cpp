#include "core/base/digest.hpp"

#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

namespace tenantry {
namespace {

struct free_context {
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: EVP_sha256() alone makes each Init look the implementation up again.
const EVP_MD *algorithm() {
  static const EVP_MD *const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

sha256_sum digest_of(std::string_view bytes) {
  sha256 digest;
  digest.add(bytes);
  return digest.finish();
}

}  // namespace

struct sha256::state {
  std::unique_ptr<EVP_MD_CTX, free_context> context{EVP_MD_CTX_new()};
};

sha256::sha256() : state_(std::make_unique<state>()) {
  if (!state_->context || EVP_DigestInit_ex(state_->context.get(), algorithm(), nullptr) != 1)
    throw std::bad_alloc();
}
sha256::~sha256() = default;

void sha256::add(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc();
}

sha256_sum sha256::finish() {
  sha256_sum sum;
  if (EVP_DigestFinal_ex(state_->context.get(), sum.bytes.data(), nullptr) != 1) throw std::bad_alloc();
  return sum;
}

std::string sha256_sum::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    hex.push_back(digits[byte >> 4U]);
    hex.push_back(digits[byte & 15U]);
  }
  return hex;
}

std::string sha256_hex(std::string_view bytes) {
  return digest_of(bytes).hex();
}

result<std::string> sha256_hex_of_descriptor(int fd) {
  sha256 digest;
  std::vector<char> block(1U << 16U);
  for (;;) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got == 0) return digest.finish().hex();
    if (got > 0) {
      digest.add({block.data(), static_cast<std::size_t>(got)});
    } else if (errno != EINTR) {
      return fail(category::bad_config, std::string("cannot read the file: ") + std::strerror(errno));
    }
  }
}

std::uint64_t sha256_prefix(std::string_view bytes) {
  const sha256_sum digest = digest_of(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | digest.bytes[i];
  return value;
}

}  // namespace tenantry
