#include "core/base/digest.hpp"

#include <fcntl.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace tenantry;

TEST_CASE("SHA-256 gives the values of FIPS 180 in lower-case hexadecimal") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_prefix("abc") == 0xba7816bf8f01cfeaULL);
}

TEST_CASE("what is added in parts has the digest of the whole") {
  sha256 digest;
  digest.add("a");
  digest.add("");
  digest.add("bc");
  CHECK(digest.finish().hex() == sha256_hex("abc"));
}

TEST_CASE("a descriptor has the digest of what it gives from its place on") {
  const testing::temporary_folder folder;
  const std::string text(200'000, 'x');
  const auto file = folder.write("f", text);
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(fd >= 0);
  CHECK(sha256_hex_of_descriptor(fd).value() == sha256_hex(text));
  CHECK(sha256_hex_of_descriptor(fd).value() == sha256_hex(""));
  ::lseek(fd, 199'999, SEEK_SET);
  CHECK(sha256_hex_of_descriptor(fd).value() == sha256_hex("x"));
  ::close(fd);
  CHECK_FALSE(sha256_hex_of_descriptor(fd));
}

TEST_CASE("the prefix is the first half of the first half of the digest") {
  CHECK(rc::check([](const std::string &text) {
    RC_ASSERT(sha256_prefix(text) == std::stoull(sha256_hex(text).substr(0, 16), nullptr, 16));
  }));
}
