#pragma once
// The tenant registry: a table in the master database, read in pages so that memory does not grow with the
// fleet.
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/base/result.hpp"

namespace tenantry {

struct registry_options {
  std::string table = "tenants";                   // may be schema-qualified
  std::vector<std::string> statuses = {"ACTIVE"};  // compared ignoring case
  // Column names by role; a role that is optional and absent from the table is not used.
  std::map<std::string, std::string>
      columns;  // id slug name database_type database_url database_name status deleted_at migration_url
  std::map<std::string, bool> named;  // roles that the configuration names: absent from the table is an error
  std::size_t page = 500;
};

struct tenant {
  std::string id, slug, name, database_type, database_url, database_name, status, migration_url;
  bool deleted = false;
  bool without_status = false;  // the registry has no such column: everybody may take part
  std::map<std::string, std::string> where_columns;  // the values that --where asks for, "" for NULL

  [[nodiscard]] const std::string &label() const { return slug.empty() ? id : slug; }  // for a person
};

// Reads the registry through one session on the master.
class registry {
 public:
  // Looks at the table's columns.  Errors: bad_config naming the missing required column and the table's
  // columns, or that the table does not exist.  `extra` are columns that conditions need.
  static result<registry> open(session &master, registry_options options,
                               const std::vector<std::string> &extra, const call_limits &limits);

  // Calls `each` for every row in order of id; false stops.  Pages by key.
  status for_each(const std::function<bool(tenant &&)> &each, const call_limits &limits);
  // One page after the given id ("" from the start); empty: the end.
  result<std::vector<tenant>> next_page(const call_limits &limits);
  void rewind();

 private:
  struct role_column {
    std::string role;        // "id" …, or the column of a condition as it was written
    std::size_t column = 0;  // in the SELECT
    bool condition = false;
  };
  registry() = default;
  status find_table(const call_limits &limits);
  status find_columns(const std::vector<std::string> &extra);
  status refuse_null_ids(const call_limits &limits);
  result<std::size_t> select_column(const std::string &column);
  [[nodiscard]] error explain(error e) const;
  [[nodiscard]] tenant to_tenant(const row &r) const;

  session *master_ = nullptr;
  registry_options options_;
  std::string place_;                       // the table and its database, for messages
  std::string from_;                        // the table as SQL
  std::vector<std::string> table_columns_;  // as the server spells them
  std::vector<std::string> selected_;       // of those, the ones in the SELECT; the first is the id
  std::vector<role_column> roles_;          // what each is
  std::string select_, order_;              // the statement before and behind its WHERE
  std::string quoted_id_;
  std::optional<cell> after_;
  bool ended_ = false;
};

}  // namespace tenantry
