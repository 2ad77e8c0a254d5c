#include "core/author/steps.hpp"

#include <algorithm>
#include <optional>

namespace tenantry {
namespace {

template <class Edit>
table_ref changed(const table_ref &table, const Edit &edit) {
  auto made = std::make_shared<sdk::table_definition>(*table);
  edit(*made);
  return made;
}
template <class Edit>
table_ref with_column(const table_ref &table, const std::string &name, const Edit &edit) {
  return changed(table, [&](sdk::table_definition &made) {
    if (auto *column = sdk::find_named(made.columns, name)) edit(*column);
  });
}

schema_change of_table(std::string kind, std::string name, table_ref before, table_ref after) {
  schema_change made;
  made.kind = std::move(kind);
  made.name = std::move(name);
  made.before = std::move(before);
  made.after = std::move(after);
  return made;
}

// What makes the keys of `change`, a unique constraint or index or a primary key; nothing where one is
// computed.
std::optional<std::vector<std::string>> key_columns(const schema_change &change) {
  const sdk::table_definition &table = *change.after;
  if (change.kind == "add_primary_key") return table.primary_key;
  if (const auto *unique = sdk::find_named(table.uniques, change.name)) return unique->columns;
  const auto *index = sdk::find_named(table.indexes, change.name);
  if (index == nullptr || !index->where.is(sdk::expression::node::none)) return std::nullopt;
  std::vector<std::string> columns;
  for (const sdk::index_part &part : index->parts) {
    if (!part.value.is(sdk::expression::node::column)) return std::nullopt;
    columns.push_back(part.value.text);
  }
  return columns;
}

// Whether the keys of `change` are not what they will be until one of `changes` is made.
bool writes_key(const std::vector<schema_change> &changes, const schema_change &change) {
  const auto key = key_columns(change);
  return std::any_of(changes.begin(), changes.end(), [&](const schema_change &other) {
    return (other.kind == "add_column" || other.kind == "alter_column") &&
           other.after->name == change.after->name && other.after->schema == change.after->schema &&
           (!key || std::find(key->begin(), key->end(), other.name) != key->end());
  });
}

class planner {
 public:
  planner(const std::vector<schema_change> &changes, const rendition_target &target, const safe_forms &forms,
          const std::vector<backfill> &backfills)
      : changes_(changes), target_(target), forms_(forms), backfills_(backfills) {}

  std::vector<author_step> plan() {
    for (const schema_change &change : changes_) take(change);
    steps_.insert(behind_enums(), guards_.begin(), guards_.end());
    for (author_step &one : indexes_) steps_.push_back(std::move(one));
    if (!validations_.empty()) validations_.front().cut_before = true;
    for (author_step &one : validations_) steps_.push_back(std::move(one));
    if (!required_.empty()) required_.front().cut_before = true;
    for (author_step &one : required_) steps_.push_back(std::move(one));
    return std::move(steps_);
  }

 private:
  void put(schema_change change, bool cut = false) {
    change.online = is_online(change);
    steps_.push_back({std::move(change), cut});
  }

  // Behind what makes the enums that columns of a guard's table may have, and touches no row.
  std::vector<author_step>::const_iterator behind_enums() const {
    return std::find_if(steps_.begin(), steps_.end(), [](const author_step &step) {
      return step.change.kind != "create_schema" && step.change.kind != "create_enum";
    });
  }

  void take(const schema_change &change) {
    const bool online = is_online(change);
    if (has_key_guard(change, forms_)) guard_keys(change);
    if (change.kind == "add_column" && adds_required_column(change)) {
      add_required_column(change);
    } else if (makes_column_required(change)) {
      require_column(change);
    } else if (change.kind == "add_foreign_key" && !change.new_table && forms_.constraints) {
      if (!names_new_column(change))
        put_guard(of_table("require_parents", change.name, change.after, change.after));
      if (is_late())
        add_unchecked(change);
      else
        put(change);
    } else if (change.kind == "add_check" && !change.new_table && is_late()) {
      add_unchecked(change);
    } else if (change.kind == "create_index" && online) {
      create_online(change);
    } else {
      put(change);
    }
  }

  // Wished for an index, for what stands on one, and wherever the dialect tells what lets others work.
  [[nodiscard]] bool is_online(const schema_change &change) const {
    const bool old_part = change.before && change.after && !change.new_table && change.kind != "rename_table";
    return forms_.indexes && target_.online_indexes && old_part &&
           (target_.online_marks || change.kind == "create_index" || change.kind == "drop_index" ||
            change.kind == "add_unique");
  }

  // First where the rows have their keys already; else where they have got them.
  void guard_keys(const schema_change &change) {
    schema_change guard = of_table("require_distinct", change.name, change.after, change.after);
    if (writes_key(changes_, change))
      put(std::move(guard));
    else
      put_guard(std::move(guard));
  }

  // What would fail later fails first, before anything has taken effect; but not before what it names is
  // there under that name.
  void put_guard(schema_change guard) {
    const bool same_names = std::none_of(changes_.begin(), changes_.end(), [](const schema_change &change) {
      return change.kind.starts_with("rename_") || change.kind == "create_table" ||
             change.kind == "alter_enum";
    });
    if (same_names)
      guards_.push_back({std::move(guard), false});
    else
      put(std::move(guard));
  }

  [[nodiscard]] bool is_late() const { return forms_.constraints && target_.not_valid; }
  [[nodiscard]] bool cuts() const { return forms_.not_null && target_.not_valid; }

  // A constant is the column's default for a moment: no row is touched.  Whatever else is written into the
  // rows between a nullable column and a required one.
  void add_required_column(const schema_change &change) {
    const backfill *told = find_backfill(backfills_, *change.after, change.name);
    if (told == nullptr) return put(change);
    const bool constant = told->value.kind == "literal";
    const table_ref first = with_column(change.after, change.name, [&](sdk::column_definition &column) {
      if (constant)
        column.default_value = told->value;
      else
        column.null = true;
    });
    schema_change add = change;
    add.after = first;
    put(std::move(add));
    schema_change rest = of_table("alter_column", change.name, first, change.after);
    rest.attached = change.attached;
    if (constant) return put(std::move(rest));
    require_column(rest);
  }

  // The column exists and is nullable; it may change otherwise too.
  void require_column(const schema_change &change) {
    const table_ref loose =
        with_column(change.after, change.name, [](sdk::column_definition &column) { column.null = true; });
    if (*loose != *change.before) {
      schema_change rest = change;
      rest.after = loose;
      put(std::move(rest));
    }
    const backfill *told = find_backfill(backfills_, *change.after, change.name);
    if (told != nullptr) {
      schema_change fill = of_table("fill_column", change.name, loose, loose);
      fill.fill = told->value;
      put(std::move(fill), cuts());
    }
    schema_change require = change;
    require.before = loose;
    if (told == nullptr && forms_.not_null) put_guard(of_table("require_values", change.name, loose, loose));
    if (!cuts()) return put(std::move(require));
    require_by_check(require, told != nullptr);
  }

  // Where a valid check says the same, SET NOT NULL need not look at the rows.
  void require_by_check(const schema_change &require, bool filled) {
    const std::string name = usual_name(require.after->name, require.name, "not_null");
    const auto checked = [&](const table_ref &table) {
      return changed(table, [&](sdk::table_definition &made) {
        made.checks.push_back(
            {name, sdk::expression::operation_of("is_not_null", {sdk::expression::column_of(require.name)})});
        sdk::sort_table(made);
      });
    };
    const table_ref loose = checked(require.before), strict = checked(require.after);
    schema_change add = of_table("add_check", name, require.before, loose);
    add.not_valid = true;
    put(std::move(add), filled);
    validations_.push_back({of_table("validate_constraint", name, loose, loose), false});
    schema_change set = require;
    set.before = loose;
    set.after = strict;
    required_.push_back({std::move(set), false});
    required_.push_back({of_table("drop_check", name, strict, require.after), false});
  }

  void add_unchecked(const schema_change &change) {
    schema_change made = change;
    made.not_valid = true;
    put(std::move(made));
    validations_.push_back({of_table("validate_constraint", change.name, change.after, change.after), false});
  }

  // A unique one may be what a foreign key stands on: it stays in its place.
  void create_online(const schema_change &change) {
    schema_change made = change;
    made.online = true;
    const auto *index = sdk::find_named(change.after->indexes, change.name);
    if (index != nullptr && index->unique)
      put(std::move(made));
    else
      indexes_.push_back({std::move(made), false});
  }

  // Its rows have no value yet: nothing to look at.
  [[nodiscard]] bool names_new_column(const schema_change &change) const {
    const auto *key = sdk::find_named(change.after->foreign_keys, change.name);
    return key != nullptr && std::any_of(changes_.begin(), changes_.end(), [&](const schema_change &other) {
             return other.kind == "add_column" && other.after->name == change.after->name &&
                    other.after->schema == change.after->schema &&
                    std::find(key->columns.begin(), key->columns.end(), other.name) != key->columns.end() &&
                    find_backfill(backfills_, *other.after, other.name) == nullptr &&
                    sdk::find_named(other.after->columns, other.name)->default_value.empty();
           });
  }

  const std::vector<schema_change> &changes_;
  const rendition_target &target_;
  const safe_forms &forms_;
  const std::vector<backfill> &backfills_;
  std::vector<author_step> guards_, steps_, indexes_, validations_, required_;
};

}  // namespace

bool has_key_guard(const schema_change &change, const safe_forms &forms) {
  if (change.new_table || !forms.indexes) return false;
  if (change.kind == "add_unique" || change.kind == "add_primary_key") return true;
  const auto *index =
      change.kind == "create_index" ? sdk::find_named(change.after->indexes, change.name) : nullptr;
  return index != nullptr && index->unique &&
         std::all_of(index->parts.begin(), index->parts.end(), [](const sdk::index_part &part) {
           return part.operator_class.empty() && part.collation.empty();
         });
}

std::vector<author_step> plan_steps(const std::vector<schema_change> &changes, const rendition_target &target,
                                    const safe_forms &forms, const std::vector<backfill> &backfills) {
  return planner(changes, target, forms, backfills).plan();
}

}  // namespace tenantry
