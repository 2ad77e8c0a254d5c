// The third layer under sdk::sql_dialect: statements that look at the rows before a migration changes
// anything.
#pragma once
#include <tenantry/sdk/sql_tables.hpp>

namespace tenantry::sdk {

/// What a guard looks for.
struct row_guard {
  std::string rows;      ///< FROM's text: rows that must not be there
  std::string words;     ///< what follows their number in the error
  std::string sqlstate;  ///< of the error that would come later, ISO: 23502, 23503, 23505
};

/// Third layer: guards. What would fail later fails first, with the number of rows, and nothing of the
/// migration has taken effect.
class sql_guards : public sql_tables {
 protected:
  // ---- what a dialect overrides

  /// Statements that fail where `what.rows` has a row, with their number in front of `what.words`, and change
  /// nothing: a migration that must fail does so first.  Nothing where there is no way to say it.
  [[nodiscard]] virtual rendered_statements guard(const row_guard & /*what*/, const dialect_target &) const {
    return {};
  }
  /// The guard against rows without a value in the column.
  [[nodiscard]] virtual rendered_statements require_values(const table_change &change,
                                                           const dialect_target &target) const {
    return guard({rows_without_value(change, target),
                  " rows of \"" + change.after.name + "\" have no \"" + change.name + "\"", "23502"},
                 target);
  }
  /// The guard against rows that reference nothing: `name` is a foreign key of `after`.
  [[nodiscard]] virtual rendered_statements require_parents(const table_change &change,
                                                            const dialect_target &target) const {
    const foreign_key_definition &key = part_of(change.after.foreign_keys, change.name);
    return guard({rows_without_parent(change, target),
                  " rows of \"" + change.after.name + "\" reference no row of \"" + key.to_table +
                      "\" (foreign key \"" + key.name + "\")",
                  "23503"},
                 target);
  }
  /// The guard against rows that share a key: `name` is a unique constraint or a unique index of `after`, or
  /// its primary key's.
  [[nodiscard]] virtual rendered_statements require_distinct(const table_change &change,
                                                             const dialect_target &target) const {
    return guard({doubled_keys(change, target),
                  " keys are in more than one row of \"" + change.after.name + "\" (" +
                      (change.name.empty() ? "primary key" : "\"" + change.name + "\"") + ")",
                  "23505"},
                 target);
  }
  /// Which keys of a unique constraint, rendered already, are compared at all; "" for every key.  `distinct`:
  /// two NULLs are two values.
  [[nodiscard]] virtual std::string compared_keys(const std::vector<std::string> &key, bool distinct) const {
    std::string all;
    if (distinct)
      for (const std::string &part : key) all += (all.empty() ? "" : " AND ") + part + " IS NOT NULL";
    return all;
  }

  // ---- what it may call

  /// "t" WHERE "c" IS NULL: what require_values counts.
  [[nodiscard]] std::string rows_without_value(const table_change &change,
                                               const dialect_target &target) const {
    return qualified(change.after.schema, change.after.name, target) + " WHERE " +
           named(change.name, target) + " IS NULL";
  }
  /// The rows whose foreign key references nothing: what require_parents counts.
  [[nodiscard]] std::string rows_without_parent(const table_change &change,
                                                const dialect_target &target) const {
    const foreign_key_definition &key = part_of(change.after.foreign_keys, change.name);
    std::string given, same;
    for (std::size_t at = 0; at < key.columns.size() && at < key.to_columns.size(); ++at) {
      const std::string child = "child." + named(key.columns[at], target);
      given += child + " IS NOT NULL AND ";
      same += (same.empty() ? "" : " AND ") + ("parent." + named(key.to_columns[at], target)) + " = " + child;
    }
    return qualified(change.after.schema, change.after.name, target) + " child WHERE " + given +
           "NOT EXISTS (SELECT 1 FROM " + referenced_table(key, target) + " parent WHERE " + same + ")";
  }
  /// (SELECT … GROUP BY … HAVING COUNT(*) > 1) doubled: what require_distinct counts.
  [[nodiscard]] std::string doubled_keys(const table_change &change, const dialect_target &target) const {
    const table_definition &table = change.after;
    const auto *unique = find_named(table.uniques, change.name);
    const auto *index = unique == nullptr ? find_named(table.indexes, change.name) : nullptr;
    std::vector<std::string> key;
    std::string where;
    if (index != nullptr) {
      for (const index_part &part : index->parts)
        key.push_back(expression_text(part.value, table.name, target));
      where = compared_keys(key, !index->nulls_not_distinct);
      if (!index->where.is(expression::node::none))
        where += (where.empty() ? "(" : " AND (") + expression_text(index->where, table.name, target) + ")";
    } else {
      for (const std::string &name : unique != nullptr ? unique->columns : table.primary_key)
        key.push_back(named(name, target));
      where = compared_keys(key, unique != nullptr && !unique->nulls_not_distinct);
    }
    if (key.empty())
      throw failure(TNT_BAD_ARGUMENT, "the change names \"" + change.name + "\", which its table lacks");
    std::string by;
    for (const std::string &part : key) by += (by.empty() ? "" : ", ") + part;
    return "(SELECT 1 AS n FROM " + qualified(table.schema, table.name, target) +
           (where.empty() ? "" : " WHERE " + where) + " GROUP BY " + by + " HAVING COUNT(*) > 1) doubled";
  }
  /// The column of that name; throws where the change is malformed.
  static const column_definition &column_of(const table_definition &table, const std::string &name) {
    return part_of(table.columns, name);
  }
  /// The constraint or index of that name; throws where the change is malformed.
  template <class Items>
  static const typename Items::value_type &part_of(const Items &all, const std::string &name) {
    const auto *found = find_named(all, name);
    if (found == nullptr)
      throw failure(TNT_BAD_ARGUMENT, "the change names \"" + name + "\", which its table lacks");
    return *found;
  }
};

}  // namespace tenantry::sdk
