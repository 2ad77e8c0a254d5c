// Settings of an adapter, held to its manifest before anything is loaded.
#include "core/adapter/setting_schema.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;
using Catch::Matchers::Contains;

namespace {

manifest with_settings(const std::string &schema) {
  manifest made;
  made.id = "org.example.maria";
  made.settings_json = schema;
  return made;
}

const manifest maria = with_settings(R"({"type": "object", "additionalProperties": false, "properties": {
  "driver": {"type": "string", "minLength": 1}, "ends": {"enum": ["server", "client"]},
  "packet": {"type": "integer"}, "tls": {"type": "boolean"}}})");

error refused(const manifest &about, const std::string &name, const std::string &value) {
  const status told = check_adapter_setting(about, name, value);
  REQUIRE_FALSE(told.has_value());
  CHECK(told.error().category == category::bad_config);
  CHECK_FALSE(told.error().next.empty());
  return told.error();
}

}  // namespace

TEST_CASE("a setting that the manifest names is taken") {
  CHECK(check_adapter_setting(maria, "driver", "MariaDB Unicode"));
  CHECK(check_adapter_setting(maria, "ends", "client"));
  CHECK(check_adapter_setting(maria, "packet", "-16777216"));
  CHECK(check_adapter_setting(maria, "tls", "true"));
}

TEST_CASE("a name that it does not know is refused with the known ones and the nearest") {
  const error e = refused(maria, "drivr", "x");
  CHECK_THAT(e.message, Contains("org.example.maria") && Contains("\"drivr\"") && Contains("\"driver\""));
  CHECK_THAT(e.next, Contains("driver, ends, packet, tls"));
  CHECK_THAT(refused(with_settings(""), "driver", "x").next, Contains("no settings"));
  CHECK_THAT(refused(with_settings("{}"), "driver", "x").next, Contains("no settings"));
  CHECK(check_adapter_setting(with_settings(R"({"additionalProperties": true})"), "own", "x"));
}

TEST_CASE("a value that the schema does not allow is refused with what is") {
  CHECK_THAT(refused(maria, "ends", "nobody").next, Contains("server, client"));
  CHECK_THAT(refused(maria, "packet", "16M").next, Contains("whole number"));
  CHECK_THAT(refused(maria, "packet", "-").next, Contains("whole number"));
  CHECK_THAT(refused(maria, "tls", "yes").next, Contains("true or false"));
  CHECK_THAT(refused(maria, "driver", "").next, Contains("not empty"));
}
