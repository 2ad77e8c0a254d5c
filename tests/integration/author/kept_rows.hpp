#pragma once
// Rows that must outlive a migration between two versions of a schema of real_schema.hpp.
#include <map>
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/schema/model.hpp"

namespace tenantry::testing {

class kept_rows {
 public:
  // Two rows in each table of `a` that stay lawful in `b`: one with all values, one with as many NULLs as
  // both allow.  A table whose keys or checks name a column that one of them lacks stays empty: what such a
  // column holds when it comes back is not told.
  kept_rows(const schema_model &a, const schema_model &b) : a_(a), b_(b) {}

  void insert(session &on);
  // Throws where a value of a table and a column that both versions have is not what it was.
  void hold(session &on, const std::string &after_what) const;
  [[nodiscard]] std::size_t tables() const { return values_.size(); }  // that have rows and are in both

 private:
  using table_rows = std::vector<std::vector<std::string>>;
  [[nodiscard]] table_rows read(session &on, const sdk::table_definition &table) const;

  const schema_model &a_, &b_;
  std::map<std::string, table_rows> values_;
};

}  // namespace tenantry::testing
