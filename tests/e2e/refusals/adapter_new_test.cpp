// tenantry adapter new: what it writes, what it refuses, and that it never touches what is there.  That the
// project builds and loads is tests/abi/build_template.cmake's.
#include <catch2/catch.hpp>

#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {
finished_program adapter_new(const temporary_folder &where, std::vector<std::string> arguments) {
  program_call call;
  call.arguments = {"adapter", "new"};
  call.arguments.insert(call.arguments.end(), arguments.begin(), arguments.end());
  call.folder = where.path();
  return run_program(call);
}
}  // namespace

TEST_CASE("adapter new writes a project with the name in it and says what to do next") {
  const temporary_folder here;
  const finished_program run = adapter_new(here, {"acme_db", "--id", "com.acme.db"});
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  CHECK_THAT(run.out, Contains("next: cd ") && Contains("adapter list --adapter-dir"));
  for (const char *file : {"CMakeLists.txt", "acme_db.cpp", "acme_db.quirks.json", "README.md", ".gitignore",
                           ".github/workflows/build.yml"}) {
    INFO(file);
    REQUIRE(fs::exists(here.path() / "acme_db" / file));
    CHECK_THAT(read_text(here.path() / "acme_db" / file), !Contains("myadapter") && !Contains("myscheme"));
  }
  CHECK_THAT(read_text(here.path() / "acme_db/CMakeLists.txt"),
             Contains("com.acme.db") && Contains("ACME_DB"));
}

TEST_CASE("adapter new --json names each file and nothing else") {
  const temporary_folder here;
  const finished_program run = adapter_new(here, {"foo", "--dir", "deep/er/project/", "--json"});
  INFO(run.out << run.err);
  REQUIRE(run.exit_code == 0);
  CHECK_THAT(run.out,
             Contains(R"("event":"written")") && Contains("deep/er/project/foo.cpp") && !Contains("next"));
}

TEST_CASE("adapter new refuses a bad name, a bad id and a folder that exists, with exit code 2") {
  const temporary_folder here;
  here.write("foo/mine.txt", "kept");
  const finished_program there = adapter_new(here, {"foo"});
  CHECK(there.exit_code == 2);
  CHECK_THAT(there.err, Contains("exists already") && Contains("--dir"));
  CHECK(std::distance(fs::directory_iterator(here.path() / "foo"), fs::directory_iterator()) == 1);
  for (const std::vector<std::string> &bad :
       std::vector<std::vector<std::string>>{{"Foo-Bar"}, {"bar", "--id", "bar"}, {"install"}, {}}) {
    const finished_program run = adapter_new(here, bad);
    INFO(run.out << run.err);
    CHECK(run.exit_code == 2);
  }
  CHECK(std::distance(fs::directory_iterator(here.path()), fs::directory_iterator()) == 1);
}
