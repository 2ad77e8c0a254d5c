// The facts of the adapter, and its one exported function.
#include "connection.hpp"
#include "dialect.hpp"
#include "script.hpp"

namespace tenantry::mysql {
namespace {

struct facts {
  using connection = mysql::connection;
  using script = mysql::script;
  using dialect = mysql::dialect;
  static constexpr std::string_view id = TENANTRY_ADAPTER_ID, version = TENANTRY_ADAPTER_VERSION;
  static constexpr std::string_view database_types[] = {"MYSQL", "MARIADB"};
  static constexpr std::uint64_t traits = TNT_TRAIT_CANCEL | TNT_TRAIT_SERVER_TIMEOUT;
  static std::unique_ptr<connection> open(const sdk::call &call, const sdk::config &config) {
    return connection::open(call, config);
  }
};

}  // namespace
}  // namespace tenantry::mysql

TENANTRY_ADAPTER(tenantry::mysql::facts)
