// What a URL and the fields beside it come to, and that no message gives a password away.
#include "plugins/postgresql/conninfo.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "plugins/postgresql/connect.hpp"

using namespace tenantry;
using namespace tenantry::postgresql;

namespace {

connect_parameters read(const std::vector<std::pair<std::string, std::string>> &config) {
  std::vector<tnt_field> fields;
  fields.reserve(config.size());
  for (const auto &[key, value] : config) fields.push_back({sdk::text(key), sdk::text(value)});
  return read_parameters(sdk::config(fields.data(), fields.size()));
}

std::string value(const connect_parameters &made, std::string_view key) {
  const std::string *found = made.find(key);
  return found == nullptr ? "" : *found;
}

// The message of reading the URL and, where that succeeds, of connecting with it.
std::string message_of(const std::string &url) {
  tnt_call raw{};
  raw.struct_size = sizeof raw;
  raw.stop_fd = -1;
  raw.deadline_ns = sdk::call::now_ns() + 2'000'000'000;
  try {
    static_cast<void>(connect(read({{"url", url}}), sdk::call(&raw)));
  } catch (const sdk::failure &why) {
    return why.message();
  }
  return "connected";
}

}  // namespace

TEST_CASE("fields fill in what the URL leaves out and never override it") {
  const auto made = read({{"url", "postgresql://one@h:5433?connect_timeout=7"},
                          {"database", "acme"},
                          {"user", "two"},
                          {"password", "p@/:%"},
                          {"application_name", "tenantry x"}});
  CHECK(value(made, "user") == "one");
  CHECK(value(made, "host") == "h");
  CHECK(value(made, "port") == "5433");
  CHECK(value(made, "dbname") == "acme");
  CHECK(value(made, "password") == "p@/:%");
  CHECK(value(made, "application_name") == "tenantry x");
  CHECK(value(made, "client_encoding") == "UTF8");
  CHECK(made.timeout == std::chrono::seconds(7));
  CHECK(value(read({{"url", "dbname=a"}, {"database", "b"}}), "dbname") == "a");
  CHECK(value(read({{"url", "service=acme"}, {"database", "b"}}), "service") == "acme");
  CHECK(read({{"connect_timeout_ms", "1500"}}).timeout == std::chrono::milliseconds(1500));
}

TEST_CASE("T-68: encoded special characters of a password arrive as they are") {
  CHECK(value(read({{"url", "postgres://u:p%40s%2Fs%3A%25@h/d"}}), "password") == "p@s/s:%");
}

TEST_CASE("T-68: no message about a URL holds any part of its password") {
  const std::string urls[] = {
      "postgresql://u:sec%zzret@127.0.0.1:1/d",  "postgresql://u:sec/ret@127.0.0.1:1/d",
      "postgresql://u:17/ret@127.0.0.1:1/d",     "postgresql://u:sec@ret@127.0.0.1:1/d",
      "postgresql://u:sec:ret@127.0.0.1:1x/d",   "postgresql://u:sec ret@127.0.0.1:ret/d",
      "host=127.0.0.1 port=1 password=sec ret",  "host=127.0.0.1 port=1 password='sec ret",
      "host=127.0.0.1 port=ret password=secret", "Postgresql://u:secret@127.0.0.1:1/d",
      "postgresql://u:sec?ret@127.0.0.1:1/d",    "postgresql://u:sec#ret@127.0.0.1:1/d",
      "postgresql://u:sec[ret@127.0.0.1:1/d",    "postgresql://u:secret@[127.0.0.1:1/d",
      "postgresql://u:secret@127.0.0.1:1/d?x=y", "postgresql://u:secret@127.0.0.1:1/d?sslmode=odd",
  };
  for (const std::string &url : urls) {
    INFO(url);
    const std::string message = message_of(url);
    INFO(message);
    CHECK(message != "connected");
    CHECK(message.find("sec") == std::string::npos);
    CHECK(message.find("ret") == std::string::npos);
    CHECK(message.find("17") == std::string::npos);
  }
}

TEST_CASE("T-68: a random password of special characters never shows in a message") {
  CHECK(rc::check("password", [] {
    const auto letters =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("@/:%?#[]&=' \"\\,")));
    const std::string message = message_of("postgresql://u:XQ" + letters + "ZJ@127.0.0.1:1/d");
    RC_ASSERT(message.find("XQ") == std::string::npos);
    RC_ASSERT(message.find("ZJ") == std::string::npos);
  }));
}

TEST_CASE("settings that this adapter does not have are refused") {
  CHECK_THROWS_AS(read({{"url", "host=h"}, {"setting.cache", "1"}}), sdk::failure);
  CHECK_NOTHROW(read({{"url", "host=h"}, {"some_key_of_tomorrow", "1"}}));
}
