#include "core/schema/diff.hpp"

#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>

#include "core/schema/diff_parts.hpp"

namespace tenantry {
namespace {

// Is it a name in that SQL?
bool mentions(const sdk::by_dialect &texts, std::string_view name) {
  for (const auto &[dialect, sql] : texts)
    for (const sdk::sql_token &token : sdk::read_sql_tokens(sql))
      if ((token.is == sdk::sql_token::kind::word || token.is == sdk::sql_token::kind::quoted_name) &&
          (token.text == name || sdk::lower_case(token.text) == name))
        return true;
  return false;
}

// Those that others stand on come first.
std::vector<sdk::view_definition> in_order_of_use(std::vector<sdk::view_definition> all) {
  std::vector<sdk::view_definition> made;
  while (!all.empty()) {
    auto next = std::find_if(all.begin(), all.end(), [&](const auto &one) {
      return std::none_of(all.begin(), all.end(), [&](const auto &other) {
        return &other != &one && mentions(one.definition, other.name);
      });
    });
    if (next == all.end()) next = all.begin();
    made.push_back(std::move(*next));
    all.erase(next);
  }
  return made;
}

bool is_subsequence(const std::vector<std::string> &part, const std::vector<std::string> &whole) {
  std::size_t at = 0;
  for (const std::string &one : whole)
    if (at < part.size() && part[at] == one) ++at;
  return at == part.size();
}

bool same_place(const sdk::opaque_definition &a, const sdk::opaque_definition &b) {
  return a.kind == b.kind && a.schema == b.schema && a.name == b.name && a.on_schema == b.on_schema &&
         a.on_table == b.on_table;
}
const sdk::opaque_definition *find_opaque(const std::vector<sdk::opaque_definition> &all,
                                          const sdk::opaque_definition &like) {
  for (const sdk::opaque_definition &one : all)
    if (same_place(one, like)) return &one;
  return nullptr;
}

// Made before tables, for tables may need them; the rest is made after, for it may need tables.
constexpr std::string_view early_kinds[] = {
    "role", "extension", "collation",  "tsdictionary", "tsconfiguration",
    "type", "domain",    "conversion", "function",     "procedure"};

std::size_t rank_of(const sdk::opaque_definition &one) {
  const auto found = std::find(std::begin(early_kinds), std::end(early_kinds), one.kind);
  if (found != std::end(early_kinds)) return static_cast<std::size_t>(found - std::begin(early_kinds));
  return one.kind == "row_security" ? 20 : one.kind == "comment" ? 90 : 50;
}

// A new table as it is at first: its indexes have changes of their own, which come later.
table_ref without_indexes(sdk::table_definition table) {
  table.indexes.clear();
  return std::make_shared<const sdk::table_definition>(std::move(table));
}

schema_model with_renames(schema_model schema, const resolved_renames &told) {
  for (const auto &[from, to] : told.enums) rename_enum(schema, from, to);
  for (const auto &[from, to] : told.sequences)
    if (auto *one = sdk::find_object(schema.sequences, from.schema, from.name)) {
      one->schema = to.schema;
      one->name = to.name;
    }
  for (const auto &[from, to] : told.tables) rename_table(schema, from, to);
  for (const auto &[table, from, to] : told.columns) rename_column(schema, table, from, to);
  sdk::sort_schema(schema);
  return schema;
}

}  // namespace

differ::differ(const schema_model &from, const schema_model &to, resolved_renames renames)
    : from_(from), to_(to), renames_(std::move(renames)), now_(from) {
  for (sdk::table_definition &table : now_.tables) {
    const object_place place{table.schema, table.name};
    tables_[place] = std::make_shared<const sdk::table_definition>(std::move(table));
  }
  now_.tables.clear();
}

void differ::put_object(std::string kind, const std::string &schema, const std::string &name,
                        schema_object before, schema_object after) {
  schema_change made;
  made.kind = std::move(kind);
  made.schema = schema;
  made.name = name;
  made.object_before = std::move(before);
  made.object_after = std::move(after);
  put(std::move(made));
}

// Drizzle's order (one file, by kind); what stands before its turn there says why at its function.
std::vector<schema_change> differ::run() {
  create_schemas();
  rename_enums_and_sequences();
  create_enums();
  change_sequences();
  sort_tables_out();
  create_opaque(true);
  const bool name_is_taken = std::any_of(
      renames_.tables.begin(), renames_.tables.end(),
      [&](const auto &one) { return std::find(new_.begin(), new_.end(), one.first) != new_.end(); });
  if (name_is_taken) rename_tables();
  create_tables();
  drop_opaque(false);
  drop_views();
  drop_tables();
  if (!name_is_taken) rename_tables();
  rename_columns();
  drop_parts();
  alter_columns();
  add_columns();
  create_new_parts();
  create_old_parts();
  drop_columns();
  add_constraints();
  comment_tables();
  change_comments();
  create_views();
  create_opaque(false);
  drop_objects();
  return std::move(changes_);
}

void differ::create_schemas() {
  for (const sdk::namespace_definition &one : to_.schemas)
    if (sdk::find_named(from_.schemas, one.name) == nullptr)
      put_object("create_schema", "", one.name, {}, one);
}

void differ::rename_enums_and_sequences() {
  const auto put_rename = [&](const char *kind, const object_place &from, const object_place &to) {
    schema_change made;
    made.kind = kind;
    made.schema = from.schema;
    made.name = from.name;
    made.to_schema = to.schema;
    made.to = to.name;
    put(std::move(made));
  };
  for (const auto &[from, to] : renames_.enums) {
    put_rename("rename_enum", from, to);
    schema_model all = tables_as_model();
    all.enums = std::move(now_.enums);
    rename_enum(all, from, to);
    now_.enums = all.enums;
    take_renamed(all);
  }
  for (const auto &[from, to] : renames_.sequences) {
    put_rename("rename_sequence", from, to);
    auto *one = sdk::find_object(now_.sequences, from.schema, from.name);
    one->schema = to.schema;
    one->name = to.name;
  }
}

void differ::alter_enum(const sdk::enum_definition &before, const sdk::enum_definition &after) {
  schema_change made;
  made.kind = "alter_enum";
  made.schema = after.schema;
  made.name = after.name;
  made.object_before = before;
  sdk::enum_definition next = after;
  next.comment = before.comment;  // comments have their own change
  made.object_after = next;
  for (const auto &[place, table] : tables_) {
    const bool uses = std::any_of(table->columns.begin(), table->columns.end(), [&](const auto &column) {
      return column.type.is_enum() && column.type.enum_schema == after.schema &&
             column.type.enum_name == after.name;
    });
    if (!uses) continue;
    const bool fresh = std::find(new_.begin(), new_.end(), place) != new_.end();
    made.tables.push_back(fresh ? without_indexes(*table) : table);
  }
  put(std::move(made));
}

void differ::create_enums() {
  for (const sdk::enum_definition &one : to_.enums) {
    const auto *before = sdk::find_object(now_.enums, one.schema, one.name);
    if (before == nullptr)
      put_object("create_enum", one.schema, one.name, {}, one);
    else if (before->values != one.values && is_subsequence(before->values, one.values))
      alter_enum(*before, one);
  }
}

// A value is gone or has another place: the type is made anew under the columns.
void differ::recreate_enums() {
  for (const sdk::enum_definition &one : to_.enums) {
    const auto *before = sdk::find_object(now_.enums, one.schema, one.name);
    if (before != nullptr && !is_subsequence(before->values, one.values)) alter_enum(*before, one);
  }
}

void differ::change_sequences() {
  for (const sdk::sequence_definition &one : to_.sequences) {
    const auto *before = sdk::find_object(now_.sequences, one.schema, one.name);
    if (before == nullptr) {
      put_object("create_sequence", one.schema, one.name, {}, one);
    } else if (before->options != one.options || before->type != one.type) {
      sdk::sequence_definition next = one;
      next.comment = before->comment;
      put_object("alter_sequence", one.schema, one.name, *before, next);
    }
  }
}

bool differ::touches(const sdk::view_definition &view) const {
  return std::any_of(touched_.begin(), touched_.end(),
                     [&](const object_place &table) { return mentions(view.definition, table.name); });
}

// A view is made anew where it changed, where a column changes its type or goes under it, and where a view
// that it reads is made anew.
void differ::drop_views() {
  std::vector<sdk::view_definition> dropped;
  std::set<object_place> names;
  for (bool more = true; more;) {
    more = false;
    for (const sdk::view_definition &one : now_.views) {
      if (names.count({one.schema, one.name}) != 0) continue;
      const auto *after = sdk::find_object(to_.views, one.schema, one.name);
      const bool stands_on_one = std::any_of(names.begin(), names.end(), [&](const object_place &other) {
        return mentions(one.definition, other.name);
      });
      if (after != nullptr && same_view(one, *after) && !touches(one) && !stands_on_one) continue;
      names.insert({one.schema, one.name});
      dropped.push_back(one);
      more = true;
    }
  }
  dropped = in_order_of_use(std::move(dropped));
  std::reverse(dropped.begin(), dropped.end());
  for (const sdk::view_definition &one : dropped) {
    put_object("drop_view", one.schema, one.name, one, {});
    std::erase_if(now_.views,
                  [&](const auto &other) { return other.schema == one.schema && other.name == one.name; });
  }
}

void differ::create_views() {
  std::vector<sdk::view_definition> missing;
  for (const sdk::view_definition &one : to_.views)
    if (sdk::find_object(now_.views, one.schema, one.name) == nullptr) missing.push_back(one);
  for (const sdk::view_definition &one : in_order_of_use(std::move(missing)))
    put_object("create_view", one.schema, one.name, {}, one);
}

// A function that names a table which is made here needs it.
bool differ::is_early(const sdk::opaque_definition &one) const {
  if (rank_of(one) >= std::size(early_kinds)) return false;
  if (one.kind != "function" && one.kind != "procedure") return true;
  return std::none_of(new_.begin(), new_.end(),
                      [&](const object_place &table) { return mentions(one.create, table.name); });
}

void differ::drop_opaque(bool early) {
  std::vector<const sdk::opaque_definition *> gone;
  for (const sdk::opaque_definition &one : now_.opaque) {
    sdk::opaque_definition there = one;  // where it will be when tables have their new names
    for (const auto &[from, to] : renames_.tables)
      if (one.on_schema == from.schema && one.on_table == from.name) {
        there.on_schema = to.schema;
        there.on_table = to.name;
      }
    if (find_opaque(to_.opaque, there) == nullptr && (rank_of(one) < std::size(early_kinds)) == early)
      gone.push_back(&one);
  }
  std::stable_sort(gone.begin(), gone.end(),
                   [](const auto *a, const auto *b) { return rank_of(*a) > rank_of(*b); });
  for (const sdk::opaque_definition *one : gone) {
    // It goes with its table.
    const object_place table{one->on_schema, one->on_table};
    if (one->on_table.empty() || std::find(gone_.begin(), gone_.end(), table) == gone_.end())
      put_object("drop_opaque", one->schema, one->name, *one, {});
  }
}

void differ::create_opaque(bool early) {
  std::vector<const sdk::opaque_definition *> all;
  for (const sdk::opaque_definition &one : to_.opaque)
    if (is_early(one) == early) all.push_back(&one);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto *a, const auto *b) { return rank_of(*a) < rank_of(*b); });
  for (const sdk::opaque_definition *one : all) {
    const sdk::opaque_definition *before = find_opaque(now_.opaque, *one);
    if (before == nullptr)
      put_object("create_opaque", one->schema, one->name, {}, *one);
    else if (!same_opaque(*before, *one))
      put_object("replace_opaque", one->schema, one->name, *before, *one);
  }
}

void differ::change_comments() {
  const auto put_comment = [&](const char *on, const std::string &schema, const std::string &name,
                               const std::string &text, schema_object object) {
    schema_change made;
    made.kind = "comment";
    made.on = on;
    made.schema = schema;
    made.name = name;
    made.text = text;
    made.object_after = std::move(object);
    put(std::move(made));
  };
  for (const auto &one : to_.schemas)
    if (const auto *before = sdk::find_named(now_.schemas, one.name);
        before != nullptr && before->comment != one.comment)
      put_comment("schema", "", one.name, one.comment, {});
  const auto look = [&](const char *on, const auto &before, const auto &after) {
    for (const auto &one : after)
      if (const auto *other = sdk::find_object(before, one.schema, one.name);
          other != nullptr && other->comment != one.comment)
        put_comment(on, one.schema, one.name, one.comment, one);
  };
  look("enum", now_.enums, to_.enums);
  look("sequence", now_.sequences, to_.sequences);
  look("view", now_.views, to_.views);
  for (const object_place &place : old_)
    for (const sdk::index_definition &index : wanted_.at(place)->indexes) {
      const auto *before = sdk::find_named(tables_.at(place)->indexes, index.name);
      if (before != nullptr && before->comment != index.comment)
        put_comment("index", place.schema, index.name, index.comment, {});
    }
}

void differ::drop_objects() {
  for (const sdk::enum_definition &one : now_.enums)
    if (sdk::find_object(to_.enums, one.schema, one.name) == nullptr)
      put_object("drop_enum", one.schema, one.name, one, {});
  for (const sdk::sequence_definition &one : now_.sequences)
    if (sdk::find_object(to_.sequences, one.schema, one.name) == nullptr)
      put_object("drop_sequence", one.schema, one.name, one, {});
  drop_opaque(true);
  for (const sdk::namespace_definition &one : now_.schemas)
    if (sdk::find_named(to_.schemas, one.name) == nullptr) put_object("drop_schema", "", one.name, one, {});
}

result<std::vector<schema_change>> diff_schemas(const schema_model &from, const schema_model &to,
                                                const diff_options &options) {
  TENANTRY_TRY(resolved_renames told, resolve_renames(from, to, options));
  if (options.ask) TENANTRY_TRY_VOID(check_unanswered(with_renames(from, told), to, told));
  return differ(from, to, std::move(told)).run();
}

}  // namespace tenantry
