#include <tenantry/sdk/adapter.hpp>

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

TEST_CASE("percent decoding takes two hexadecimal digits and nothing less") {
  CHECK(sdk::percent_decode("a%20b%2Fc%2f") == "a b/c/");
  CHECK(sdk::percent_decode("") == "");
  CHECK(sdk::percent_decode("100%") == std::nullopt);
  CHECK(sdk::percent_decode("%4") == std::nullopt);
  CHECK(sdk::percent_decode("%zz") == std::nullopt);
}

TEST_CASE("a configuration finds keys, flags and settings") {
  const tnt_field fields[] = {{sdk::text("url"), sdk::text("demo:x")},
                              {sdk::text("create"), sdk::text("true")},
                              {sdk::text("setting.depth"), sdk::text("3")},
                              {sdk::text("url"), sdk::text("demo:y")}};
  const sdk::config config(fields, 4);
  CHECK(config.get("url") == "demo:y");
  CHECK(config.get("user") == std::nullopt);
  CHECK(config.required("url") == "demo:y");
  CHECK_THROWS_AS(config.required("user"), sdk::failure);
  CHECK(config.flag("create"));
  CHECK_FALSE(config.flag("absent"));
  CHECK_THROWS_AS(config.flag("url"), sdk::failure);
  CHECK(config.setting("depth") == "3");
  CHECK_NOTHROW(config.refuse_unknown_settings({"depth", "other"}));
  CHECK(sdk::config(nullptr, 0).get("url") == std::nullopt);
}

TEST_CASE("an unknown setting is refused by name, with the names that are known") {
  const tnt_field field{sdk::text("setting.dept"), sdk::text("3")};
  try {
    sdk::config(&field, 1).refuse_unknown_settings({"depth"});
    FAIL("it was accepted");
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_BAD_CONFIG);
    CHECK(why.message().find("\"dept\"") != std::string::npos);
    CHECK(why.message().find("\"depth\"") != std::string::npos);
  }
}
