// The facts of the test adapter, and its one exported function.
#include <tenantry/sdk/adapter.hpp>

#include "plugins/sqlite/dialect.hpp"
#include "plugins/sqlite/location.hpp"
#include "tests/support/committing/committing.hpp"

namespace tenantry::committing {
namespace {

struct facts {
  using connection = committing::connection;
  using script = committing::script;
  using dialect = sqlite::dialect;
  static constexpr std::string_view id = TENANTRY_ADAPTER_ID, version = TENANTRY_ADAPTER_VERSION;
  static constexpr std::string_view database_types[] = {"COMMITTING"};
  static constexpr std::uint64_t traits = TNT_TRAIT_CANCEL | TNT_TRAIT_SERVER_TIMEOUT;
  static std::unique_ptr<connection> open(const sdk::call &call, const sdk::config &config) {
    call.check("opening the database");
    sqlite::settings chosen;
    chosen.base_dir = config.get_or("base_dir", "");
    std::string_view url = config.get_or("url", "");
    for (const std::string_view scheme : {"committing:", "file:"})
      if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
    chosen.file = sqlite::locate(url, chosen.base_dir);
    return std::make_unique<connection>(call, chosen);
  }
};

}  // namespace
}  // namespace tenantry::committing

TENANTRY_ADAPTER(tenantry::committing::facts)
