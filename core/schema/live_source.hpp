#pragma once
// A live database → model, through an adapter's session (tenantry.introspect/1).
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

// What introspection met that a person should know: an index that is not valid, an object that the model does
// not hold.
struct live_finding {
  std::string kind, schema, table, name, why;
};
struct live_schema {
  schema_model schema;
  std::vector<live_finding> findings;
};

// `schemas`: only these, "" is the default one; empty: all.  `exclude`: tables by their display names.
std::string write_introspect_request(std::string_view dialect, std::string_view version,
                                     const std::vector<std::string> &schemas = {});
// tenantry.introspected/1, checked as any document that comes from outside.
result<live_schema> read_introspected(std::string_view text);

}  // namespace tenantry
