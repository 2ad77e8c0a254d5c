#include "core/base/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace tenantry;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

TEST_CASE("a file is read whole with every byte") {
  const testing::temporary_folder folder;
  const std::string text = std::string("a\0\r\n\xFF", 5) + std::string(100'000, 'z');
  CHECK(read_file(folder.write("f", text)).value() == text);
  CHECK(read_file(folder.write("empty", "")).value().empty());
}

TEST_CASE("a file that cannot be read is named with the reason") {
  const testing::temporary_folder folder;
  const error missing = read_file(folder.path() / "none").error();
  CHECK(missing.where.file == (folder.path() / "none").string());
  CHECK_THAT(missing.message, Contains("cannot open \"") && Contains("No such file"));
  CHECK_THAT(read_file(folder.path()).error().message, Contains("cannot read") && Contains("directory"));
}

TEST_CASE("a file is replaced whole and nothing is left beside it") {
  const testing::temporary_folder folder;
  const fs::path file = folder.path() / "f";
  REQUIRE(write_file_atomically(file, "old"));
  REQUIRE(write_file_atomically(file, "new text"));
  CHECK(read_file(file).value() == "new text");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
  struct stat facts {};
  REQUIRE(::stat(file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0644);
}

TEST_CASE("a file that cannot be replaced stays as it was and nothing is left beside it") {
  const testing::temporary_folder folder;
  const fs::path taken = folder.path() / "taken";
  fs::create_directory(taken);
  CHECK_THAT(write_file_atomically(taken, "x").error().message, Contains("cannot replace"));
  CHECK(fs::is_directory(taken));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
  CHECK_FALSE(write_file_atomically(folder.path() / "no" / "f", "x"));
}
