#pragma once
// From a tenant to a database target: expand secrets, parse the URL, find the adapter, check that type and
// scheme agree.
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "core/adapter/catalog.hpp"
#include "core/engine/engine.hpp"
#include "core/fleet/secret_reference.hpp"
#include "core/fleet/selection.hpp"
#include "core/fleet/url.hpp"

namespace tenantry {

struct skipped {
  skip_reason reason;
  std::string why;  // one sentence for a person
};
struct route {
  database_target target;
  std::string dialect;       // first of the chain
  std::string server_key;    // for --per-server
  std::string database_key;  // for duplicates at selection
};
using routed =
    std::variant<route, skipped, error>;  // error: this tenant's own failure (bad URL, missing variable)

struct routing_options {
  secret_source secrets;
  std::string base_dir;          // relative sqlite paths
  std::string application_name;  // "tenantry"
  milliseconds connect_timeout{10000};
  // Of adapters, by database type (upper case) and name; may hold secret references.
  std::map<std::string, std::map<std::string, std::string>> settings;
};

// Why a type's tenants are skipped when catalog::for_database_type gave this error.
skipped skip_for_adapter(const error &e, const std::string &database_type);

routed route_tenant(const tenant &t, catalog &adapters, const routing_options &options);

// The master: `url` of the configuration, `database_type` only where the URL has no scheme.
result<route> route_master(const std::string &url, const std::string &database_type, catalog &adapters,
                           const routing_options &options);

}  // namespace tenantry
