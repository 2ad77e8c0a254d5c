#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/adapter/host.hpp"
#include "core/base/log.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/adapter/fake_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Matchers::Contains;

namespace {

// What is written to stderr meanwhile.
template <class Function>
std::string stderr_of(Function &&function) {
  const temporary_folder folder;
  const auto file = folder.write("stderr", "");
  std::fflush(stderr);
  const int kept = ::dup(STDERR_FILENO);
  const int into = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(::dup2(into, STDERR_FILENO) == STDERR_FILENO);
  ::close(into);
  function();
  std::fflush(stderr);
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  return read_text(file);
}

}  // namespace

TEST_CASE("a log line of an adapter hides the secrets of the call that it belongs to") {
  const tnt_host &host = this_host();
  fake_adapter fake;
  fake.on_execute = [&](const tnt_call *call, const std::string &, const tnt_cell *, std::size_t,
                        const tnt_sink *, tnt_error *) {
    const tnt_field field{text("with"), text(canary)};
    host.log(&host, call, TNT_LOG_WARN, text("given"), &field, 1);
    host.log(&host, nullptr, TNT_LOG_WARN, text("guessed " + canary), nullptr, 0);
    return TNT_OK;
  };
  session s = fake.open();
  const std::string said = stderr_of([&] { (void)s.query("x", {}, {}); });
  CHECK_THAT(said, Contains("given with=***") && Contains("guessed ***"));
  CHECK(said.find(canary) == std::string::npos);
}

TEST_CASE("a log line without a call hides what looks like a password") {
  const tnt_host &host = this_host();
  const std::string said = stderr_of([&] {
    host.log(&host, nullptr, TNT_LOG_ERROR, text("cannot use postgresql://u:geheim@h/d"), nullptr, 0);
    host.log(&host, nullptr, TNT_LOG_TRACE, text("nobody wants this"), nullptr, 0);
  });
  CHECK_THAT(said, Contains("postgresql://u:***@h/d"));
  CHECK(said.find("nobody") == std::string::npos);
  CHECK(host.log_wants(&host, TNT_LOG_ERROR) != 0);
  CHECK(host.log_wants(&host, TNT_LOG_TRACE) == 0);
  CHECK(host.extension(&host, "tenantry.none/1") == nullptr);
}
