#include "core/adapter/trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/base/digest.hpp"
#include "core/base/file.hpp"
#include "tests/unit/adapter/installed_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

std::string hash_of(const fs::path &file) {
  return sha256_hex(read_file(file).value());
}

void list(const temporary_folder &root, const installed_adapter &fixture) {
  REQUIRE(append_to_lock(root.path() / "adapters.lock", hash_of(fixture.library), "org.example.fixture",
                         fs::canonical(fixture.library)));
}

bool loads(const temporary_folder &root, trust_level trust) {
  catalog adapters(searching(root, trust));
  const auto found = adapters.for_database_type("FIXTURE");
  if (!found) UNSCOPED_INFO(to_string(found.error()));
  return found.has_value();
}

// Changes the library without breaking it: bytes behind the last section mean nothing.
void append_a_byte(const fs::path &library) {
  const std::string text = read_file(library).value();
  fs::remove(library);  // it may be mapped: a new file takes its name
  write_text(library, text + "x");
}

}  // namespace

TEST_CASE("trust manifest refuses a library whose hash is not its manifest's") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  CHECK(loads(root, trust_level::manifest));
  append_a_byte(fixture.library);
  const error e = refusal_of(root);
  CHECK_THAT(e.message,
             Contains("does not have the SHA-256 of its manifest") && Contains(hash_of(fixture.library)));
  CHECK(loads(root, trust_level::any));
}

TEST_CASE("trust manifest refuses what everybody can write and bears a sticky directory") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  SECTION("the library") {
    fs::permissions(fixture.library, fs::perms(0777));
    const error e = refusal_of(root);
    CHECK_THAT(e.message, Contains("libfixture.so\" can be written by everybody (mode 0777)"));
    CHECK_THAT(e.next, Contains("chmod o-w"));
  }
  SECTION("the manifest") {
    fs::permissions(fixture.folder / "adapter.json", fs::perms(0666));
    CHECK_THAT(refusal_of(root).message, Contains("adapter.json\" can be written by everybody"));
  }
  SECTION("the folder") {
    fs::permissions(fixture.folder, fs::perms(0777));
    CHECK_THAT(refusal_of(root).message, Contains("fixture\" can be written by everybody (mode 0777)"));
  }
  SECTION("a sticky folder is borne") {
    REQUIRE(::chmod(fixture.folder.c_str(), 01777) == 0);
    CHECK(loads(root, trust_level::manifest));
  }
  SECTION("a group may write") {
    fs::permissions(fixture.library, fs::perms(0775));
    CHECK(loads(root, trust_level::manifest));
  }
}

TEST_CASE("trust listed loads what stands in the lock with this hash and path") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  SECTION("no list") {
    const error e = refusal_of(root, trust_level::listed);
    CHECK_THAT(e.message, Contains("no list of trusted adapters"));
    CHECK_THAT(e.next, Contains("tenantry adapter trust '" + fs::canonical(fixture.folder).string() + "'"));
  }
  SECTION("listed") {
    list(root, fixture);
    CHECK(loads(root, trust_level::listed));
  }
  SECTION("changed after it was listed") {
    list(root, fixture);
    append_a_byte(fixture.library);
    CHECK_THAT(refusal_of(root, trust_level::listed).message,
               Contains("is listed with another SHA-256: the file has changed"));
  }
  SECTION("listed under another path") {
    REQUIRE(append_to_lock(root.path() / "adapters.lock", hash_of(fixture.library), "org.example.fixture",
                           "/elsewhere/libfixture.so"));
    CHECK_THAT(refusal_of(root, trust_level::listed).message, Contains("is not listed"));
  }
  SECTION("a comment is no entry") {
    write_text(root.path() / "adapters.lock", "# " + hash_of(fixture.library) + "  org.example.fixture  " +
                                                  fs::canonical(fixture.library).string() + "\n");
    CHECK_THAT(refusal_of(root, trust_level::listed).message, Contains("is not listed"));
  }
  SECTION("the group may write the library") {
    list(root, fixture);
    fs::permissions(fixture.library, fs::perms(0775));
    CHECK_THAT(refusal_of(root, trust_level::listed).message,
               Contains("can be written by others than its owner (mode 0775)"));
  }
  SECTION("the group may write a directory above") {
    list(root, fixture);
    fs::permissions(root.path(), fs::perms(0770));
    CHECK_THAT(refusal_of(root, trust_level::listed).message,
               Contains("can be written by others than its owner"));
  }
  SECTION("everybody may write the list") {
    list(root, fixture);
    fs::permissions(root.path() / "adapters.lock", fs::perms(0666));
    CHECK_THAT(refusal_of(root, trust_level::listed).message,
               Contains("adapters.lock\" can be written by others"));
  }
}

TEST_CASE("trust listed refuses a library that belongs to a third user") {
  if (::geteuid() != 0) {
    WARN("tenantry: skipped: only root can give a file to another user; run the tests as root");
    return;
  }
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  list(root, fixture);
  REQUIRE(::chown(fixture.library.c_str(), 65534, 65534) == 0);
  CHECK_THAT(refusal_of(root, trust_level::listed).message, Contains("belongs to user 65534"));
}

TEST_CASE("a symbolic link is judged by what it points to") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  const fs::path open_to_all = root.path() / "open";
  fs::create_directory(open_to_all);
  fs::rename(fixture.library, open_to_all / "real.so");
  fs::create_symlink(open_to_all / "real.so", fixture.library);
  CHECK(loads(root, trust_level::manifest));
  fs::permissions(open_to_all, fs::perms(0777));
  CHECK_THAT(refusal_of(root).message, Contains("open\" can be written by everybody"));
}

TEST_CASE("the lock keeps foreign lines and replaces those of the same file") {
  const temporary_folder root;
  const fs::path lock = root.path() / "adapters.lock";
  REQUIRE(append_to_lock(lock, "aa", "org.a.b", "/x/a b.so"));
  write_text(lock, "# by hand\n\n" + read_text(lock));
  REQUIRE(append_to_lock(lock, "bb", "org.c.d", "/y.so"));
  REQUIRE(append_to_lock(lock, "cc", "org.a.b", "/x/a b.so"));
  CHECK(read_text(lock) == "# by hand\n\nbb  org.c.d  /y.so\ncc  org.a.b  /x/a b.so\n");
  CHECK_FALSE(append_to_lock(lock, "dd", "org.a.b", "/x/\n.so"));
}
