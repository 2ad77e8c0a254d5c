// Which told rename is of what, and what nobody told.
#include <fmt/format.h>

#include <algorithm>

#include "core/schema/diff_parts.hpp"

namespace tenantry {
namespace {

using parts = std::vector<std::string>;

object_place object_of(const parts &names) {
  return names.size() > 1
             ? object_place{names[names.size() - 2] == "public" ? "" : names[names.size() - 2], names.back()}
             : object_place{"", names.back()};
}
object_place table_of(const parts &names) {
  return object_of(parts(names.begin(), names.end() - 1));
}

class resolver {
 public:
  resolver(const schema_model &from, const schema_model &to, const std::string &before)
      : from_(from), to_(to), before_(before) {}

  status take(const told_rename &told) {
    if (take_object(told, from_.tables, to_.tables, "tables", made_.tables) ||
        take_object(told, from_.enums, to_.enums, "enums", made_.enums) ||
        take_object(told, from_.sequences, to_.sequences, "sequences", made_.sequences))
      return {};
    if (told.from.size() >= 2 && told.to.size() != 1)
      columns_.push_back(told);
    else
      return misfit(told);
    return {};
  }
  // After all tables are known.
  result<resolved_renames> finish() {
    for (const told_rename &told : columns_) TENANTRY_TRY_VOID(take_column(told));
    return std::move(made_);
  }

 private:
  [[nodiscard]] status misfit(const told_rename &told) const {
    return fail(
        category::usage,
        fmt::format(
            "--rename {} fits nothing: the old name must be in {}, the new one in the declared schema",
            told.text, before_),
        "names are written table.column, schema.table.column or schema.table");
  }

  template <class Items>
  bool take_object(const told_rename &told, const Items &before, const Items &after, std::string_view list,
                   std::vector<std::pair<object_place, object_place>> &into) {
    if (told.from.size() > 2 || told.to.size() > 2) return false;
    const object_place from = object_of(told.from);
    if (sdk::find_object(before, from.schema, from.name) == nullptr) return false;
    if (told.to.empty()) return made_.dropped.insert(path_of(list, from.schema, from.name)).second;
    const object_place to = object_of(told.to);
    if (sdk::find_object(after, to.schema, to.name) == nullptr ||
        sdk::find_object(before, to.schema, to.name) != nullptr)
      return false;
    into.emplace_back(from, to);
    return true;
  }

  status take_column(const told_rename &told) {
    object_place place = table_of(told.from);
    const auto *table = sdk::find_object(from_.tables, place.schema, place.name);
    const auto renamed = std::find_if(made_.tables.begin(), made_.tables.end(), [&](const auto &one) {
      return one.first == place || one.second == place;
    });
    if (renamed != made_.tables.end()) {
      table = sdk::find_object(from_.tables, renamed->first.schema, renamed->first.name);
      place = renamed->second;
    }
    if (table == nullptr || sdk::find_named(table->columns, told.from.back()) == nullptr) return misfit(told);
    if (told.to.empty()) {
      made_.dropped.insert(path_of("tables", place.schema, place.name, "columns", told.from.back()));
      return {};
    }
    const auto *after = sdk::find_object(to_.tables, place.schema, place.name);
    const object_place target = table_of(told.to);
    const bool same_table = target == place || target == table_of(told.from);
    if (after == nullptr || !same_table || sdk::find_named(after->columns, told.to.back()) == nullptr ||
        sdk::find_named(table->columns, told.to.back()) != nullptr)
      return misfit(told);
    made_.columns.push_back({place, told.from.back(), told.to.back()});
    return {};
  }

  const schema_model &from_, &to_;
  const std::string &before_;
  resolved_renames made_;
  std::vector<told_rename> columns_;
};

// What is gone and what is new of one kind, as people name it.
struct open_question {
  std::string what;
  std::vector<std::string> gone, fresh;
};

template <class Items>
open_question question_of(std::string_view what, std::string_view list, const Items &before,
                          const Items &after, const resolved_renames &told) {
  open_question made{std::string(what), {}, {}};
  for (const auto &one : before)
    if (sdk::find_object(after, one.schema, one.name) == nullptr &&
        told.dropped.count(path_of(list, one.schema, one.name)) == 0)
      made.gone.push_back(display_name(one.schema, one.name));
  for (const auto &one : after)
    if (sdk::find_object(before, one.schema, one.name) == nullptr)
      made.fresh.push_back(display_name(one.schema, one.name));
  return made;
}

std::string quoted_list(const std::vector<std::string> &names) {
  std::string made;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (at == 5) return made + ", …";
    made += fmt::format("{}\"{}\"", at == 0 ? "" : ", ", names[at]);
  }
  return made;
}

}  // namespace

result<resolved_renames> resolve_renames(const schema_model &from, const schema_model &to,
                                         const diff_options &options) {
  resolver all(from, to, options.before);
  for (const told_rename &one : options.renames) TENANTRY_TRY_VOID(all.take(one));
  return all.finish();
}

status check_unanswered(const schema_model &renamed, const schema_model &to, const resolved_renames &told) {
  std::vector<open_question> questions = {
      question_of("table", "tables", renamed.tables, to.tables, told),
      question_of("enum", "enums", renamed.enums, to.enums, told),
      question_of("sequence", "sequences", renamed.sequences, to.sequences, told)};
  for (const sdk::table_definition &before : renamed.tables) {
    const auto *after = sdk::find_object(to.tables, before.schema, before.name);
    if (after == nullptr) continue;
    open_question one{"column", {}, {}};
    for (const auto &column : before.columns)
      if (sdk::find_named(after->columns, column.name) == nullptr &&
          told.dropped.count(path_of("tables", before.schema, before.name, "columns", column.name)) == 0)
        one.gone.push_back(display_name(before.schema, before.name, column.name));
    for (const auto &column : after->columns)
      if (sdk::find_named(before.columns, column.name) == nullptr)
        one.fresh.push_back(display_name(before.schema, before.name, column.name));
    questions.push_back(std::move(one));
  }
  for (const open_question &one : questions) {
    if (one.gone.empty() || one.fresh.empty()) continue;
    error e = make_error(category::usage,
                         fmt::format("the {} {} is gone and {} is new: was it renamed?", one.what,
                                     quoted_list(one.gone), quoted_list(one.fresh)),
                         fmt::format("say --rename {0}={1} if it was, or --rename {0}= if it was dropped",
                                     one.gone.front(), one.fresh.front()));
    for (const std::string &gone : one.gone)
      for (const std::string &fresh : one.fresh)
        if (e.details.size() < 12)
          e.details.emplace_back("rename", fmt::format("--rename {}={}", gone, fresh));
    return fail(std::move(e));
  }
  return {};
}

}  // namespace tenantry
