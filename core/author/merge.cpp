#include "core/author/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tenantry {
namespace {

class merger {
 public:
  merged_schema made;

  void merge(const schema_model &base, const schema_model &first, const schema_model &second) {
    schema_model &all = made.schema;
    all.schemas = list("schema", base.schemas, first.schemas, second.schemas);
    all.enums = list("enum", base.enums, first.enums, second.enums);
    all.sequences = list("sequence", base.sequences, first.sequences, second.sequences);
    all.views = list("view", base.views, first.views, second.views);
    all.opaque = list("object", base.opaque, first.opaque, second.opaque);
    all.tables = list("table", base.tables, first.tables, second.tables);
    sdk::sort_schema(all);
  }

 private:
  template <class Item>
  std::string name_of(const Item &one) const {
    if constexpr (requires { one.on_table; })
      return display_name(one.on_schema, one.on_table, one.kind + " " + one.name);
    else if constexpr (requires { one.schema; })
      return display_name(one.schema, one.name);
    else
      return table_.empty() ? one.name : fmt::format("{}.{}", table_, one.name);
  }

  template <class Item>
  static bool same_name(const Item &a, const Item &b) {
    if constexpr (requires { a.on_table; })
      return a.kind == b.kind && a.schema == b.schema && a.name == b.name && a.on_schema == b.on_schema &&
             a.on_table == b.on_table;
    else if constexpr (requires { a.schema; })
      return a.schema == b.schema && a.name == b.name;
    else
      return a.name == b.name;
  }
  template <class Item>
  static const Item *find(const std::vector<Item> &all, const Item &like) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Item &one) { return same_name(one, like); });
    return found == all.end() ? nullptr : &*found;
  }

  // What one side left alone is as the other side has it.
  template <class Item>
  std::vector<Item> list(const char *what, const std::vector<Item> &base, const std::vector<Item> &first,
                         const std::vector<Item> &second) {
    std::vector<Item> all;
    for (const Item &one : first) {
      const Item *before = find(base, one), *other = find(second, one);
      if (other != nullptr) {
        all.push_back(item(what, before, one, *other));
      } else if (before == nullptr) {
        all.push_back(one);
      } else if (*before != one) {
        conflict(what, name_of(one));
      }
    }
    for (const Item &one : second) {
      if (find(first, one) != nullptr) continue;
      const Item *before = find(base, one);
      if (before == nullptr)
        all.push_back(one);
      else if (*before != one)
        conflict(what, name_of(one));
    }
    return all;
  }

  template <class Item>
  Item item(const char *what, const Item *before, const Item &first, const Item &second) {
    if (first == second || (before != nullptr && *before == second)) return first;
    if (before != nullptr && *before == first) return second;
    if constexpr (std::is_same_v<Item, sdk::table_definition>)
      if (before != nullptr) return table(*before, first, second);
    conflict(what, name_of(first));
    return first;
  }

  template <class Value>
  Value value(const std::string &what, const Value &base, const Value &first, const Value &second) {
    if (second == base || first == second) return first;
    if (first != base) conflict("table", what);
    return second;
  }

  sdk::table_definition table(const sdk::table_definition &base, const sdk::table_definition &first,
                              const sdk::table_definition &second) {
    sdk::table_definition all{first.schema, first.name};
    table_ = display_name(first.schema, first.name);
    all.columns = list("column", base.columns, first.columns, second.columns);
    all.uniques = list("unique constraint", base.uniques, first.uniques, second.uniques);
    all.foreign_keys = list("foreign key", base.foreign_keys, first.foreign_keys, second.foreign_keys);
    all.checks = list("check", base.checks, first.checks, second.checks);
    all.indexes = list("index", base.indexes, first.indexes, second.indexes);
    all.primary_key =
        value(table_ + " (primary key)", base.primary_key, first.primary_key, second.primary_key);
    all.primary_key_name = value(table_ + " (primary key's name)", base.primary_key_name,
                                 first.primary_key_name, second.primary_key_name);
    all.comment = value(table_ + " (comment)", base.comment, first.comment, second.comment);
    table_.clear();
    return all;
  }

  void conflict(const char *what, const std::string &name) {
    made.conflicts.push_back(fmt::format("{} \"{}\"", what, name));
  }

  std::string table_;
};

}  // namespace

merged_schema merge_schemas(const schema_model &base, const schema_model &first, const schema_model &second) {
  merger all;
  all.merge(base, first, second);
  return std::move(all.made);
}

}  // namespace tenantry
