#include "core/live/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/author/render.hpp"
#include "core/live/words.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

using kind = schema_difference::kind;
using table = sdk::table_definition;

bool same_texts(const sdk::by_dialect &a, const sdk::by_dialect &b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto &x, const auto &y) {
           return x.first == y.first && comparable_sql(x.second, "") == comparable_sql(y.second, "");
         });
}

const sdk::opaque_definition *find_opaque(const schema_model &all, const sdk::opaque_definition &like) {
  for (const sdk::opaque_definition &one : all.opaque)
    if (one.kind == like.kind && one.schema == like.schema && one.name == like.name &&
        one.on_schema == like.on_schema && one.on_table == like.on_table)
      return &one;
  return nullptr;
}

// "add_foreign_key" → "foreign key"
std::string part_of(std::string_view change) {
  std::string made(change.substr(std::min(change.find('_'), change.size() - 1) + 1));
  std::replace(made.begin(), made.end(), '_', ' ');
  return made == "constraint" ? "check" : made;
}

// Changes that lead from live to declared → differences; several changes may be one difference, and some are
// none (a view that is made anew since a column under it changes).
class teller {
 public:
  teller(const schema_model &live, const schema_model &declared) : live_(live), declared_(declared) {}

  void look(const schema_change &change, std::size_t number) {
    if (change.kind == "create_table" || change.kind == "drop_table")
      look_at_table({change.schema, change.name}, change, number);
    else if (change.before)
      look_at_table({change.before->schema, change.before->name}, change, number);
    else
      look_at_object(change, number);
  }
  // A change that no difference names helps one that does.
  void settle() {
    for (const auto &[number, where] : helpers_) {
      const auto same_table = std::find_if(made_.begin(), made_.end(), [&, place = where](const auto &one) {
        return one.schema == place.schema && (one.table == place.name || one.name == place.name);
      });
      if (!made_.empty())
        owner_[number] = static_cast<std::size_t>((same_table == made_.end() ? made_.begin() : same_table) -
                                                  made_.begin());
    }
    note_renames();
  }

  std::vector<schema_difference> made_;
  std::map<std::size_t, std::size_t> owner_;  // change → difference

 private:
  void put(std::size_t number, kind is, const std::string &object, const object_place &in,
           const std::string &name, std::string text) {
    const bool of_table = !in.name.empty();
    const auto [place, fresh] =
        known_.try_emplace(fmt::format("{}\n{}\n{}\n{}", object, in.schema, in.name, name), made_.size());
    if (fresh)
      made_.push_back(
          {is, object, in.schema, of_table ? in.name : "", name, std::move(text), {}, {}, true, {}});
    owner_[number] = place->second;
  }

  void look_at_table(const object_place &in, const schema_change &change, std::size_t number) {
    const auto *live = sdk::find_object(live_.tables, in.schema, in.name);
    const auto *declared = sdk::find_object(declared_.tables, in.schema, in.name);
    if (live == nullptr || declared == nullptr) {
      const bool missing = live == nullptr;
      put(number, missing ? kind::missing : kind::extra, "table", {in.schema, ""}, in.name,
          fmt::format("{} table {}", missing ? "missing" : "extra", display_name(in.schema, in.name)));
      return;
    }
    look_at_part(change, number, *live, *declared);
  }

  void look_at_part(const schema_change &change, std::size_t number, const table &live,
                    const table &declared) {
    const std::string part = part_of(change.kind);
    const std::string where = display_name(live.schema, live.name);
    const auto of = [&](const auto &items_live, const auto &items_declared, const auto &same,
                        const auto &words) {
      compare_part(change, number, part, live, sdk::find_named(items_live, change.name),
                   sdk::find_named(items_declared, change.name), same, words);
    };
    if (part == "column") return look_at_column(change, number, live, declared);
    if (part == "primary key") return look_at_key(number, live, declared);
    if (part == "unique")
      of(
          live.uniques, declared.uniques, [](const auto &a, const auto &b) { return a == b; },
          [](const auto &one) {
            return key_words(one.columns) + (one.deferrable == "no" ? "" : " deferrable");
          });
    else if (part == "foreign key")
      of(
          live.foreign_keys, declared.foreign_keys, [](const auto &a, const auto &b) { return a == b; },
          foreign_key_words);
    else if (part == "check")
      of(
          live.checks, declared.checks,
          [&](const auto &a, const auto &b) { return same_expression(a.value, b.value, live.name); },
          [](const auto &one) { return "(" + expression_words(one.value) + ")"; });
    else if (part == "index")
      of(
          live.indexes, declared.indexes,
          [&](const auto &a, const auto &b) { return same_index(a, b, live.name); }, index_words);
    else
      put(number, kind::changed, "comment", {live.schema, live.name}, change.name,
          fmt::format("the comment on {} is another one than declared", where));
  }

  template <class Part, class Same, class Words>
  void compare_part(const schema_change &change, std::size_t number, const std::string &part, const table &in,
                    const Part *live, const Part *declared, const Same &same, const Words &words) {
    const std::string what = part == "unique" ? "unique constraint" : part;
    const std::string where = display_name(in.schema, in.name);
    const object_place place{in.schema, in.name};
    if (live != nullptr && declared != nullptr) {
      if (same(*live, *declared)) {
        helpers_.emplace_back(number, place);
        return;
      }
      put(number, kind::changed, what, place, change.name,
          fmt::format("{} {} on {} is {}, declared {}", what, change.name, where, words(*live),
                      words(*declared)));
      return;
    }
    const bool missing = live == nullptr;
    put(number, missing ? kind::missing : kind::extra, what, place, change.name,
        fmt::format("{} {} {} on {} {}", missing ? "missing" : "extra", what, change.name, where,
                    words(missing ? *declared : *live)));
  }

  void look_at_column(const schema_change &change, std::size_t number, const table &live,
                      const table &declared) {
    const auto *here = sdk::find_named(live.columns, change.name);
    const auto *there = sdk::find_named(declared.columns, change.name);
    const object_place in{live.schema, live.name};
    const std::string name = display_name(live.schema, live.name, change.name);
    if (here != nullptr && there != nullptr) {
      if (same_column(*here, *there, live.name)) return helpers_.emplace_back(number, in), void();
      put(number, kind::changed, "column", in, change.name,
          fmt::format("column {} {}", name, column_words(*here, *there, live.name)));
    } else {
      const bool missing = here == nullptr;
      const auto *one = missing ? there : here;
      put(number, missing ? kind::missing : kind::extra, "column", in, change.name,
          fmt::format("{} column {}{}", missing ? "missing" : "extra", name,
                      one == nullptr ? "" : " " + type_words(one->type)));
    }
  }

  void look_at_key(std::size_t number, const table &live, const table &declared) {
    const object_place in{live.schema, live.name};
    const std::string where = display_name(live.schema, live.name);
    if (live.primary_key == declared.primary_key && live.primary_key_name == declared.primary_key_name) {
      helpers_.emplace_back(number, in);
    } else if (live.primary_key.empty()) {
      put(number, kind::missing, "primary key", in, "",
          fmt::format("missing primary key on {} {}", where, key_words(declared.primary_key)));
    } else if (declared.primary_key.empty()) {
      put(number, kind::extra, "primary key", in, "",
          fmt::format("extra primary key on {} {}", where, key_words(live.primary_key)));
    } else {
      const bool named = live.primary_key == declared.primary_key;
      put(number, kind::changed, "primary key", in, "",
          fmt::format("the primary key on {} is {}, declared {}", where,
                      named ? "called " + live.primary_key_name : key_words(live.primary_key),
                      named ? declared.primary_key_name : key_words(declared.primary_key)));
    }
  }

  template <class Object, class Words>
  void compare_object(std::size_t number, const char *what, const std::string &schema,
                      const std::string &name, const Object *live, const Object *declared, bool same,
                      const Words &words) {
    const std::string shown = display_name(schema, name);
    if (live != nullptr && declared != nullptr && same) {
      helpers_.emplace_back(number, object_place{schema, name});
    } else if (live != nullptr && declared != nullptr) {
      put(number, kind::changed, what, {schema, ""}, name,
          fmt::format("{} {} {}", what, shown, words(*live, *declared)));
    } else {
      const bool missing = live == nullptr;
      put(number, missing ? kind::missing : kind::extra, what, {schema, ""}, name,
          fmt::format("{} {} {}", missing ? "missing" : "extra", what, shown));
    }
  }

  void look_at_object(const schema_change &change, std::size_t number) {
    const std::string &schema = change.schema, &name = change.name;
    const std::string part = part_of(change.kind);
    if (change.kind == "comment") {
      put(number, kind::changed, "comment", {schema, ""}, name,
          fmt::format("the comment on the {} {} is another one than declared", change.on,
                      display_name(schema, name)));
    } else if (part == "enum") {
      const auto *live = sdk::find_object(live_.enums, schema, name);
      const auto *declared = sdk::find_object(declared_.enums, schema, name);
      compare_object(number, "enum", schema, name, live, declared,
                     live && declared && live->values == declared->values, [](const auto &a, const auto &b) {
                       return fmt::format("has the values {}, declared {}", key_words(a.values),
                                          key_words(b.values));
                     });
    } else if (part == "sequence") {
      compare_object(number, "sequence", schema, name, sdk::find_object(live_.sequences, schema, name),
                     sdk::find_object(declared_.sequences, schema, name), false,
                     [](const auto &, const auto &) { return "counts in another way than declared"; });
    } else if (part == "view") {
      const auto *live = sdk::find_object(live_.views, schema, name);
      const auto *declared = sdk::find_object(declared_.views, schema, name);
      const bool same = live && declared && live->materialized == declared->materialized &&
                        same_texts(live->definition, declared->definition);
      compare_object(number, "view", schema, name, live, declared, same,
                     [](const auto &, const auto &) { return "has another query than declared"; });
    } else if (part == "schema") {
      compare_object(number, "schema", "", name, sdk::find_named(live_.schemas, name),
                     sdk::find_named(declared_.schemas, name), false,
                     [](const auto &, const auto &) { return ""; });
    } else {
      look_at_opaque(change, number);
    }
  }

  void look_at_opaque(const schema_change &change, std::size_t number) {
    const auto *after = std::get_if<sdk::opaque_definition>(&change.object_after);
    const auto *before = std::get_if<sdk::opaque_definition>(&change.object_before);
    const auto *like = after != nullptr ? after : before;
    if (like == nullptr)
      return put(number, kind::changed, "object", {change.schema, ""}, change.name, describe_change(change));
    const auto *live = find_opaque(live_, *like);
    const auto *declared = find_opaque(declared_, *like);
    const std::string where =
        like->on_table.empty() ? "" : " on " + display_name(like->on_schema, like->on_table);
    const std::string shown = display_name(like->schema, like->name) + where;
    const object_place in{like->on_table.empty() ? like->schema : like->on_schema, like->on_table};
    if (live != nullptr && declared != nullptr)
      put(number, kind::changed, like->kind, in, like->name,
          fmt::format("{} {} is written otherwise than declared", like->kind, shown));
    else
      put(number, live == nullptr ? kind::missing : kind::extra, like->kind, in, like->name,
          fmt::format("{} {} {}", live == nullptr ? "missing" : "extra", like->kind, shown));
  }

  // One column is gone and one of its type is new: nothing tells a rename from a drop and an add.
  void note_renames() {
    std::map<object_place, std::pair<std::vector<schema_difference *>, std::vector<schema_difference *>>>
        columns;
    for (schema_difference &one : made_) {
      if (one.object != "column" || one.is == kind::changed) continue;
      auto &[extra, missing] = columns[{one.schema, one.table}];
      (one.is == kind::extra ? extra : missing).push_back(&one);
    }
    for (auto &[place, both] : columns) {
      auto &[extra, missing] = both;
      if (extra.size() != 1 || missing.size() != 1) continue;
      const auto *live = sdk::find_object(live_.tables, place.schema, place.name);
      const auto *declared = sdk::find_object(declared_.tables, place.schema, place.name);
      const auto *old_one = sdk::find_named(live->columns, extra[0]->name);
      const auto *new_one = sdk::find_named(declared->columns, missing[0]->name);
      if (old_one == nullptr || new_one == nullptr || old_one->type != new_one->type) continue;
      extra[0]->note = missing[0]->note = fmt::format(
          "{} may have been renamed to {}, which has its type: then rename it back; the SQL here "
          "drops one and adds the other, and the values are lost",
          missing[0]->name, extra[0]->name);
    }
  }

  const schema_model &live_;
  const schema_model &declared_;
  std::map<std::string, std::size_t> known_;
  std::vector<std::pair<std::size_t, object_place>> helpers_;
};

// A new column that must have a value and has none.
bool needs_values(const schema_change &change) {
  if (change.kind != "add_column" || !change.after) return false;
  const auto *column = sdk::find_named(change.after->columns, change.name);
  return column != nullptr && !column->null && column->default_value.empty() && !column->identity &&
         !column->generated;
}

// What an adapter does not say of a loss that every database has.
std::string loss_of(const schema_change &change) {
  if (change.kind == "drop_table") return "the table and all its rows go";
  if (change.kind == "drop_column") return "the column and its values go";
  if (change.kind == "drop_schema") return "the schema and all that is in it goes";
  return {};
}

// Puts what `live` has under that name in the place of what `declared` has.
template <class Items>
void accept_part(Items &declared, const Items &live, const std::string &name) {
  std::erase_if(declared, [&](const auto &one) { return one.name == name; });
  if (const auto *there = sdk::find_named(live, name)) declared.push_back(*there);
}

template <class Items>
void accept_object(Items &declared, const Items &live, const std::string &schema, const std::string &name) {
  std::erase_if(declared, [&](const auto &one) { return one.schema == schema && one.name == name; });
  if (const auto *there = sdk::find_object(live, schema, name)) declared.push_back(*there);
}

void accept_in_table(const schema_difference &one, const table &live, table &declared) {
  if (one.object == "column") accept_part(declared.columns, live.columns, one.name);
  if (one.object == "index") accept_part(declared.indexes, live.indexes, one.name);
  if (one.object == "check") accept_part(declared.checks, live.checks, one.name);
  if (one.object == "unique constraint") accept_part(declared.uniques, live.uniques, one.name);
  if (one.object == "foreign key") accept_part(declared.foreign_keys, live.foreign_keys, one.name);
}

// A dialect may make several changes of one table at once, where the last of them stands: then all of what
// the table gets mends each of them.
void share_statements(mended_differences &made) {
  for (schema_difference &one : made.differences) {
    if (one.alone || !one.mend.empty() || !one.gaps.empty()) continue;
    for (const rendered_statement &other : made.script)
      if (const schema_difference &of = made.differences[other.change];
          of.schema == one.schema && of.table == one.table)
        one.mend.push_back(other);
  }
}

struct told_changes {
  std::vector<schema_change> changes;
  std::vector<schema_difference> differences;
  std::map<std::size_t, std::size_t> owner;  // change → difference
};

result<told_changes> tell(const schema_model &live, const schema_model &declared) {
  told_changes made;
  TENANTRY_TRY(made.changes, diff_schemas(live, declared, {{}, false}));
  teller told(live, declared);
  for (std::size_t at = 0; at < made.changes.size(); ++at) told.look(made.changes[at], at);
  told.settle();
  made.differences = std::move(told.made_);
  made.owner = std::move(told.owner_);
  for (schema_difference &one : made.differences)
    one.alone = std::count_if(made.differences.begin(), made.differences.end(), [&](const auto &other) {
                  return other.schema == one.schema && other.table == one.table && !one.table.empty();
                }) <= 1;
  return made;
}

}  // namespace

std::string_view to_string(schema_difference::kind k) {
  switch (k) {
    case kind::extra:
      return "extra";
    case kind::missing:
      return "missing";
    case kind::changed:
      break;
  }
  return "changed";
}

void accept_difference(const schema_difference &one, const schema_model &live, schema_model &declared) {
  if (one.object == "table") {
    accept_object(declared.tables, live.tables, one.schema, one.name);
  } else if (one.object == "view") {
    accept_object(declared.views, live.views, one.schema, one.name);
  } else if (one.object == "enum") {
    accept_object(declared.enums, live.enums, one.schema, one.name);
  } else if (one.object == "sequence") {
    accept_object(declared.sequences, live.sequences, one.schema, one.name);
  } else if (one.object == "schema") {
    accept_part(declared.schemas, live.schemas, one.name);
  } else {
    auto *to = sdk::find_object(declared.tables, one.schema, one.table);
    const auto *from = sdk::find_object(live.tables, one.schema, one.table);
    if (to != nullptr && from != nullptr) accept_in_table(one, *from, *to);
    const auto is_it = [&](const sdk::opaque_definition &other) {
      return other.kind == one.object && other.name == one.name && other.on_table == one.table;
    };
    std::erase_if(declared.opaque, is_it);
    std::copy_if(live.opaque.begin(), live.opaque.end(), std::back_inserter(declared.opaque), is_it);
  }
  sdk::sort_schema(declared);
}

result<std::vector<schema_difference>> tell_differences(const schema_model &live,
                                                        const schema_model &declared) {
  TENANTRY_TRY(told_changes told, tell(live, declared));
  return std::move(told.differences);
}

result<mended_differences> find_differences(const rendition_target &target, const schema_model &live,
                                            const schema_model &declared) {
  TENANTRY_TRY(told_changes told, tell(live, declared));
  TENANTRY_TRY(rendered_changes rendered, render_changes(target, live, told.changes));
  const auto difference_of = [&](std::size_t change) -> schema_difference * {
    const auto found = told.owner.find(change);
    return found == told.owner.end() ? nullptr : &told.differences[found->second];
  };
  mended_differences made;
  std::set<std::size_t> told_losses;
  for (const rendered_statement &one : rendered.statements)
    if (!one.loss.empty()) told_losses.insert(one.change);
  for (rendered_statement &one : rendered.statements) {
    schema_difference *of = difference_of(one.change);
    if (told_losses.insert(one.change).second) one.loss = loss_of(told.changes[one.change]);
    if (of == nullptr) continue;
    one.change = told.owner.at(one.change);
    of->mend.push_back(one);
    made.script.push_back(std::move(one));
  }
  for (std::size_t at = 0; at < told.changes.size(); ++at)
    if (schema_difference *of = difference_of(at); of != nullptr && needs_values(told.changes[at]))
      of->note += std::string(of->note.empty() ? "" : "; ") +
                  "it fails where the table has rows: fill the column before it is required";
  for (const dialect_gap_note &gap : rendered.gaps)
    if (schema_difference *of = difference_of(gap.change)) of->gaps.push_back(gap.why);
  made.differences = std::move(told.differences);
  share_statements(made);
  return made;
}

}  // namespace tenantry
