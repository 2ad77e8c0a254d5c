// What the columns of a table that is made anew get of the old one's rows: SQL over a row as it is before the
// first change.
#pragma once
#include <tenantry/sdk/schema.hpp>

#include <map>
#include <set>
#include <string>

namespace tenantry::sqlite {

class copied_values {
 public:
  void begin(const sdk::column_definition &column, std::string name) {
    values_[column.name] = std::move(name);
  }
  void write(const std::string &column, std::string value) { values_[column] = std::move(value); }
  // The rows that exist have its default as it is now, `value`.
  void add(const sdk::column_definition &column, std::string value) {
    values_[column.name] = std::move(value);
    added_[column.name] = column.default_value;
  }
  void drop(const std::string &column) {
    values_.erase(column);
    added_[column] = {};
  }
  void fill(const std::string &column, const std::string &value) {
    std::string &now = values_[column];
    now = now == "NULL" ? value : "coalesce(" + now + ", " + value + ")";
    filled_.insert(column);
  }

  // Before the first change, and not another one by that name.
  [[nodiscard]] bool was_there(const std::string &column) const { return !added_.contains(column); }
  // nullptr: SQLite computes it, numbers it, or gives it the default that it has now.
  [[nodiscard]] const std::string *value_of(const sdk::column_definition &column) const {
    const auto found = values_.find(column.name);
    if (found == values_.end() || column.generated) return nullptr;
    const auto added = added_.find(column.name);
    const bool by_itself = added != added_.end() && !filled_.contains(column.name) &&
                           (column.identity || added->second == column.default_value);
    return by_itself ? nullptr : &found->second;
  }

 private:
  std::map<std::string, std::string> values_;
  std::map<std::string, sdk::column_default> added_;
  std::set<std::string> filled_;
};

}  // namespace tenantry::sqlite
