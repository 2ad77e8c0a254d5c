#include "tests/integration/author/kept_rows.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/adapter/catalog.hpp"

namespace tenantry::testing {
namespace {

rows ask(session &on, const std::string &sql) {
  auto answer = on.query(sql, {}, {});
  if (!answer) throw std::runtime_error(to_string(answer.error()) + "\n" + sql);
  return *std::move(answer);
}
std::string quoted(session &on, const std::string &name) {
  return on.through().quote(name).value();
}

bool has_keys(const sdk::table_definition &table) {
  return !table.uniques.empty() || !table.checks.empty() ||
         std::any_of(table.indexes.begin(), table.indexes.end(), [](const auto &one) { return one.unique; });
}
// Does `one` have keys, and columns that `other` lacks?
bool keys_may_come_and_go(const sdk::table_definition &one, const sdk::table_definition &other) {
  return has_keys(one) && std::any_of(one.columns.begin(), one.columns.end(), [&](const auto &column) {
           return sdk::find_named(other.columns, column.name) == nullptr;
         });
}
bool wants_values(const sdk::table_definition &before, const sdk::table_definition &after) {
  return std::any_of(after.columns.begin(), after.columns.end(), [&](const auto &column) {
    return !column.null && column.default_value.empty() &&
           sdk::find_named(before.columns, column.name) == nullptr;
  });
}
bool can_have_rows(const sdk::table_definition &table, const schema_model &b) {
  const auto *after = sdk::find_object(b.tables, table.schema, table.name);
  return after == nullptr || (!keys_may_come_and_go(table, *after) && !keys_may_come_and_go(*after, table) &&
                              !wants_values(table, *after));
}
bool is_reference(const sdk::column_definition &column) {
  return column.name.starts_with("of_");
}
bool may_be_null(const sdk::column_definition &column, const sdk::table_definition *after) {
  const auto *then = after == nullptr ? nullptr : sdk::find_named(after->columns, column.name);
  return column.null && (then == nullptr || then->null);
}

// A value that fits every type of the column's family.
std::string value_of(const sdk::column_definition &column, bool first, session &on) {
  const std::string &name = column.name;
  std::string number = first ? "2" : "3";
  if (name == "id") return first ? "1" : "2";
  if (name == "name") return first ? "'it''s 1'" : "'zwölf'";
  if (name == "depth") return number;
  if (name == "ratio") return number + ".5";
  if (name == "body") return "'text " + number + "'";
  if (name == "state") return first ? "'calm'" : "'wild'";
  if (name == "active") return first ? "TRUE" : "FALSE";
  if (name == "day") return "'2026-01-0" + number + "'";
  if (name == "at") return "'2026-01-0" + number + " 03:04:05'";
  if (name == "token") return "'00000000-0000-4000-8000-00000000000" + number + "'";
  if (name == "extra") return R"('{"a": )" + number + "}'";
  if (name == "picture") return on.through().about().id.ends_with("postgresql") ? R"('\x00ff')" : "X'00ff'";
  return "NULL";
}

// 2, 2.0 and 2.00 are one number.
std::string plain(const cell &value) {
  if (const auto *raw = std::get_if<bytes>(&value)) return raw->data;
  std::string text = as_text(value).value_or("NULL");
  const bool number = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  if (number && text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

}  // namespace

void kept_rows::insert(session &on) {
  std::vector<const sdk::table_definition *> filled;
  for (const sdk::table_definition &table : a_.tables)
    if (can_have_rows(table, b_)) filled.push_back(&table);
  for (const auto *table : filled)
    for (const bool first : {true, false}) {
      std::string names, values;
      for (const sdk::column_definition &column : table->columns) {
        const bool none = !first && may_be_null(column, sdk::find_object(b_.tables, "", table->name));
        names += (names.empty() ? "" : ", ") + quoted(on, column.name);
        values += (values.empty() ? "" : ", ") + (none ? "NULL" : value_of(column, first, on));
      }
      ask(on, "INSERT INTO " + quoted(on, table->name) + " (" + names + ") VALUES (" + values + ")");
    }
  for (const auto *table : filled)
    for (const sdk::foreign_key_definition &key : table->foreign_keys)
      if (std::any_of(filled.begin(), filled.end(), [&](const auto *to) { return to->name == key.to_table; }))
        ask(on, "UPDATE " + quoted(on, table->name) + " SET " + quoted(on, key.columns.front()) + " = id");
  for (const auto *table : filled)
    if (sdk::find_object(b_.tables, "", table->name) != nullptr) values_[table->name] = read(on, *table);
}

kept_rows::table_rows kept_rows::read(session &on, const sdk::table_definition &table) const {
  const auto &after = *sdk::find_object(b_.tables, "", table.name);
  std::string names;
  for (const sdk::column_definition &column : table.columns) {
    const auto *then = sdk::find_named(after.columns, column.name);
    // A time means another moment with and without a time zone.
    if (then == nullptr || (column.name == "at" && then->type != column.type)) continue;
    // Where its foreign key goes, a reference may go.
    if (is_reference(column) && after.foreign_keys.size() != table.foreign_keys.size()) continue;
    names += (names.empty() ? "" : ", ") + quoted(on, column.name);
  }
  table_rows all;
  const std::string sql = "SELECT " + names + " FROM " + quoted(on, table.name) + " ORDER BY id";
  for (const row &one : ask(on, sql).data) {
    all.emplace_back();
    for (const cell &value : one) all.back().push_back(plain(value));
  }
  return all;
}

void kept_rows::hold(session &on, const std::string &after_what) const {
  for (const sdk::table_definition &table : a_.tables) {
    const auto was = values_.find(table.name);
    if (was == values_.end()) continue;
    const table_rows is = read(on, table);
    if (is == was->second) continue;
    std::string words = after_what + ": rows of " + table.name + " changed\n";
    for (const table_rows *all : {&was->second, &is})
      for (const auto &one : *all) {
        for (const std::string &value : one) words += value + " | ";
        words += all == &is ? " <- now\n" : " <- before\n";
      }
    throw std::runtime_error(words);
  }
}

}  // namespace tenantry::testing
