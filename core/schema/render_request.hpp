#pragma once
// Changes as a request to an adapter.  tenantry.render/1 has the tables whole in each change;
// tenantry.render/2 has each of them once, and one that is much like the last one only as the difference.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/schema/change.hpp"

namespace tenantry {

// The JSON of tables and of differences between them, made once for all requests that name them: a migration
// asks each dialect about the same tables.  Keeps the tables alive.  For one thread.
class table_texts {
 public:
  const std::string &whole(const table_ref &table);
  // The keys that tell it from another table, "{}" where they are equal; nothing where it must stand whole.
  const std::optional<std::string> &difference(const table_ref &from, const table_ref &to);

 private:
  std::map<table_ref, std::string> whole_;
  std::map<std::pair<table_ref, table_ref>, std::optional<std::string>> differences_;
};

using enum_list = std::vector<sdk::enum_definition>;
using change_list = std::vector<const schema_change *>;

// `enums`: those that exist before the first change; the request has those that its tables use.
std::string write_render_request(const render_target &target, const enum_list &enums,
                                 const change_list &changes);
std::string write_listed_request(const render_target &target, const enum_list &enums,
                                 const change_list &changes, table_texts &texts);

}  // namespace tenantry
