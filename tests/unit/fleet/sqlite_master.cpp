#include "tests/unit/fleet/sqlite_master.hpp"

#include <stdlib.h>

#include <fstream>
#include <stdexcept>

#include "tests/unit/fleet/net_adapter.hpp"

namespace tenantry::fakes {
namespace {

template <class Value>
Value need(result<Value> made) {
  if (!made) throw std::runtime_error(to_string(made.error()));
  return std::move(*made);
}

}  // namespace

scratch_folder::scratch_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tenantry-fleet-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
  path_ = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void scratch_folder::write(const std::string &name, const std::string &text) const {
  const std::filesystem::path target = path_ / name;
  std::filesystem::create_directories(target.parent_path());
  std::ofstream(target, std::ios::binary) << text;
}

catalog_options known_adapters(const scratch_folder &folder) {
  folder.write("adapters/org.example.broken/adapter.json", R"({
    "manifest": 1, "id": "org.example.broken", "version": "1.0.0", "library": "libbroken.so",
    "platform": "linux-x86_64", "abi": {"major": 1, "min_host_minor": 0}, "database_types": ["BROKEN"],
    "dialects": [{"database_type": "BROKEN", "dialect": "broken"}], "url_schemes": ["broken"],
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000"})");
  catalog_options options;
  options.paths = {{TENANTRY_TEST_ADAPTERS, "the build's folder", true},
                   {folder.file("adapters"), "the test", true}};
  options.built_ins = {net_adapter()};
  return options;
}

sqlite_master::sqlite_master() : connection(std::make_unique<session>(open("master.db"))) {}

session sqlite_master::open(const std::string &file) {
  const adapter *through = need(adapters.for_database_type("SQLITE"));
  session_config config;
  config.fields = {{"url", "sqlite:" + file}, {"base_dir", folder.path().string()}, {"create", "true"}};
  return need(session::open(*through, config, {}));
}

void sqlite_master::run(const std::string &sql) const {
  need(connection->query(sql, {}, {}));
}

}  // namespace tenantry::fakes
