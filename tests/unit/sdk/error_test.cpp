#include <rapidcheck.h>
#include <tenantry/sdk/adapter.hpp>

#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

tnt_error fresh() {
  tnt_error error{};
  error.struct_size = sizeof error;
  return error;
}

bool valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80u ? 1 : first < 0xE0u ? 2 : first < 0xF0u ? 3 : 4;
    if (at + length > text.size()) return false;
    at += length;
  }
  return true;
}

}  // namespace

TEST_CASE("the fence turns a failure into the host's error") {
  tnt_error error = fresh();
  const tnt_status status = sdk::fence(&error, [] {
    throw sdk::failure(TNT_SQL, "no such table")
        .sqlstate("42P01")
        .native_code(-7)
        .retry(sdk::retry::never)
        .effect(sdk::effect::none)
        .offset(12);
  });
  CHECK(status == TNT_SQL);
  CHECK(error.status == TNT_SQL);
  CHECK(std::string(error.sqlstate) == "42P01");
  CHECK(error.native_code == -7);
  CHECK(error.retry == TNT_RETRY_NEVER);
  CHECK(error.effect == TNT_EFFECT_NONE);
  CHECK(error.offset == 12);
  CHECK(error.truncated == 0);
  CHECK(std::string(error.message) == "no such table");
}

TEST_CASE("the fence turns everything else that is thrown into an internal error of unknown effect") {
  tnt_error error = fresh();
  CHECK(sdk::fence(&error, [] { throw std::bad_alloc(); }) == TNT_INTERNAL);
  CHECK(std::string(error.message).find("memory") != std::string::npos);
  CHECK(sdk::fence(&error, [] { throw std::runtime_error("driver broke"); }) == TNT_INTERNAL);
  CHECK(std::string(error.message) == "driver broke");
  CHECK(error.effect == TNT_EFFECT_UNKNOWN);
  CHECK(sdk::fence(&error, [] { throw 7; }) == TNT_INTERNAL);
  CHECK(sdk::fence(nullptr, [] { throw 7; }) == TNT_INTERNAL);
  CHECK(sdk::fence(&error, [] {}) == TNT_OK);
}

TEST_CASE("an effect is unknown unless the adapter says more, but for what never reaches a server") {
  CHECK(sdk::failure(TNT_SQL, "x").effect() == sdk::effect::unknown);
  CHECK(sdk::failure(TNT_CONNECTION_LOST, "x").effect() == sdk::effect::unknown);
  CHECK(sdk::failure(TNT_BAD_CONFIG, "x").effect() == sdk::effect::none);
  CHECK(sdk::failure(TNT_UNREACHABLE, "x").effect() == sdk::effect::none);
}

TEST_CASE("a long message is cut between characters and says how many bytes are missing") {
  tnt_error error = fresh();
  const std::string message = std::string(998, 'a') + "\xc3\xa4rgerlich";
  sdk::write_error(&error, sdk::failure(TNT_SQL, message));
  CHECK(std::string(error.message) == std::string(998, 'a'));
  CHECK(error.truncated == message.size() - 998);
}

TEST_CASE("cutting UTF-8 never splits a character and never cuts more than three bytes too many") {
  const bool held = rc::check([] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\x98"));
    std::string text;
    for (const std::string &part : parts) text += part;
    const auto limit = *rc::gen::inRange<std::size_t>(0, text.size() + 3);
    const std::string_view kept = sdk::cut_utf8(text, limit);
    RC_ASSERT(kept.size() <= limit);
    RC_ASSERT(kept.size() + 3 >= std::min(limit, text.size()));
    RC_ASSERT(text.starts_with(kept));
    RC_ASSERT(valid_utf8(kept));
  });
  CHECK(held);
}

TEST_CASE("an older host's shorter error is filled only as far as it reaches") {
  alignas(tnt_error) unsigned char memory[sizeof(tnt_error)];
  std::memset(memory, 0x5a, sizeof memory);
  auto *error = reinterpret_cast<tnt_error *>(memory);
  error->struct_size = offsetof(tnt_error, message) + 8;
  sdk::write_error(error, sdk::failure(TNT_SQL, "0123456789"));
  CHECK(std::string(error->message) == "0123456");
  CHECK(error->truncated == 3);
  CHECK(memory[offsetof(tnt_error, message) + 8] == 0x5a);

  error->struct_size = offsetof(tnt_error, retry);
  error->retry = 77;
  sdk::write_error(error, sdk::failure(TNT_SQL, "x").retry(sdk::retry::never));
  CHECK(error->status == TNT_SQL);
  CHECK(error->retry == 77);
}

TEST_CASE("a call without deadline and stop never ends, one with them does") {
  CHECK_FALSE(sdk::call(nullptr).expired());
  CHECK(sdk::call(nullptr).poll_timeout_ms() == -1);
  CHECK(sdk::call(nullptr).stop_fd() == -1);

  tnt_call raw{};
  raw.struct_size = sizeof raw;
  raw.stop_fd = -1;
  raw.deadline_ns = 1;
  CHECK(sdk::call(&raw).expired());
  CHECK(sdk::call(&raw).remaining().count() == 0);
  CHECK_THROWS_AS(sdk::call(&raw).check("it"), sdk::failure);
  raw.deadline_ns = sdk::call::now_ns() + 1'500'000'000;
  CHECK(sdk::call(&raw).poll_timeout_ms() > 1000);
  CHECK_NOTHROW(sdk::call(&raw).check("it"));

  bool stopped = true;
  raw.host_data = &stopped;
  raw.stop = [](const tnt_call *call) { return *static_cast<bool *>(call->host_data) ? 1 : 0; };
  CHECK(sdk::call(&raw).stop_requested());
  raw.struct_size = offsetof(tnt_call, stop);  // an older host's call has no such member
  CHECK_FALSE(sdk::call(&raw).stop_requested());
}

TEST_CASE("a readable descriptor alone stops a call, an unreadable one does not") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  tnt_call raw{};
  raw.struct_size = sizeof raw;
  raw.deadline_ns = INT64_MAX;
  raw.stop_fd = ends[0];
  CHECK_FALSE(sdk::call(&raw).stop_requested());
  REQUIRE(write(ends[1], "x", 1) == 1);
  CHECK(sdk::call(&raw).stop_requested());
  raw.stop = [](const tnt_call *) { return 0; };
  CHECK(sdk::call(&raw).stop_requested());
  CHECK_THROWS_AS(sdk::call(&raw).check("it"), sdk::failure);
  for (const int end : ends) close(end);
}
