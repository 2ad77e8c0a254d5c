// The list "tables" of tenantry.render/2, both ways: a table stands there whole, or as what sets it apart
// from one before it.  A migration changes a table several times, and each change knows the table as it was
// and as it shall be.
#pragma once
#include <tenantry/sdk/schema_json.hpp>

#include <algorithm>
#include <stdexcept>

namespace tenantry::sdk {

namespace detail {

template <class Item>
bool names_one_twice(const std::vector<Item> &all) {
  for (auto one = all.begin(); one != all.end(); ++one)
    if (std::any_of(all.begin(), one, [&](const Item &other) { return other.name == one->name; }))
      return true;
  return false;
}

// What is gone, then what takes the place of its name or stands at the end: right for any two lists in which
// each name stands once.
template <class Item>
void write_difference(ordered_json &into, const char *key, const std::vector<Item> &from,
                      const std::vector<Item> &to, ordered_json (*write)(const Item &)) {
  auto next = to.begin();
  for (const Item &one : from) {
    if (next == to.end() || next->name != one.name) {
      into["gone"][key].push_back(one.name);
      continue;
    }
    if (*next != one) into["put"][key].push_back(write(*next));
    ++next;
  }
  for (; next != to.end(); ++next) into["put"][key].push_back(write(*next));
}
template <class Item>
void read_difference(std::vector<Item> &into, const char *key, const nlohmann_json &gone,
                     const nlohmann_json &put, Item (*read)(const nlohmann_json &)) {
  for (const std::string &name : names_at(gone, key))
    std::erase_if(into, [&](const Item &one) { return one.name == name; });
  for (Item &one : read_list<Item>(put, key, read)) {
    if (auto *known = find_named(into, one.name))
      *known = std::move(one);
    else
      into.push_back(std::move(one));
  }
}

}  // namespace detail

/// What sets `to` apart from `from`: {"gone": {"checks": ["a"]}, "put": {"columns": […]}}.  Nothing where
/// more differs than columns, constraints and indexes: such a table is written whole.
inline std::optional<ordered_json> write_table_difference(const table_definition &from,
                                                          const table_definition &to) {
  if (from.schema != to.schema || from.name != to.name || from.comment != to.comment ||
      from.primary_key != to.primary_key || from.primary_key_name != to.primary_key_name)
    return std::nullopt;
  for (const table_definition *one : {&from, &to})
    if (detail::names_one_twice(one->columns) || detail::names_one_twice(one->uniques) ||
        detail::names_one_twice(one->foreign_keys) || detail::names_one_twice(one->checks) ||
        detail::names_one_twice(one->indexes))
      return std::nullopt;
  ordered_json made = ordered_json::object();
  detail::write_difference(made, "columns", from.columns, to.columns, detail::write_column);
  detail::write_difference(made, "uniques", from.uniques, to.uniques, detail::write_unique);
  detail::write_difference(made, "foreign_keys", from.foreign_keys, to.foreign_keys,
                           detail::write_foreign_key);
  detail::write_difference(made, "checks", from.checks, to.checks, detail::write_check);
  detail::write_difference(made, "indexes", from.indexes, to.indexes, detail::write_index);
  return made;
}

/// The table that differs from `made` as write_table_difference has it.
inline table_definition read_table_difference(table_definition made, const nlohmann_json &from) {
  static const nlohmann_json nothing = nlohmann_json::object();
  const auto found_gone = from.find("gone"), found_put = from.find("put");
  const nlohmann_json &gone = found_gone == from.end() ? nothing : *found_gone;
  const nlohmann_json &put = found_put == from.end() ? nothing : *found_put;
  detail::read_difference(made.columns, "columns", gone, put, detail::read_column);
  detail::read_difference(made.uniques, "uniques", gone, put, detail::read_unique);
  detail::read_difference(made.foreign_keys, "foreign_keys", gone, put, detail::read_foreign_key);
  detail::read_difference(made.checks, "checks", gone, put, detail::read_check);
  detail::read_difference(made.indexes, "indexes", gone, put, detail::read_index);
  return made;
}

/// The tables of a request by their numbers.  [any]
class table_list {
 public:
  /// Reads the list; throws std::invalid_argument where one is like a later one.
  void read(const nlohmann_json &list) {
    tables_.reserve(list.size());
    for (const nlohmann_json &one : list) {
      const auto like = one.find("like");
      tables_.push_back(like == one.end() ? read_table(one) : read_table_difference(at(*like), one));
    }
  }
  /// The table of that number.
  [[nodiscard]] const table_definition &at(const nlohmann_json &number) const {
    const auto which = number.get<std::size_t>();
    if (which >= tables_.size())
      throw std::invalid_argument("there is no table of the number " + number.dump());
    return tables_[which];
  }
  /// The table that a change has as a number, or, in tenantry.render/1, whole.
  [[nodiscard]] table_definition find(const nlohmann_json &value) const {
    return value.is_number() ? at(value) : read_table(value);
  }

 private:
  std::vector<table_definition> tables_;
};

}  // namespace tenantry::sdk
