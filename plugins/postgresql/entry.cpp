// The table of this adapter and its manifest.
#include "entry.h"

#include <tenantry/sdk/adapter.hpp>

#include "connection.hpp"
#include "dialect.hpp"
#include "script.hpp"

namespace tenantry::postgresql {
namespace {

struct facts {
  using connection = postgresql::connection;
  using script = postgresql::script;
  using dialect = postgresql::dialect;
  static constexpr std::string_view id = "org.tenantry.postgresql", version = TENANTRY_POSTGRESQL_VERSION;
  static constexpr std::string_view database_types[] = {"POSTGRESQL"};
  static constexpr std::uint64_t traits =
      TNT_TRAIT_DDL_IN_TRANSACTION | TNT_TRAIT_CANCEL | TNT_TRAIT_SERVER_TIMEOUT;
  static std::unique_ptr<connection> open(const sdk::call &call, const sdk::config &config) {
    return connection::open(call, config);
  }
};

}  // namespace
}  // namespace tenantry::postgresql

TENANTRY_ADAPTER(tenantry::postgresql::facts)

extern "C" const char *const tenantry_postgresql_manifest = R"({
  "manifest": 1,
  "id": "org.tenantry.postgresql",
  "version": ")" TENANTRY_POSTGRESQL_VERSION R"(",
  "abi": {"major": 1, "min_host_minor": 0},
  "database_types": ["POSTGRESQL"],
  "dialects": [{"database_type": "POSTGRESQL", "dialect": "postgresql", "fallbacks": []}],
  "url_schemes": ["postgresql", "postgres"],
  "traits": ["ddl_in_transaction", "cancel", "server_timeout"],
  "extensions": ["tenantry.script/1", "tenantry.dialect/1", "tenantry.lock/1", "tenantry.batch/1", "tenantry.admin/1",
                 "tenantry.diagnose/1"],
  "settings": {"type": "object", "properties": {}, "additionalProperties": false}
}
)";
