// ${env:…} and ${file:…}: found, remembered, and errors that show no value.
#include "core/fleet/secret_reference.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>

using namespace tenantry;

namespace {

secret_source with(const std::map<std::string, std::string> &values) {
  secret_source source;
  source.environment = [values](const std::string &name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  return source;
}

struct scratch {
  std::filesystem::path path;
  scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "tenantry-secrets-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~scratch() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("references are replaced wherever they stand and their values become secrets") {
  secrets found;
  const auto text = expand_secrets("postgresql://${env:USER_}:${env:PW}@h/x$1${env:USER_}",
                                   with({{"USER_", "app"}, {"PW", "tiger99"}}), found);
  REQUIRE(text.has_value());
  CHECK(*text == "postgresql://app:tiger99@h/x$1app");
  CHECK(found.scrub("login of app with tiger99 failed") == "login of *** with *** failed");
}

TEST_CASE("a file's trailing line end is dropped and its path is relative to the base folder") {
  const scratch folder;
  std::ofstream(folder.path / "pw") << "two\nlines\r\n";
  secrets found;
  secret_source source;
  source.base_dir = folder.path.string();
  CHECK(expand_secrets("<${file:pw}>", source, found).value() == "<two\nlines>");
  CHECK(expand_secrets("<${file:" + (folder.path / "pw").string() + "}>", source, found).value() ==
        "<two\nlines>");

  const auto missing = expand_secrets("${file:nope}", source, found);
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().category == category::bad_config);
  CHECK_THAT(to_string(missing.error()), Catch::Contains("nope"));
}

TEST_CASE("the process's own environment serves where no other is given") {
  ::setenv("TENANTRY_SECRET_TEST", "from outside", 1);
  secrets found;
  CHECK(expand_secrets("${env:TENANTRY_SECRET_TEST}", {}, found).value() == "from outside");
  ::unsetenv("TENANTRY_SECRET_TEST");
}

TEST_CASE("a reference that cannot be followed says why and shows no other value") {
  const std::pair<const char *, const char *> cases[] = {{"${env:PW}${env:NOPE}", "\"NOPE\" is not set"},
                                                         {"${env:PW}${vault:x}", "unknown kind"},
                                                         {"${env:PW}${x}", "unknown kind"},
                                                         {"${env:PW}${env:}", "names nothing"},
                                                         {"${env:PW}${file:}", "names nothing"},
                                                         {"${env:PW}${env:A", "closing"}};
  for (const auto &[text, why] : cases) {
    INFO(text);
    secrets found;
    const auto out = expand_secrets(text, with({{"PW", "tiger99"}}), found);
    REQUIRE_FALSE(out.has_value());
    CHECK(out.error().category == category::bad_config);
    CHECK_THAT(out.error().message, Catch::Contains(why));
    CHECK(to_string(out.error()).find("tiger99") == std::string::npos);
  }
}
