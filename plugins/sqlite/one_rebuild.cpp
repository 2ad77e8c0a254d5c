#include "one_rebuild.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tenantry::sqlite {
namespace {

using change = sdk::table_change;
using node = sdk::expression::node;
using names = std::set<std::string>;

bool is_one_of(std::string_view kind, std::initializer_list<std::string_view> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

void forget_comments(sdk::table_definition &table) {
  table.comment.clear();
  for (sdk::column_definition &column : table.columns) column.comment.clear();
}

names columns_in(const sdk::expression &e) {
  names all;
  if (e.is(node::column)) all.insert(e.text);
  for (const sdk::expression &one : e.args) all.merge(columns_in(one));
  return all;
}
bool has_text(const sdk::expression &e) {
  return e.is(node::sql) || std::any_of(e.args.begin(), e.args.end(), has_text);
}

std::size_t script_of(const nlohmann::json &from) {
  return from.value("script", std::size_t{0});
}
bool is_part_of_table(const nlohmann::json &from) {
  const auto before = from.find("before");
  return before != from.end() && (before->is_number() || before->contains("columns"));
}

// Changes of one table that one rebuild makes, as far as they go.
class rebuild_list {
 public:
  rebuild_list(std::size_t number, std::size_t script, const change &first) : script_(script) {
    for (const sdk::foreign_key_definition &key : first.before.foreign_keys) references_.insert(key.to_table);
    after_ = first.before;
    add(number, first);
  }

  void add(std::size_t number, const change &one) {
    numbers_.push_back(number);
    note(one);
    after_ = one.after;
  }
  void pass(const change &one) { after_ = one.after; }

  // What is copied is SQL over a row as it was before the first change: what it names must be so still.
  [[nodiscard]] bool fits(const change &one) const {
    if (one.kind == "fill_column") return can_fill(one);
    if (one.kind != "alter_column") return true;
    const auto *before = sdk::find_named(one.before.columns, one.name);
    const auto *after = sdk::find_named(one.after.columns, one.name);
    if (!one.using_texts.empty()) return touched_.empty();
    return before == nullptr || after == nullptr || before->type == after->type ||
           !touched_.contains(one.name);
  }
  [[nodiscard]] bool follows(const change &one) const { return after_ == one.before; }
  [[nodiscard]] bool leaves_alone(const std::vector<std::string> &columns) const {
    return std::none_of(columns.begin(), columns.end(),
                        [&](const std::string &one) { return touched_.contains(one); });
  }
  [[nodiscard]] bool references(const std::string &table) const { return references_.contains(table); }
  [[nodiscard]] bool frees_index(const std::string &name) const { return freed_indexes_.contains(name); }
  [[nodiscard]] std::size_t script() const { return script_; }
  [[nodiscard]] const std::vector<std::size_t> &numbers() const { return numbers_; }

 private:
  void note(const change &one) {
    if (one.kind == "add_column" || one.kind == "drop_column" || one.kind == "fill_column") {
      touched_.insert(one.name);
      (one.kind == "add_column" ? added_ : one.kind == "fill_column" ? filled_ : dropped_).insert(one.name);
    }
    if (one.kind == "drop_index" || one.kind == "rename_index") freed_indexes_.insert(one.name);
    if (one.kind != "alter_column") return;
    const auto *before = sdk::find_named(one.before.columns, one.name);
    const auto *after = sdk::find_named(one.after.columns, one.name);
    if (before == nullptr || after == nullptr || before->type != after->type || !one.using_texts.empty() ||
        before->generated != after->generated)
      touched_.insert(one.name);
  }
  [[nodiscard]] bool can_fill(const change &one) const {
    const bool fresh = added_.contains(one.name) && !dropped_.contains(one.name);
    if (filled_.contains(one.name) || (!fresh && touched_.contains(one.name))) return false;
    if (has_text(one.fill.value)) return false;
    const names used = columns_in(one.fill.value);
    return leaves_alone({used.begin(), used.end()});
  }

  std::size_t script_;
  std::vector<std::size_t> numbers_;
  sdk::table_definition after_;  // of the last change
  names references_, touched_, added_, dropped_, filled_, freed_indexes_;
};

class finder {
 public:
  finder(const nlohmann::json &changes, const sdk::table_list &tables) : changes_(changes), tables_(tables) {
    for (const nlohmann::json &one : changes)
      if (is_part_of_table(one) && !one.value("new_table", false))
        ++changes_of_[{table_of(one), script_of(one)}];
  }

  std::vector<std::vector<std::size_t>> find() {
    const bool any =
        std::any_of(changes_of_.begin(), changes_of_.end(), [](const auto &one) { return one.second > 1; });
    if (!any) return {};
    for (std::size_t number = 0; number < changes_.size(); ++number) {
      const nlohmann::json &one = changes_.at(number);
      if (is_part_of_table(one))
        take_part(number, one);
      else
        take_object(one);
    }
    close_if([](const auto &) { return true; });
    std::sort(made_.begin(), made_.end());
    return std::move(made_);
  }

 private:
  using open_list = std::pair<const std::string, rebuild_list>;

  [[nodiscard]] std::string table_of(const nlohmann::json &from) const {
    const nlohmann::json &after = from.at("after");
    return after.is_number() ? tables_.at(after).name : after.at("name").get<std::string>();
  }

  template <class Which>
  void close_if(const Which &which) {
    for (auto one = open_.begin(); one != open_.end();) {
      if (!which(*one)) {
        ++one;
        continue;
      }
      if (one->second.numbers().size() > 1) made_.push_back(one->second.numbers());
      one = open_.erase(one);
    }
  }
  void close(const std::string &table) {
    close_if([&](const open_list &one) { return one.first == table; });
  }

  // A new table, a view, an enum that nothing uses yet: no rebuild sees it.
  void take_object(const nlohmann::json &from) {
    const std::string kind = from.value("kind", "");
    if (kind == "rename_table" || kind == "alter_enum" || kind == "rename_enum_value" ||
        kind.ends_with("_opaque"))
      return close_if([](const open_list &) { return true; });
    if (kind != "drop_table") return;
    // Where foreign keys are on, it would look for rows that reference it.
    const std::string name = from.value("name", "");
    close_if([&](const open_list &one) { return one.first == name || one.second.references(name); });
  }

  void take_part(std::size_t number, const nlohmann::json &from) {
    const std::string kind = from.value("kind", ""), table = table_of(from);
    const std::size_t script = script_of(from);
    if (const auto found = open_.find(table); found != open_.end() && found->second.script() != script)
      close(table);
    if (kind == "rename_column") return close_if([](const open_list &) { return true; });
    if (kind == "create_index" || kind == "rename_index") {  // a name that an index of another table has yet
      const std::string name = from.value(kind == "create_index" ? "name" : "to", "");
      close_if([&](const open_list &one) { return one.first != table && one.second.frees_index(name); });
    }
    if (kind == "require_parents") return look_at_parents(sdk::read_table_change(from, tables_));
    if (kind == "require_distinct") return close(table);
    if (from.value("new_table", false) || changes_of_.at({table, script}) < 2) return;
    const change one = sdk::read_table_change(from, tables_);
    if (kind == "require_values") return look_at(table, {one.name});
    join(number, script, table, one);
  }

  void join(std::size_t number, std::size_t script, const std::string &table, const change &one) {
    auto found = open_.find(table);
    const bool silent = says_nothing(one);
    if (found != open_.end() && (!found->second.follows(one) || (!silent && !found->second.fits(one)))) {
      close(table);
      found = open_.end();
    }
    if (found == open_.end()) {
      if (needs_rebuild(one)) open_.emplace(table, rebuild_list(number, script, one));
    } else if (silent) {
      found->second.pass(one);
    } else {
      found->second.add(number, one);
    }
  }

  // A guard reads rows as they are now: of columns that a rebuild changes it must read them afterwards.
  void look_at(const std::string &table, const std::vector<std::string> &columns) {
    if (const auto found = open_.find(table); found != open_.end() && !found->second.leaves_alone(columns))
      close(table);
  }
  void look_at_parents(const change &one) {
    const auto *key = sdk::find_named(one.after.foreign_keys, one.name);
    if (key == nullptr) return;
    look_at(one.after.name, key->columns);
    look_at(key->to_table, key->to_columns);
  }

  const nlohmann::json &changes_;
  const sdk::table_list &tables_;
  std::map<std::pair<std::string, std::size_t>, std::size_t> changes_of_;  // of a table, in a script
  std::map<std::string, rebuild_list> open_;
  std::vector<std::vector<std::size_t>> made_;
};

}  // namespace

bool can_add(const change &one) {
  const auto *column = sdk::find_named(one.after.columns, one.name);
  if (column == nullptr) return false;
  const sdk::column_default &value = column->default_value;
  const bool constant = value.empty() || value.kind == "literal";
  const bool filled = column->null || (value.kind == "literal" && !value.value.is(node::null));
  return constant && filled && !column->generated && !column->identity && !column->type.is_enum() &&
         one.before.checks == one.after.checks && one.before.primary_key == one.after.primary_key &&
         one.before.uniques == one.after.uniques && one.before.foreign_keys == one.after.foreign_keys;
}

bool says_nothing(const change &one) {
  if (one.new_table && one.kind == "add_foreign_key") return true;  // CREATE TABLE holds it
  if (one.kind == "validate_constraint" || one.kind == "comment_table") return true;
  if (one.kind != "alter_column") return false;
  change same = one;
  forget_comments(same.before);
  forget_comments(same.after);
  return same.before == same.after;
}

bool needs_rebuild(const change &one) {
  return !says_nothing(one) &&
         !is_one_of(one.kind, {"create_index", "drop_index", "rename_index", "rename_column", "fill_column",
                               "require_values", "require_parents", "require_distinct"}) &&
         (one.kind != "add_column" || !can_add(one));
}

std::vector<std::vector<std::size_t>> find_rebuilds(const nlohmann::json &changes,
                                                    const sdk::table_list &tables) {
  return finder(changes, tables).find();
}

}  // namespace tenantry::sqlite
