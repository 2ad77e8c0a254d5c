// The kit itself: what it refuses, and that nothing that an adapter does takes it down.
#include "tests/kit/kit.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/support/temporary_folder.hpp"

namespace tenantry::kit {
namespace {

using testing::temporary_folder;

// The first gate that a broken library fails, and how.
void expect_broken(const std::string &library, const std::string &id, const std::string &verdict,
                   const std::string &seen, const std::vector<std::string> &more = {}) {
  std::vector<std::string> arguments = {library};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const kit_run run = run_kit_json(arguments);
  INFO(run.last.dump() << run.err);
  CHECK(run.exit_code == 1);
  CHECK(run.verdict(id) == verdict);
  CHECK(run.tests.at(id).at("seen").get<std::string>().find(seen) != std::string::npos);
  CHECK(run.verdict("execute.rows") == "skipped");
  CHECK(run.last.at("level") == "none");
}

std::string broken(const std::string &name) {
  return std::string(TENANTRY_KIT_BROKEN "/") + name + ".so";
}

// Called wrongly: exit code 2, and the words say where.
void expect_refused(const std::vector<std::string> &arguments, const std::string &words) {
  const auto ended = run_kit(arguments);
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find(words) != std::string::npos);
}

// How many processes have the text among their arguments.
int processes_with(const std::string &text) {
  int count = 0;
  std::error_code ignored;
  for (const auto &one : std::filesystem::directory_iterator("/proc", ignored)) {
    std::ifstream file(one.path() / "cmdline", std::ios::binary);
    const std::string words{std::istreambuf_iterator<char>(file), {}};
    count += words.find(text) != std::string::npos ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a file that is no library fails to load and nothing else is run") {
  const temporary_folder folder;
  expect_broken(folder.write("text.so", "this is text"), "library.loads", "failed", "cannot be loaded");
}

TEST_CASE("a library without the entry function fails to load") {
  expect_broken(broken("no_entry"), "library.loads", "failed", "no function tenantry_adapter_v1");
}

TEST_CASE("a constructor that crashes is named with its signal") {
  expect_broken(broken("constructor_crashes"), "library.loads", "crashed", "SIGSEGV");
}

TEST_CASE("a constructor that ends the process is a crash with its status") {
  expect_broken(broken("constructor_exits"), "library.loads", "crashed", "status 0 without a verdict");
}

TEST_CASE("a constructor that hangs is timed out") {
  expect_broken(broken("constructor_hangs"), "library.loads", "timed_out", "500 ms", {"--timeout", "0.5"});
}

TEST_CASE("a constructor that closes every descriptor leaves the kit without a verdict, not without an end") {
  expect_broken(broken("constructor_closes_all"), "library.loads", "crashed", "without a verdict");
}

TEST_CASE("an entry that hangs is timed out") {
  expect_broken(broken("entry_hangs"), "library.entry", "timed_out", "killed", {"--timeout", "0.5"});
}

TEST_CASE("an entry that crashes is named with its signal") {
  expect_broken(broken("entry_crashes"), "library.entry", "crashed", "SIGABRT");
}

TEST_CASE("an entry that gives no table fails") {
  expect_broken(broken("no_table"), "library.entry", "failed", "gave no table");
}

TEST_CASE("a table of garbage lacks its members") {
  expect_broken(broken("garbage_table"), "library.required-members", "failed", "lacks open");
}

TEST_CASE("a second exported symbol is named") {
  const kit_run run = run_kit_json({TENANTRY_KIT_TWO_SYMBOLS, "--only", "^library.one-symbol"});
  CHECK(run.verdict("library.one-symbol") == "failed");
  CHECK(run.exit_code == 1);
}

TEST_CASE("without a URL a level is not reached") {
  const kit_run run = run_kit_json({TENANTRY_SQLITE_MANIFEST});
  INFO(run.last.dump());
  CHECK(run.exit_code == 0);
  CHECK(run.verdict("execute.rows") == "skipped");
  CHECK(run.last.at("level") == "none");
}

TEST_CASE("a level that is required and not reached is exit code 1") {
  CHECK(run_kit_json({TENANTRY_SQLITE_MANIFEST, "--require", "core"}).exit_code == 1);
}

TEST_CASE("what is bad above the level that is required does not fail the run") {
  const temporary_folder folder;
  const std::filesystem::path wrapper(TENANTRY_KIT_WRAPPER);
  std::filesystem::copy_file(wrapper, folder.path() / wrapper.filename());
  auto manifest = nlohmann::json::parse(testing::read_text(TENANTRY_SQLITE_MANIFEST));
  manifest["library"] = wrapper.filename().string();
  const std::string file = folder.write("adapter.json", manifest.dump()).string();
  const auto run = [&](const std::vector<std::string> &more) {
    std::vector<std::string> arguments = {file, "--quirks",
                                          TENANTRY_SOURCE_DIR "/plugins/sqlite/quirks.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_kit_json(arguments,
                        {{"TENANTRY_KIT_RIGHT", TENANTRY_KIT_SQLITE},
                         {"TENANTRY_KIT_WRONG", "missing-table-without-state"},
                         {"TENANTRY_CHECK_URL", "sqlite://" + (folder.path() / "kit.db").string()}});
  };
  const kit_run core = run({"--require", "core"});
  INFO(core.last.dump() << core.err);
  CHECK(core.verdict("error.missing-table") == "failed");
  CHECK(core.last.at("level") == "core");
  CHECK(core.exit_code == 0);
  CHECK(run({"--require", "migrations"}).exit_code == 1);
  CHECK(run({"--only", "^error.missing-table"}).exit_code == 1);
}

TEST_CASE("a built-in adapter is checked by its id") {
  const kit_run run = run_kit_json({"built-in:org.tenantry.postgresql", "--only", "^library"});
  CHECK(run.exit_code == 0);
  CHECK(run.verdict("library.required-members") == "ok");
}

TEST_CASE("an ODBC connection string has no scheme that the manifest could lack") {
  const std::vector<std::string> arguments = {TENANTRY_SQLITE_MANIFEST, "--only", "^manifest.url-schemes",
                                              "--url"};
  const auto with = [&](const char *url) {
    std::vector<std::string> all = arguments;
    all.emplace_back(url);
    return run_kit_json(all).verdict("manifest.url-schemes");
  };
  CHECK(with("Driver={MariaDB Unicode};Server=127.0.0.1;UID=kit") == "ok");
  CHECK(with("oracle://127.0.0.1/kit?a=b") == "failed");
}

TEST_CASE("a target that does not exist is refused") {
  expect_refused({"/no/such/library.so"}, "does not exist");
  expect_refused({"built-in:org.example.none"}, "org.tenantry.postgresql");
  expect_refused({}, "--help");
}

TEST_CASE("a manifest that is no JSON is refused with its line and column") {
  const temporary_folder folder;
  expect_refused({folder.write("adapter.json", "{\n  \"library\": oops\n}").string()},
                 "line 2, column 14: this is not JSON");
}

TEST_CASE("a quirks file that does not parse is refused with file, line and column") {
  const temporary_folder folder;
  const auto with = [&](const std::string &text, const std::string &words) {
    const std::string file = folder.write("quirks.json", text).string();
    expect_refused({TENANTRY_SQLITE_MANIFEST, "--quirks", file}, file + ": " + words);
  };
  with("{\n\"quirks\": 1,\n}", "line 3, column 1: this is not JSON");
  with("", "line 1, column 1");
  with("[]", "line 1, column 1: a quirks file holds one object");
  with("{\"quirks\": 2}", "line 1, column 2: \"quirks\" must be there and be 1");
  with("{\"quirks\": 1,\n \"sql\": {\"creat_table\": \"\"}}",
       "line 2, column 10: \"creat_table\" is no key of \"sql\"");
  with("{\"quirks\": 1,\n \"features\": {\"nul_in_text\": 1}}",
       "line 2, column 15: \"nul_in_text\" must be true or false");
  with("{\"quirks\": 1, \"not_applicable\": {\"a.b\": \"c\"}}", "line 1, column 34: \"a.b\" is no test");
  with("{\"quirks\": 1, \"surprise\": 1}", "line 1, column 15: \"surprise\" is no key of a quirks file");
}

TEST_CASE("a regular expression that is none, or matches nothing, is refused") {
  expect_refused({TENANTRY_SQLITE_MANIFEST, "--only", "("}, "no regular expression");
  expect_refused({TENANTRY_SQLITE_MANIFEST, "--only", "nothing-of-the-kind"}, "no test's id matches");
}

TEST_CASE("the password of the URL is in no output of the kit, though the adapter says it") {
  const auto ended = run_kit(
      {TENANTRY_SQLITE_MANIFEST, "--url", "sqlite://u:s3cr3t-canary@h/x", "--only", "^lifecycle.open", "-v"});
  INFO(ended.out << ended.err);
  CHECK(ended.out.find("u:***@h/x") != std::string::npos);
  CHECK((ended.out + ended.err).find("s3cr3t-canary") == std::string::npos);
}

TEST_CASE("a URL on the command line stays in no process list") {
  const std::string secret = "in-no-process-list-" + std::to_string(getpid());
  testing::program_call call;
  call.program = TENANTRY_KIT_PROGRAM;
  call.arguments = {broken("constructor_hangs"), "--timeout", "10", "--url", "x://u:" + secret + "@h/x"};
  testing::running_program run(call);
  int seen_in = 1;
  for (int tries = 0; tries < 80 && seen_in > 0 && run.running(); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    seen_in = processes_with(secret);
  }
  CHECK(seen_in == 0);
  CHECK(run.running());
}

}  // namespace tenantry::kit
