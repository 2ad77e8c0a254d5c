#pragma once
// Drizzle's history table, dialect by dialect: the only SQL of a named database in core.  Facts: Drizzle's
// own runs on PostgreSQL, MySQL and SQLite, versions 0.45 and 1.0.0-rc.5.
#include <optional>
#include <string>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/adapter/types.hpp"
#include "core/engine/engine.hpp"
#include "core/migration/history.hpp"

namespace tenantry {

class drizzle_table {
 public:
  // nullopt where Drizzle knows no such dialect.
  static result<std::optional<drizzle_table>> make(const adapter &a, const std::string &dialect,
                                                   const engine_options &options);

  [[nodiscard]] const std::string &select_sql() const { return select_; }
  [[nodiscard]] static result<drizzle_history> to_history(const rows &r);

  // What Drizzle itself sends when the table does not exist; the schema first.
  [[nodiscard]] const std::vector<std::string> &create_statements() const { return create_; }

  // Keeps a Drizzle run that starts later waiting in its SELECT; "" where the dialect has no such lock.
  [[nodiscard]] const std::string &lock_sql() const { return lock_; }
  // Answers 1, or fails (NULL on engines that divide by zero silently) when the rows are not those of `seen`
  // any more.
  [[nodiscard]] std::string unchanged_sql(const drizzle_history &seen) const;
  // Likewise when somebody waits for the table's lock; "" where that cannot be asked.
  [[nodiscard]] const std::string &nobody_waits_sql() const { return nobody_waits_; }

  [[nodiscard]] const std::string &insert_sql(bool v1) const { return v1 ? insert_v1_ : insert_; }
  [[nodiscard]] const std::string &delete_sql() const { return delete_; }  // parameters: created_at, hash
  [[nodiscard]] static std::vector<cell> insert_parameters(bool v1, const std::string &hash,
                                                           std::int64_t when, const std::string &tag);

 private:
  std::string qualified_, select_, insert_, insert_v1_, delete_, lock_, nobody_waits_;
  std::vector<std::string> create_;
};

}  // namespace tenantry
