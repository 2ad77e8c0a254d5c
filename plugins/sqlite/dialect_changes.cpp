// Changes of tables.  SQLite adds plain columns and renames; for the rest a new table is made, the rows are
// copied, and it takes the old one's name: once for all changes that one_rebuild.hpp puts together.  Foreign
// keys are off meanwhile, or DROP TABLE would delete the children's rows (T-44): the splitter runs the PRAGMA
// before BEGIN, and the adapter counts the children's rows before COMMIT.
#include <algorithm>

#include "dialect.hpp"
#include "one_rebuild.hpp"

namespace tenantry::sqlite {

sdk::rendered_statements dialect::change_table(const sdk::table_change &change, const target &where) const {
  if (says_nothing(change)) return {};
  if (change.kind == "rename_index") {
    sdk::table_change made = change;
    made.name = change.to;
    sdk::rendered_statements all = drop_index(change, where);
    for (sdk::rendered_statement &one : add_index(made, where)) all.push_back(std::move(one));
    return all;
  }
  if (!needs_rebuild(change)) return sdk::sql_dialect::change_table(change, where);
  return change_table_at_once({change}, where);
}

std::vector<std::vector<std::size_t>> dialect::changes_at_once(const nlohmann::json &changes,
                                                               const sdk::table_list &tables,
                                                               const target &) const {
  return find_rebuilds(changes, tables);
}

// One copy for a table, however many of its columns are of that enum.
sdk::rendered_statements dialect::alter_enum(const sdk::enum_definition &before,
                                             const sdk::enum_definition &after,
                                             const std::vector<sdk::table_definition> &tables,
                                             const target &where) const {
  target then = where;
  if (auto *known = sdk::find_object(then.enums, before.schema, before.name)) *known = before;
  sdk::rendered_statements all;
  for (const sdk::table_definition &table : tables) {
    const auto of_enum = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto &column) {
      return column.type.enum_name == after.name && column.type.enum_schema == after.schema;
    });
    if (of_enum == table.columns.end()) continue;
    const sdk::table_change change{"alter_column", lowered(table, then), lowered(table, where),
                                   of_enum->name};
    for (sdk::rendered_statement &one : change_table(change, where)) all.push_back(std::move(one));
  }
  return all;
}

// SQLite raises errors of a statement's own nowhere but in triggers; a path that is none is an error with its
// text.
sdk::rendered_statements dialect::guard(const sdk::row_guard &what, const target & /*where*/) const {
  return {"SELECT json_extract('{}', found || " + text_literal(what.words) +
          ") FROM (SELECT count(*) AS found FROM " + what.rows + ") WHERE found > 0"};
}

std::string dialect::loss_of(const sdk::table_change &change) const {
  if (change.kind == "drop_column")
    return "the values of the column \"" + change.name + "\" of \"" + change.before.name + "\" are gone";
  if (change.kind == "alter_column")
    return type_loss(column_of(change.before, change.name), column_of(change.after, change.name));
  return {};
}

copied_values dialect::values_after(const std::vector<sdk::table_change> &changes,
                                    const target &where) const {
  const auto sql_of = [&](const sdk::column_definition &column) {
    const sdk::column_default &value = column.default_value;
    const auto sql = value.empty() ? "NULL" : default_expression(column, where);
    if (!sql)
      throw sdk::dialect_gap("column \"" + column.name + "\" cannot be filled with \"" + value.kind + "\"");
    return *sql;
  };
  copied_values made;
  for (const sdk::column_definition &column : changes.front().before.columns)
    made.begin(column, named(column.name, where));
  for (const sdk::table_change &change : changes) {
    if (change.kind == "add_column") {
      const sdk::column_definition &column = column_of(change.after, change.name);
      made.add(column, sql_of(column));
    } else if (change.kind == "drop_column") {
      made.drop(change.name);
    } else if (change.kind == "fill_column") {
      sdk::column_definition column = column_of(change.after, change.name);
      column.default_value = change.fill;
      made.fill(column.name, sql_of(column));
    } else if (const auto own = own_text(change.using_texts, where); own && change.kind == "alter_column") {
      made.write(change.name, *own);
    }
  }
  return made;
}

sdk::rendered_statements dialect::change_table_at_once(const std::vector<sdk::table_change> &changes,
                                                       const target &where) const {
  const sdk::table_definition &before = changes.front().before, &after = changes.back().after;
  sdk::table_definition fresh = after;
  fresh.name = "__new_" + after.name;
  const copied_values values = values_after(changes, where);
  std::string to, from;
  bool counts = false;
  for (const sdk::column_definition &column : after.columns) {
    const std::string *value = values.value_of(column);
    if (value == nullptr) continue;
    to += (to.empty() ? "" : ", ") + named(column.name, where);
    from += (from.empty() ? "" : ", ") + *value;
    const auto *old = sdk::find_named(before.columns, column.name);
    counts = counts || (column.identity && values.was_there(column.name) && old->identity);
  }
  const std::string table = named(after.name, where), made = named(fresh.name, where);
  sdk::rendered_statements all{std::string("PRAGMA foreign_keys=OFF"), create_table(fresh, where)};
  if (!to.empty())
    all.emplace_back("INSERT INTO " + made + " (" + to + ") SELECT " + from + " FROM " + table);
  if (counts) {  // the counter goes on where it was
    all.emplace_back("DELETE FROM sqlite_sequence WHERE name = " + text_literal(fresh.name));
    all.emplace_back("INSERT INTO sqlite_sequence (name, seq) SELECT " + text_literal(fresh.name) +
                     ", seq FROM sqlite_sequence WHERE name = " + text_literal(after.name));
  }
  std::string losses;
  std::vector<sdk::opaque_definition> triggers;
  for (const sdk::table_change &change : changes) {
    if (const std::string loss = loss_of(change); !loss.empty())
      losses += (losses.empty() ? "" : "; ") + loss;
    for (const sdk::opaque_definition &one : change.attached)
      if (std::find(triggers.begin(), triggers.end(), one) == triggers.end()) triggers.push_back(one);
  }
  all.emplace_back("DROP TABLE " + table, losses);
  // Views and triggers that name the table stay as they are: without this the renaming looks into them and
  // fails.
  all.emplace_back(std::string("PRAGMA legacy_alter_table=ON"));
  all.emplace_back("ALTER TABLE " + made + " RENAME TO " + table);
  all.emplace_back(std::string("PRAGMA legacy_alter_table=OFF"));
  for (const sdk::index_definition &index : after.indexes)
    all.emplace_back(create_index(after, index, false, where));
  for (const sdk::opaque_definition &one : triggers)
    if (const auto own = own_text(one.create, where)) all.emplace_back(*own);
  all.emplace_back(std::string("PRAGMA foreign_keys=ON"));
  return all;
}

}  // namespace tenantry::sqlite
