// Changes of tables.  SQLite adds plain columns and renames; for the rest a new table is made, the rows are
// copied, and it takes the old one's name.  Foreign keys are off meanwhile, or DROP TABLE would delete the
// children's rows (T-44): the splitter runs the PRAGMA before BEGIN, and the adapter counts the children's
// rows before COMMIT.
#include "dialect.hpp"

namespace tenantry::sqlite {

// ADD COLUMN takes no key, nothing that SQLite would have to compute for the old rows, and no check of the
// table's.
bool dialect::can_add(const sdk::table_change &change) const {
  const sdk::column_definition &column = column_of(change.after, change.name);
  const sdk::column_default &value = column.default_value;
  const bool constant = value.empty() || value.kind == "literal";
  const bool filled =
      column.null || (value.kind == "literal" && !value.value.is(sdk::expression::node::null));
  return constant && filled && !column.generated && !column.identity &&
         change.before.checks == change.after.checks &&
         change.before.primary_key == change.after.primary_key &&
         change.before.uniques == change.after.uniques &&
         change.before.foreign_keys == change.after.foreign_keys;
}

sdk::rendered_statements dialect::change_table(const sdk::table_change &change, const target &where) const {
  const std::string &kind = change.kind;
  if (change.new_table && kind == "add_foreign_key") return {};  // CREATE TABLE holds it
  if (kind == "validate_constraint" || kind == "comment_table") return {};
  if (kind == "rename_index") {
    sdk::table_change made = change;
    made.name = change.to;
    sdk::rendered_statements all = drop_index(change, where);
    for (sdk::rendered_statement &one : add_index(made, where)) all.push_back(std::move(one));
    return all;
  }
  if (kind == "create_index" || kind == "drop_index" || kind == "rename_column" || kind == "fill_column" ||
      kind == "require_values" || kind == "require_parents" || (kind == "add_column" && can_add(change)))
    return sdk::sql_dialect::change_table(change, where);
  if (kind == "alter_column") {
    sdk::table_change same = change;
    for (sdk::table_definition *table : {&same.before, &same.after})
      for (sdk::column_definition &column : table->columns) column.comment.clear();
    if (same.before == same.after) return {};
  }
  return rebuild(change, where);
}

// SQLite raises errors of a statement's own nowhere but in triggers; a path that is none is an error with its
// text.  `words` follow the number of rows.
sdk::rendered_statements dialect::guard(const std::string &rows, const std::string &words) const {
  return {"SELECT json_extract('{}', found || " + text_literal(words) +
          ") FROM (SELECT count(*) AS found FROM " + rows + ") WHERE found > 0"};
}
sdk::rendered_statements dialect::require_values(const sdk::table_change &change, const target &where) const {
  return guard(rows_without_value(change, where),
               " rows of \"" + change.after.name + "\" have no \"" + change.name + "\"");
}
sdk::rendered_statements dialect::require_parents(const sdk::table_change &change,
                                                  const target &where) const {
  const sdk::foreign_key_definition &key = part_of(change.after.foreign_keys, change.name);
  return guard(rows_without_parent(change, where), " rows of \"" + change.after.name +
                                                       "\" reference no row of \"" + key.to_table +
                                                       "\" (foreign key \"" + key.name + "\")");
}

sdk::rendered_statements dialect::rebuild(const sdk::table_change &change, const target &where) const {
  sdk::table_definition fresh = change.after;
  fresh.name = "__new_" + change.after.name;
  std::string to, from;
  bool counts = false;
  for (const sdk::column_definition &column : change.after.columns) {
    const sdk::column_definition *old = sdk::find_named(change.before.columns, column.name);
    if (column.generated || old == nullptr) continue;
    const std::string name = named(column.name, where);
    const auto own = own_text(change.using_texts, where);
    to += (to.empty() ? "" : ", ") + name;
    from += (from.empty() ? "" : ", ") + (own && column.name == change.name ? *own : name);
    counts = counts || (column.identity && old->identity);
  }
  const std::string table = named(change.after.name, where), made = named(fresh.name, where);
  sdk::rendered_statements all{std::string("PRAGMA foreign_keys=OFF"), create_table(fresh, where)};
  if (!to.empty())
    all.emplace_back("INSERT INTO " + made + " (" + to + ") SELECT " + from + " FROM " + table);
  if (counts) {  // the counter goes on where it was
    all.emplace_back("DELETE FROM sqlite_sequence WHERE name = " + text_literal(fresh.name));
    all.emplace_back("INSERT INTO sqlite_sequence (name, seq) SELECT " + text_literal(fresh.name) +
                     ", seq FROM sqlite_sequence WHERE name = " + text_literal(change.after.name));
  }
  std::string loss;
  if (change.kind == "drop_column")
    loss = "the values of the column \"" + change.name + "\" of \"" + change.before.name + "\" are gone";
  if (change.kind == "alter_column")
    loss = type_loss(column_of(change.before, change.name), column_of(change.after, change.name));
  all.emplace_back("DROP TABLE " + table, loss);
  // Views and triggers that name the table stay as they are: without this the renaming looks into them and
  // fails.
  all.emplace_back(std::string("PRAGMA legacy_alter_table=ON"));
  all.emplace_back("ALTER TABLE " + made + " RENAME TO " + table);
  all.emplace_back(std::string("PRAGMA legacy_alter_table=OFF"));
  for (const sdk::index_definition &index : change.after.indexes)
    all.emplace_back(create_index(change.after, index, false, where));
  for (const sdk::opaque_definition &one : change.attached)
    if (const auto own = own_text(one.create, where)) all.emplace_back(*own);
  all.emplace_back(std::string("PRAGMA foreign_keys=ON"));
  return all;
}

}  // namespace tenantry::sqlite
