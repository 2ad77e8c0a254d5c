#include "core/adapter/loader.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <fstream>

#include "core/adapter/session.hpp"
#include "core/base/digest.hpp"
#include "core/base/file.hpp"
#include "tests/unit/adapter/fake_adapter.hpp"
#include "tests/unit/adapter/installed_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Matchers::Contains;

namespace {

void set_byte(installed_adapter &fixture, std::streamoff at, char value) {
  std::fstream file(fixture.library, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.put(value);
  file.close();
  fixture.manifest["sha256"] = sha256_hex(read_file(fixture.library).value());
  fixture.save();
}

}  // namespace

TEST_CASE("an adapter is loaded at its first use and works through its table") {
  const temporary_folder root;
  const std::string name = GENERATE("good", "longer", "optional_absent");
  const installed_adapter fixture(root, name);
  catalog adapters(searching(root));
  CHECK(adapters.entries().at(0).is == catalog_entry::state::available);
  const auto found = adapters.for_database_type("fixture");
  if (!found) FAIL(to_string(found.error()));
  CHECK(adapters.entries().at(0).is == catalog_entry::state::loaded);
  CHECK(*found == *adapters.for_database_type("FIXTURE"));
  CHECK((*found)->transactional_ddl());
  auto s = session::open(**found, {}, {});
  REQUIRE(s);
  const auto back = s->query("select 1", {}, {});
  REQUIRE(back);
  CHECK(as_text(back->data.at(0).at(0)) == "select 1");
  CHECK(s->query("fail", {}, {}).error().message == "the statement said that it fails");
  REQUIRE(s->begin({}, {}));
  CHECK(s->transaction_state() == session::transaction::active);
  CHECK(s->set_limits(nullptr, {}).error().category == category::unsupported);
}

TEST_CASE("a file that is no shared object is refused before it is loaded") {
  const temporary_folder root;
  installed_adapter fixture(root, "good");
  write_text(fixture.library, "#!/bin/sh\necho this is a script and no library\n");
  fixture.manifest["sha256"] = sha256_hex(read_file(fixture.library).value());
  fixture.save();
  CHECK(refusal_of(root).message == "the file is not a shared library (ELF)");
}

TEST_CASE("a library for another architecture is refused with both names") {
  const temporary_folder root;
  installed_adapter fixture(root, "good");
  set_byte(fixture, 18, '\xB7');  // e_machine: AArch64
  set_byte(fixture, 19, '\0');
  const error e = refusal_of(root);
  CHECK_THAT(e.message,
             Contains("another architecture: aarch64 (64 bits, little endian), and this program is for "));
  CHECK_THAT(e.next, Contains("for this machine"));
}

TEST_CASE("a library without the entry is refused by the entry's name") {
  const temporary_folder root;
  const installed_adapter fixture(root, "no_symbol");
  CHECK_THAT(refusal_of(root).message,
             Contains("has no function \"tenantry_adapter_v1\": it is not an adapter"));
}

TEST_CASE("a library of another major version is refused by both versions and never entered") {
  const temporary_folder root;
  const installed_adapter fixture(root, "wrong_major");
  const error e = refusal_of(root);
  CHECK_THAT(e.message, Contains("speaks version 2 of the adapter contract (tenantry_adapter_v2)") &&
                            Contains("this tenantry speaks version 1"));
  CHECK_THAT(e.next, Contains("newer tenantry"));
}

TEST_CASE("a library that needs a symbol nobody has is refused by the symbol's name") {
  const temporary_folder root;
  const installed_adapter fixture(root, "unresolved");
  const error e = refusal_of(root);
  CHECK_THAT(e.message, Contains("unresolved symbol") && Contains("fixture_client_library_connect"));
  CHECK_THAT(e.next, Contains("client library"));
}

TEST_CASE("an adapter whose entry fails is refused in its own words") {
  const temporary_folder root;
  const installed_adapter fixture(root, "entry_fails");
  CHECK(refusal_of(root).message ==
        "the adapter refused to start: the fixture's client library is not installed");
}

TEST_CASE("an entry that gives no table is refused") {
  const temporary_folder root;
  const installed_adapter fixture(root, "table_null");
  CHECK_THAT(refusal_of(root).message, Contains("gave no table"));
}

TEST_CASE("a table that ends a byte before a required function is refused by the function's name") {
  const temporary_folder root;
  const installed_adapter fixture(root, "byte_short");
  CHECK_THAT(refusal_of(root).message, Contains("ends before the required function \"extension\""));
}

TEST_CASE("a table whose required function is NULL is refused by the function's name") {
  const temporary_folder root;
  const installed_adapter fixture(root, "member_null");
  CHECK(refusal_of(root).message == "its required function \"begin\" is missing (NULL)");
}

TEST_CASE("a library with another id than its manifest is refused with both") {
  const temporary_folder root;
  const installed_adapter fixture(root, "other_id");
  CHECK(refusal_of(root).message ==
        "the library says that its id is \"org.example.other\", the manifest says \"org.example.fixture\"");
}

TEST_CASE("a library with other types than its manifest is refused with both") {
  const temporary_folder root;
  const installed_adapter fixture(root, "other_type");
  CHECK(refusal_of(root).message == "the library serves the types OTHER, the manifest says FIXTURE");
}

TEST_CASE("an entry that throws ends the process and says why") {
  const temporary_folder root;
  const installed_adapter fixture(root, "entry_throws");
  const std::filesystem::path said = root.path() / "stderr";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // Catch2's own handler would report a failed test
    const int file = ::open(said.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (::dup2(file, STDERR_FILENO) < 0) ::_exit(3);
    catalog adapters(searching(root));
    (void)adapters.for_database_type("fixture");
    ::_exit(0);
  }
  int how = 0;
  REQUIRE(::waitpid(child, &how, 0) == child);
  REQUIRE(WIFSIGNALED(how));
  CHECK(WTERMSIG(how) == SIGABRT);
  CHECK_THAT(read_text(said), Contains("the fixture threw from its entry"));
}

TEST_CASE("a built-in passes the same checks but those of files") {
  fake_adapter fake;
  SECTION("its entry fails") {
    fake.entry_answer = TNT_UNSUPPORTED;
    const error e = fake.adapters().for_database_type("FAKE").error();
    CHECK(e.category == category::bad_config);
    CHECK(e.message ==
          "adapter \"org.example.fake\" is refused: the adapter refused to start: the fake does not start");
  }
  SECTION("each required function must be there") {
    const std::size_t offset =
        GENERATE(offsetof(tnt_adapter, open), offsetof(tnt_adapter, close), offsetof(tnt_adapter, ping),
                 offsetof(tnt_adapter, execute), offsetof(tnt_adapter, begin), offsetof(tnt_adapter, commit),
                 offsetof(tnt_adapter, rollback), offsetof(tnt_adapter, cancel),
                 offsetof(tnt_adapter, transaction_state), offsetof(tnt_adapter, extension));
    std::memset(reinterpret_cast<char *>(&fake.table) + offset, 0, sizeof(void *));
    CHECK_THAT(fake.adapters().for_database_type("FAKE").error().message, Contains("is missing (NULL)"));
  }
  SECTION("its table is empty") {
    fake.table.struct_size = 0;
    CHECK_THAT(fake.adapters().for_database_type("FAKE").error().message,
               Contains("ends before the required function \"open\" (0 bytes)"));
  }
}
