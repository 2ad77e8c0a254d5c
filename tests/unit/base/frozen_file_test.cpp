#include "core/base/frozen_file.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "core/base/scratch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry;
namespace fs = std::filesystem;

namespace {

std::string lines(std::size_t bytes) {
  std::string text;
  for (std::size_t n = 0; text.size() < bytes; ++n)
    text += "INSERT INTO t VALUES (" + std::to_string(n) + ");\n";
  return text;
}

// TMPDIR for one test.
class scratch_folder_is {
 public:
  explicit scratch_folder_is(const std::string &path) {
    if (const char *before = std::getenv("TMPDIR")) before_ = before;
    setenv("TMPDIR", path.c_str(), 1);
  }
  ~scratch_folder_is() { before_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", before_.c_str(), 1); }
  scratch_folder_is(const scratch_folder_is &) = delete;
  scratch_folder_is &operator=(const scratch_folder_is &) = delete;

 private:
  std::string before_;
};

}  // namespace

TEST_CASE("a file keeps the bytes that it had when it was read, small or large") {
  const testing::temporary_folder folder;
  const std::size_t bytes = GENERATE(std::size_t{0}, std::size_t{10}, std::size_t{3} << 20U);
  const std::string text = bytes == 0 ? "" : lines(bytes);
  const fs::path file = folder.write("f", text);
  const auto frozen = frozen_file::read(file).value();
  CHECK(frozen->mapped() == (bytes >= least_scratch));
  REQUIRE(frozen->bytes() == text);
  SECTION("it is truncated") {
    fs::resize_file(file, 0);
  }
  SECTION("it is written over") {
    std::fstream(file) << std::string(text.size(), 'x');
  }
  SECTION("it is removed") {
    fs::remove(file);
  }
  CHECK(frozen->bytes() == text);
}

TEST_CASE("the copy of a large file has no name, and none is needed where none can be made") {
  const testing::temporary_folder folder, temporary;
  const std::string text = lines(2U << 20U);
  const fs::path file = folder.write("f", text);
  {
    const scratch_folder_is here(temporary.path().string());
    const auto frozen = frozen_file::read(file).value();
    CHECK(frozen->mapped());
    CHECK(fs::is_empty(temporary.path()));
  }
  const scratch_folder_is nowhere((folder.path() / "none").string());
  CHECK(frozen_file::read(file).value()->bytes() == text);
}

TEST_CASE("a file that cannot be read is named with the reason when it is frozen") {
  const testing::temporary_folder folder;
  const auto missing = frozen_file::read(folder.path() / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().where.file == (folder.path() / "none").string());
  CHECK_FALSE(frozen_file::read(folder.path()));
}

TEST_CASE("a long list holds what was put into it, whatever its length") {
  long_list<std::string> list;
  const std::size_t many = 3 * least_scratch / sizeof(std::string);
  for (std::size_t n = 0; n < many; ++n) list.push_back("statement number " + std::to_string(n));
  const long_list<std::string> copied = list;
  list.erase(list.begin() + 1, list.end());
  list.shrink_to_fit();
  REQUIRE(copied.size() == many);
  for (std::size_t n = 0; n < many; n += 1000) REQUIRE(copied[n] == "statement number " + std::to_string(n));
  CHECK(list.front() == copied.front());
}
