// T-44: a transaction in which tables are rebuilt (copy, drop, rename).  With foreign keys on, DROP TABLE
// deletes the rows of every referencing table that says ON DELETE CASCADE, and the pragma that turns them off
// is ignored inside a transaction.  So they are off before BEGIN, and before COMMIT nothing may dangle that
// did not dangle before, and no table that no statement named may have lost rows.  DROP TABLE takes a table's
// triggers with it too: one that no statement named must still be there, or its table must be gone.
#pragma once
#include <tenantry/sdk/connection.hpp>

#include <map>
#include <string>

#include "handle.hpp"

namespace tenantry::sqlite {

class rebuild_guard {
 public:
  explicit rebuild_guard(sqlite3 *db) : db_(db) {}

  void take_baseline() {
    before_ = measure();
    triggers_ = triggers();
  }
  void note_statement(std::string_view sql) { statements_.append(sql).append("\n"); }
  void check_before_commit() const;  // throws TNT_SQL with effect none: the host rolls back

 private:
  struct child {  // a table that references another
    std::int64_t rows = 0;
    std::int64_t violations = 0;
    std::string mismatch;  // why SQLite cannot check it, "" where it can
  };
  using children = std::map<std::string, child>;
  using trigger_tables = std::map<std::string, std::string>;

  [[nodiscard]] children measure() const;
  [[nodiscard]] child measure_table(const std::string &name) const;
  [[nodiscard]] trigger_tables triggers() const;
  [[nodiscard]] bool has_table(const std::string &name) const;
  void check_table(const std::string &name, const child &now) const;
  void check_triggers() const;
  [[nodiscard]] bool was_named(std::string_view object) const;

  sqlite3 *db_;
  children before_;
  trigger_tables triggers_;
  std::string statements_;
};

}  // namespace tenantry::sqlite
