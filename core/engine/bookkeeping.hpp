#pragma once
// The SQL of tenantry's own history table: plain SQL-92 with "?", which adapters translate.  The table itself
// is described as a document and rendered by the adapter, so no database's DDL stands here.
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/adapter/types.hpp"
#include "core/engine/engine.hpp"
#include "core/engine/own_table.hpp"
#include "core/migration/history.hpp"

namespace tenantry {

class bookkeeping {
 public:
  static result<bookkeeping> make(const adapter &a, const engine_options &options);

  [[nodiscard]] const std::string &select_sql() const { return select_; }  // parameter: track
  [[nodiscard]] const std::string &insert_sql() const { return insert_; }
  // Two events in one statement, with the parameters of both; SQL-92 that not every database takes.
  [[nodiscard]] const std::string &insert_two_sql() const { return insert_two_; }
  [[nodiscard]] const std::string &lock_name() const { return name_.qualified; }
  [[nodiscard]] std::vector<cell> select_parameters() const;
  [[nodiscard]] std::vector<cell> insert_parameters(const history_event &e) const;

  // Statements that make the table, its schema first where there is one to make.
  [[nodiscard]] result<std::vector<std::string>> create_statements(const adapter &a, bool with_schema) const;

  static result<std::vector<history_event>> to_events(const rows &r);

 private:
  std::string track_, actor_, version_, run_;
  own_table_name name_;
  std::string select_, insert_, insert_two_;
};

}  // namespace tenantry
