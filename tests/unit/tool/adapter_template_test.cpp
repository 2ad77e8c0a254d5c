#include "tools/tenantry/adapter_template.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace tenantry;
using namespace tenantry::testing;
namespace fs = std::filesystem;

TEST_CASE("an adapter's name is lower-case words joined by _, and an id is made of it") {
  for (const char *good : {"foo", "acme_db", "db2", "a"}) {
    const auto names = name_adapter(good, "");
    REQUIRE(names.has_value());
    CHECK(names->name == good);
    CHECK(names->id == "org.example." + std::string(good));
  }
  CHECK(name_adapter("foo", "com.acme-labs.foo_db")->id == "com.acme-labs.foo_db");
}

TEST_CASE("a name that cannot be an identifier, a file or a CMake target is refused with what it may be") {
  for (const char *bad : {"", "Foo", "2foo", "foo-bar", "_foo", "foo_", "foo__bar", "foo/bar", "..", "föö",
                          "foo bar", "a234567890123456789012345678901234567890x"}) {
    INFO(bad);
    const auto names = name_adapter(bad, "");
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().category == category::usage);
    CHECK_THAT(names.error().next, Catch::Contains("lower-case letters"));
  }
  for (const char *taken : {"all", "test", "install", "clean"})
    CHECK_THAT(name_adapter(taken, "").error().message, Catch::Contains("target of CMake's own"));
}

TEST_CASE("an id that the manifest would refuse is refused before anything is written") {
  for (const char *bad :
       {"foo", "Org.example.foo", "org..foo", "org.example.", "org.exa mple.foo", "org/example.foo"}) {
    INFO(bad);
    const auto names = name_adapter("foo", bad);
    REQUIRE_FALSE(names.has_value());
    CHECK_THAT(names.error().next, Catch::Contains("org.example.foo"));
  }
}

TEST_CASE("the names stand in the text and in the paths, and a mark inside a given name is left alone") {
  const temporary_folder root;
  root.write("template/.github/build.yml", "myadapter");
  root.write("template/myadapter.cpp", "org.example.myadapter MYADAPTER myadapter_facts myscheme:x");
  const auto files = read_adapter_template(root.path() / "template", {"acme_db", "com.myadapter.acme"});
  REQUIRE(files.has_value());
  REQUIRE(files->size() == 2);
  CHECK(files->at(0).path == ".github/build.yml");
  CHECK(files->at(0).text == "acme_db");
  CHECK(files->at(1).path == "acme_db.cpp");
  CHECK(files->at(1).text == "com.myadapter.acme ACME_DB acme_db_facts acme-db:x");
}

TEST_CASE("without its template the command says where it should be and how it gets there") {
  const temporary_folder root;
  const auto files = read_adapter_template(root.path() / "none", {"foo", "org.example.foo"});
  REQUIRE_FALSE(files.has_value());
  CHECK_THAT(files.error().message, Catch::Contains((root.path() / "none").string()));
  CHECK_THAT(files.error().next, Catch::Contains("--component sdk"));
}

TEST_CASE("a folder that exists is never written into, be it empty, a file or a dangling link") {
  const temporary_folder root;
  fs::create_directory(root.path() / "empty");
  root.write("file", "kept");
  fs::create_symlink(root.path() / "nowhere", root.path() / "link");
  for (const char *name : {"empty", "file", "link"}) {
    INFO(name);
    const auto written = write_project(root.path() / name, {{"a", "text"}});
    REQUIRE_FALSE(written.has_value());
    CHECK_THAT(written.error().message, Catch::Contains("exists already"));
  }
  CHECK(fs::is_empty(root.path() / "empty"));
  CHECK(read_text(root.path() / "file") == "kept");
  CHECK_FALSE(fs::exists(root.path() / "nowhere"));
}

TEST_CASE("a project that cannot be finished leaves nothing behind") {
  const temporary_folder root;
  const auto written =
      write_project(root.path() / "project", {{"a", "text"}, {"a/b", "a folder where a file is"}});
  CHECK_FALSE(written.has_value());
  CHECK_FALSE(fs::exists(root.path() / "project"));
}
