// Tables and their parts.
#include <algorithm>
#include <optional>

#include "core/schema/diff_parts.hpp"

namespace tenantry {
namespace {

using table = sdk::table_definition;

template <class Items>
void erase_named(Items &all, const std::string &name) {
  std::erase_if(all, [&](const auto &one) { return one.name == name; });
}
bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}
bool same_key(const table &a, const table &b) {
  return a.primary_key == b.primary_key && a.primary_key_name == b.primary_key_name;
}
std::vector<std::string> columns_of(const sdk::index_definition &index) {
  std::vector<std::string> names;
  for (const sdk::index_part &part : index.parts) names.push_back(part.value.text);
  return names;
}

}  // namespace

std::vector<sdk::opaque_definition> differ::triggers_of(const table &of) const {
  std::vector<sdk::opaque_definition> made;
  for (const sdk::opaque_definition &one : now_.opaque)
    if (one.kind == "trigger" && one.on_schema == of.schema && one.on_table == of.name) made.push_back(one);
  return made;
}

template <class Mutate>
void differ::step(const object_place &place, std::string kind, const std::string &name,
                  const Mutate &mutate) {
  table_ref &now = tables_.at(place);
  table next = *now;
  mutate(next);
  sdk::sort_table(next);
  schema_change made;
  made.kind = std::move(kind);
  made.schema = place.schema;
  made.name = name;
  made.before = now;
  made.after = now = std::make_shared<const table>(std::move(next));
  made.attached = triggers_of(*now);
  put(std::move(made));
}

schema_model differ::tables_as_model() const {
  schema_model all;
  for (const auto &[place, one] : tables_) all.tables.push_back(*one);
  return all;
}

void differ::take_renamed(const schema_model &all) {
  tables_by_place next;
  for (const table &one : all.tables) {
    const object_place place{one.schema, one.name};
    const auto found = tables_.find(place);
    const bool same = found != tables_.end() && *found->second == one;
    next[place] = same ? found->second : std::make_shared<const table>(one);
  }
  tables_ = std::move(next);
}

// Which are new, stay, go: by the names that they have in the end.
void differ::sort_tables_out() {
  const auto name_after = [&](const object_place &place) {
    for (const auto &[from, to] : renames_.tables)
      if (from == place) return to;
    return place;
  };
  std::set<object_place> stay;
  for (const table &one : to_.tables) wanted_[{one.schema, one.name}] = &one;
  for (const auto &[place, one] : tables_) {
    const object_place after = name_after(place);
    if (wanted_.count(after) == 0) {
      gone_.push_back(place);
      continue;
    }
    stay.insert(after);
    for (const sdk::column_definition &column : one->columns) {
      const auto *next = sdk::find_named(wanted_.at(after)->columns, column.name);
      const bool renamed =
          std::any_of(renames_.columns.begin(), renames_.columns.end(),
                      [&](const auto &told) { return told.table == after && told.from == column.name; });
      if (!renamed && (next == nullptr || next->type != column.type)) touched_.insert(place);
    }
  }
  for (const auto &[place, one] : wanted_) (stay.count(place) != 0 ? old_ : new_).push_back(place);
}

void differ::create_tables() {
  for (const object_place &place : new_) {
    schema_change made;
    made.kind = "create_table";
    made.schema = place.schema;
    made.name = place.name;
    made.after = std::make_shared<const table>(*wanted_.at(place));
    tables_[place] = made.after;
    put(std::move(made));
  }
}

// Keys of tables that stay go first, or the table could not; then those that reference others before those
// that are referenced; a circle is opened by dropping a key.
void differ::drop_tables() {
  const std::set<object_place> gone(gone_.begin(), gone_.end());
  std::vector<std::pair<object_place, std::string>> keys;
  for (const object_place &place : old_places())
    for (const sdk::foreign_key_definition &key : tables_.at(place)->foreign_keys)
      if (gone.contains({key.to_schema, key.to_table})) keys.emplace_back(place, key.name);
  for (const auto &[place, name] : keys) drop_key(place, name);
  drop_gone(gone);
}

// Those that stay, by the names that they have now.
std::vector<object_place> differ::old_places() const {
  const std::set<object_place> gone(gone_.begin(), gone_.end()), fresh(new_.begin(), new_.end());
  std::vector<object_place> made;
  for (const auto &[place, one] : tables_)
    if (!gone.contains(place) && !fresh.contains(place)) made.push_back(place);
  return made;
}

void differ::drop_key(const object_place &place, const std::string &name) {
  step(place, "drop_foreign_key", name, [&](table &one) { erase_named(one.foreign_keys, name); });
}

// The first that no other one references; in a ring a key goes first.
void differ::drop_gone(std::set<object_place> left) {
  std::map<object_place, std::size_t> references;  // from others that are left
  const auto each_target = [&](const object_place &from, const auto &use) {
    for (const sdk::foreign_key_definition &key : tables_.at(from)->foreign_keys)
      if (const object_place to{key.to_schema, key.to_table}; to != from && left.contains(to))
        use(to, key.name);
  };
  std::set<object_place> free = left;
  for (const object_place &one : left)
    each_target(one, [&](const object_place &to, const std::string &) {
      ++references[to];
      free.erase(to);
    });
  const auto release = [&](const object_place &to) {
    if (--references[to] == 0) free.insert(to);
  };
  while (!left.empty()) {
    if (free.empty()) {
      const object_place first = *left.begin();
      std::optional<std::pair<object_place, std::string>> by;
      for (const object_place &one : left)
        each_target(one, [&](const object_place &to, const std::string &key) {
          if (!by && to == first) by = {one, key};
        });
      drop_key(by->first, by->second);
      release(first);
      continue;
    }
    const object_place next = *free.begin();
    schema_change made;
    made.kind = "drop_table";
    made.schema = next.schema;
    made.name = next.name;
    put(std::move(made));
    each_target(next, [&](const object_place &to, const std::string &) { release(to); });
    tables_.erase(next);
    left.erase(next);
    free.erase(next);
  }
}

void differ::rename_tables() {
  for (const auto &[from, to] : renames_.tables) {
    schema_model all = tables_as_model();
    rename_table(all, from, to);
    take_renamed(all);
    schema_change made;
    made.kind = "rename_table";
    made.schema = from.schema;
    made.name = from.name;
    made.to_schema = to.schema;
    made.to = to.name;
    made.after = tables_.at(to);
    put(std::move(made));
    for (sdk::opaque_definition &one : now_.opaque)
      if (one.on_schema == from.schema && one.on_table == from.name) {
        one.on_schema = to.schema;
        one.on_table = to.name;
      }
  }
}

void differ::rename_columns() {
  for (const auto &[place, from, to] : renames_.columns) {
    schema_change made;
    made.kind = "rename_column";
    made.schema = place.schema;
    made.name = from;
    made.to = to;
    made.before = tables_.at(place);
    schema_model all = tables_as_model();
    rename_column(all, place, from, to);
    for (table &one : all.tables) sdk::sort_table(one);
    take_renamed(all);
    made.after = tables_.at(place);
    made.attached = triggers_of(*made.after);
    put(std::move(made));
  }
}

template <class Items, class Same>
void differ::drop_changed(const char *kind, Items table::*items, const Same &same) {
  for (const object_place &place : old_) {
    const Items before = (*tables_.at(place)).*items;  // copied: the steps below replace the table
    for (const auto &one : before) {
      const auto *after = sdk::find_named((*wanted_.at(place)).*items, one.name);
      if (after == nullptr || !same(one, *after, place))
        step(place, kind, one.name, [&](table &next) { erase_named(next.*items, one.name); });
    }
  }
}

template <class Items>
void differ::add_missing(const object_place &place, const char *kind, Items table::*items) {
  for (const auto &one : (*wanted_.at(place)).*items)
    if (sdk::find_named((*tables_.at(place)).*items, one.name) == nullptr)
      step(place, kind, one.name, [&](table &next) { (next.*items).push_back(one); });
}

// By a foreign key that stands now (of a table that stays), or that will be added.
bool differ::is_referenced(const object_place &target, const std::vector<std::string> &columns,
                           bool by_new_keys) const {
  const auto hit = [&](const sdk::foreign_key_definition &key) {
    return object_place{key.to_schema, key.to_table} == target && same_set(key.to_columns, columns);
  };
  if (!by_new_keys)
    return std::any_of(tables_.begin(), tables_.end(), [&](const auto &one) {
      return std::any_of(one.second->foreign_keys.begin(), one.second->foreign_keys.end(), hit);
    });
  return std::any_of(wanted_.begin(), wanted_.end(), [&](const auto &one) {
    return std::any_of(one.second->foreign_keys.begin(), one.second->foreign_keys.end(), hit);
  });
}

void differ::drop_keys() {
  for (const object_place &place : old_)
    if (const table &now = *tables_.at(place); !now.primary_key.empty() && !same_key(now, *wanted_.at(place)))
      step(place, "drop_primary_key", "", [](table &next) {
        next.primary_key.clear();
        next.primary_key_name.clear();
      });
}

void differ::drop_parts() {
  drop_unreferenced_uniques();
  drop_changed("drop_check", &table::checks, [](const auto &a, const auto &b, const object_place &place) {
    return same_expression(a.value, b.value, place.name);
  });
  drop_changed("drop_foreign_key", &table::foreign_keys,
               [](const auto &a, const auto &b, const object_place &) { return a == b; });
  drop_changed("drop_unique", &table::uniques,
               [](const auto &a, const auto &b, const object_place &) { return a == b; });
  recreate_enums();
  drop_changed("drop_index", &table::indexes, [](const auto &a, const auto &b, const object_place &place) {
    return same_index(a, b, place.name);
  });
  drop_keys();
}

// Drizzle drops uniques first; one that a foreign key stands on has to wait for it.
void differ::drop_unreferenced_uniques() {
  for (const object_place &place : old_) {
    const auto before = tables_.at(place)->uniques;
    for (const sdk::unique_definition &one : before) {
      const auto *after = sdk::find_named(wanted_.at(place)->uniques, one.name);
      if ((after == nullptr || *after != one) && !is_referenced(place, one.columns, false))
        step(place, "drop_unique", one.name, [&](table &next) { erase_named(next.uniques, one.name); });
    }
  }
}

void differ::alter_columns() {
  for (const object_place &place : old_) {
    const auto before = tables_.at(place)->columns;
    for (const sdk::column_definition &column : before) {
      const auto *after = sdk::find_named(wanted_.at(place)->columns, column.name);
      if (after == nullptr || same_column(column, *after, place.name)) continue;
      step(place, "alter_column", column.name,
           [&](table &next) { *sdk::find_named(next.columns, column.name) = *after; });
    }
  }
}

bool differ::needs_new_column(const table &one) const {
  const table &now = *tables_.at({one.schema, one.name});
  return std::any_of(one.primary_key.begin(), one.primary_key.end(),
                     [&](const std::string &name) { return sdk::find_named(now.columns, name) == nullptr; });
}

// Drizzle adds keys before columns; a key over a new column has to wait for it.
void differ::add_keys(bool with_new_columns) {
  for (const object_place &place : old_) {
    const table &after = *wanted_.at(place);
    if (after.primary_key.empty() || !tables_.at(place)->primary_key.empty()) continue;
    if (!with_new_columns && needs_new_column(after)) continue;
    step(place, "add_primary_key", "", [&](table &next) {
      next.primary_key = after.primary_key;
      next.primary_key_name = after.primary_key_name;
    });
  }
}

void differ::add_columns() {
  add_keys(false);
  for (const object_place &place : old_) add_missing(place, "add_column", &table::columns);
  add_keys(true);
}

// A foreign key needs what it references to be unique already.
void differ::add_referenced_parts() {
  for (const object_place &place : old_) {
    for (const sdk::unique_definition &one : wanted_.at(place)->uniques)
      if (sdk::find_named(tables_.at(place)->uniques, one.name) == nullptr &&
          is_referenced(place, one.columns, true))
        step(place, "add_unique", one.name, [&](table &next) { next.uniques.push_back(one); });
    for (const sdk::index_definition &one : wanted_.at(place)->indexes)
      if (one.unique && sdk::find_named(tables_.at(place)->indexes, one.name) == nullptr &&
          is_referenced(place, columns_of(one), true))
        step(place, "create_index", one.name, [&](table &next) { next.indexes.push_back(one); });
  }
}

void differ::create_new_parts() {
  add_referenced_parts();
  const auto put_new = [&](const char *kind, const object_place &place, const std::string &name) {
    schema_change made;
    made.kind = kind;
    made.schema = place.schema;
    made.name = name;
    made.before = made.after = tables_.at(place);
    made.new_table = true;
    put(std::move(made));
  };
  const auto early = [&](const object_place &place, const sdk::index_definition &index) {
    return index.unique && is_referenced(place, columns_of(index), true);
  };
  for (const object_place &place : new_)
    for (const sdk::index_definition &index : wanted_.at(place)->indexes)
      if (early(place, index)) put_new("create_index", place, index.name);
  for (const object_place &place : new_)
    for (const sdk::foreign_key_definition &key : wanted_.at(place)->foreign_keys)
      put_new("add_foreign_key", place, key.name);
  for (const object_place &place : new_)
    for (const sdk::index_definition &index : wanted_.at(place)->indexes)
      if (!early(place, index)) put_new("create_index", place, index.name);
}

void differ::create_old_parts() {
  for (const object_place &place : old_) add_missing(place, "add_foreign_key", &table::foreign_keys);
  for (const object_place &place : old_) add_missing(place, "create_index", &table::indexes);
}

void differ::drop_columns() {
  for (const object_place &place : old_) {
    const auto before = tables_.at(place)->columns;
    for (const sdk::column_definition &column : before)
      if (sdk::find_named(wanted_.at(place)->columns, column.name) == nullptr)
        step(place, "drop_column", column.name, [&](table &next) { erase_named(next.columns, column.name); });
  }
}

void differ::add_constraints() {
  for (const object_place &place : old_) add_missing(place, "add_unique", &table::uniques);
  for (const object_place &place : old_) add_missing(place, "add_check", &table::checks);
}

void differ::comment_tables() {
  for (const object_place &place : old_) {
    const std::string &comment = wanted_.at(place)->comment;
    if (tables_.at(place)->comment != comment)
      step(place, "comment_table", "", [&](table &next) { next.comment = comment; });
  }
}

}  // namespace tenantry
