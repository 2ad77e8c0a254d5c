// The facts of the adapter, and its one exported function.
#include "connection.hpp"
#include "dialect.hpp"
#include "script.hpp"

namespace tenantry::oracle {
namespace {

struct facts {
  using connection = oracle::connection;
  using script = oracle::script;
  using dialect = oracle::dialect;
  static constexpr std::string_view id = TENANTRY_ADAPTER_ID, version = TENANTRY_ADAPTER_VERSION;
  static constexpr std::string_view database_types[] = {"ORACLE"};
  static constexpr std::uint64_t traits = TNT_TRAIT_CANCEL;
  static std::unique_ptr<connection> open(const sdk::call &call, const sdk::config &config) {
    return connection::open(call, config);
  }
};

}  // namespace
}  // namespace tenantry::oracle

TENANTRY_ADAPTER(tenantry::oracle::facts)
