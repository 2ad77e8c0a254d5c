#include "tests/unit/adapter/installed_adapter.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "core/base/digest.hpp"
#include "core/base/file.hpp"

namespace tenantry::testing {

namespace fs = std::filesystem;

installed_adapter::installed_adapter(const temporary_folder &root, const std::string &name,
                                     const std::string &subfolder)
    : folder(root.path() / subfolder), library(folder / "libfixture.so") {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms(0755));
  fs::copy_file(fs::path(TENANTRY_ABI_FIXTURES_DIR) / (name + ".so"), library);
  fs::permissions(library, fs::perms(0755));
  manifest = {{"manifest", 1},
              {"id", "org.example.fixture"},
              {"version", "1.0.0"},
              {"library", "libfixture.so"},
              {"platform", TENANTRY_TEST_PLATFORM},
              {"abi", {{"major", 1}, {"min_host_minor", 0}}},
              {"database_types", {"FIXTURE"}},
              {"dialects", {{{"database_type", "FIXTURE"}, {"dialect", "fixture"}}}},
              {"url_schemes", {"fixture"}},
              {"sha256", sha256_hex(read_file(library).value())}};
  save();
}

void installed_adapter::save() const {
  write_text(folder / "adapter.json", manifest.dump(1));
  fs::permissions(folder / "adapter.json", fs::perms(0644));
}

catalog_options searching(const temporary_folder &root, trust_level trust) {
  catalog_options options;
  options.paths = {{root.path(), "the test", false}};
  options.trust = trust;
  options.lock_file = root.path() / "adapters.lock";
  return options;
}

error refusal_of(const temporary_folder &root, trust_level trust) {
  catalog adapters(searching(root, trust));
  const auto found = adapters.for_database_type("fixture");
  if (found) FAIL("the adapter was loaded");
  CHECK(found.error().category == category::bad_config);
  adapters.load_all();
  REQUIRE(adapters.entries().size() == 1);
  CHECK(adapters.entries()[0].is == catalog_entry::state::refused);
  REQUIRE(adapters.entries()[0].reason);
  CHECK(found.error().message.find(adapters.entries()[0].reason->message) != std::string::npos);
  return *adapters.entries()[0].reason;
}

}  // namespace tenantry::testing
