#pragma once
// A fixture of tests/abi, installed into a folder of one test: the library, and a manifest that a test may
// bend.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/adapter/catalog.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

class installed_adapter {
 public:
  // name: a fixture of tests/abi ("good"); folder: where below `root`.
  installed_adapter(const temporary_folder &root, const std::string &name,
                    const std::string &folder = "fixture");

  nlohmann::json manifest;  // right in every point; save() writes it
  std::filesystem::path folder;
  std::filesystem::path library;
  void save() const;
};

catalog_options searching(const temporary_folder &root, trust_level trust = trust_level::manifest);
// Why the type FIXTURE is refused by a catalog over the folder; fails the test when it is not.
error refusal_of(const temporary_folder &root, trust_level trust = trust_level::manifest);

}  // namespace tenantry::testing
