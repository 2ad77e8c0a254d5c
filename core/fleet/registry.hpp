#pragma once
// The tenant registry: a table in the master database, read in pages so that memory does not grow with the fleet.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/base/result.hpp"

namespace tenantry {

struct registry_options {
  std::string table = "tenants";  // may be schema-qualified
  std::vector<std::string> statuses = {"ACTIVE"};  // compared ignoring case
  // Column names by role; a role that is optional and absent from the table is not used.
  std::map<std::string, std::string> columns;  // id slug name database_type database_url database_name status deleted_at migration_url
  std::map<std::string, bool> named;           // roles that the configuration names: absent from the table is an error
  std::size_t page = 500;
};

struct tenant {
  std::string id, slug, name, database_type, database_url, database_name, status, migration_url;
  bool deleted = false;
  std::map<std::string, std::string> where_columns;  // the values that --where asks for, "" for NULL
};

// Reads the registry through one session on the master.
class registry {
 public:
  // Looks at the table's columns.  Errors: bad_config naming the missing required column and the table's columns, or
  // that the table does not exist.  `extra` are columns that conditions need.
  static result<registry> open(session &master, registry_options options, const std::vector<std::string> &extra,
                               const call_limits &limits);

  // Calls `each` for every row in order of id; false stops.  Pages by key.
  status for_each(const std::function<bool(tenant &&)> &each, const call_limits &limits);
  // One page after the given id ("" from the start); empty: the end.
  result<std::vector<tenant>> next_page(const call_limits &limits);
  void rewind();

 private:
  session *master_ = nullptr;
  registry_options options_;
  std::vector<std::string> selected_;  // column names in the SELECT, in order
  std::vector<std::string> roles_;     // what each is
  std::string select_;                 // without WHERE
  std::string quoted_id_, row_limit_;
  std::optional<cell> after_;
  bool ended_ = false;
};

}  // namespace tenantry
