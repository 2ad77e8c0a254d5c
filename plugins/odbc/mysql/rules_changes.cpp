// Changes of what exists.  `online` marks what InnoDB does without a copy that keeps writers out: INSTANT, or
// INPLACE with concurrent DML (MySQL's "Online DDL Operations", MariaDB's "InnoDB Online DDL Overview").
#include "model.hpp"
#include "rules.hpp"

namespace tenantry::mysql {
namespace {

using node = sdk::expression::node;

bool is_mariadb(const sdk::dialect_target &where) {
  return where.dialect == "mariadb" || where.flavour == "mariadb";
}
sdk::rendered_statement online(std::string sql, std::string loss = {}, bool yes = true) {
  sdk::rendered_statement one(std::move(sql), std::move(loss));
  one.online = yes;
  return one;
}
bool same_but_for_words(sdk::column_definition a, const sdk::column_definition &b) {
  a.comment = b.comment;
  a.default_value = b.default_value;
  a.null = b.null;
  return a == b;
}
// A varchar grows in place while its length is written in as many bytes as before.
bool grows_in_place(const sdk::column_definition &before, const sdk::column_definition &after) {
  if (before.type.name != "varchar" || after.type.name != "varchar" || !before.type.length ||
      !after.type.length)
    return false;
  const auto wide = [](const sdk::column_definition &one) { return *one.type.length * 4 > 255; };
  sdk::column_definition same = before;
  same.type = after.type;
  return *after.type.length >= *before.type.length && wide(before) == wide(after) &&
         same_but_for_words(same, after);
}
// A new value of an enum at the end is INSTANT, but which enum it was is not known here: not marked.

}  // namespace

std::string rules::place_of(const table &in, const std::string &name, const target &where) const {
  for (std::size_t at = 0; at + 1 < in.columns.size(); ++at)
    if (in.columns[at].name == name)
      return at == 0 ? " FIRST" : " AFTER " + named(in.columns[at - 1].name, where);
  return "";
}

std::string rules::modify(const table &in, const column &of, const target &where) const {
  return "MODIFY COLUMN " + column_clause(of, in, where);
}

// A text that comes into a key, or leaves the last one, changes its type.
rules::statements rules::retype_keys(const sdk::table_change &change, const target &where) const {
  statements all;
  for (const column &after : change.after.columns)
    if (const column *before = sdk::find_named(change.before.columns, after.name);
        before != nullptr && before->type != after.type)
      all.emplace_back(alter(change.after, where) + modify(change.after, after, where));
  return all;
}

// What others may work beside says so: it fails where the server would rather copy the table (T-46).  A new
// column is INSTANT or nothing, for in place MySQL would write the table anew.
rules::statements rules::change_table(const sdk::table_change &change, const target &where) const {
  statements all = change_part(change, where);
  if (!change.online || change.new_table) return all;
  for (sdk::rendered_statement &one : all)
    if (one.online && one.sql.starts_with("ALTER TABLE "))
      one.sql += change.kind == "add_column" ? ", ALGORITHM=INSTANT" : ", ALGORITHM=INPLACE, LOCK=NONE";
  return all;
}

rules::statements rules::change_part(const sdk::table_change &change, const target &where) const {
  if (change.kind.ends_with("_column")) return sdk::sql_dialect::change_table(change, where);
  statements all = sdk::sql_dialect::change_table(change, where), retyped = retype_keys(change, where);
  const bool first = !change.kind.starts_with("drop_");
  all.insert(first ? all.begin() : all.end(), retyped.begin(), retyped.end());
  return all;
}

rules::statements rules::add_column(const sdk::table_change &change, const target &where) const {
  const column &made = column_of(change.after, change.name);
  const std::string place = place_of(change.after, change.name, where);
  const bool constant = made.default_value.empty() || made.default_value.kind == "literal";
  const bool computed = (made.generated && made.generated->stored) || made.identity || !constant;
  const bool checked = is_mariadb(where) && made.type.name.starts_with("json");
  const bool instant = place.empty() || (is_mariadb(where) && where.at_least(10, 4));
  return {
      online(alter(change.after, where) + "ADD COLUMN " + column_clause(made, change.after, where) + place,
             "", !computed && !checked && instant)};
}

// DDL commits, so what must fail fails before it.  MySQL raises an error of a statement's own nowhere but in
// stored programs: there a subquery gives two rows where one is wanted, and the column's name says why.
rules::statements rules::guard(const sdk::row_guard &what, const target &where) const {
  if (!is_mariadb(where))
    return {
        "SELECT (SELECT two.n FROM (SELECT 1 AS n UNION ALL SELECT 2) two WHERE two.n <= IF(found = 0, 1, "
        "2)) "
        "AS " +
        named("none of the" + what.words, where) + " FROM (SELECT COUNT(*) AS found FROM " + what.rows +
        ") counted"};
  return {
      "BEGIN NOT ATOMIC\n  DECLARE tenantry_found BIGINT;\n  DECLARE tenantry_words VARCHAR(128);\n"
      "  SELECT COUNT(*) INTO tenantry_found FROM " +
      what.rows +
      ";\n  IF tenantry_found > 0 THEN\n"
      "    SET tenantry_words = LEFT(CONCAT(tenantry_found, " +
      text_literal(what.words) +
      "), 128);\n"
      "    SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = tenantry_words;\n  END IF;\nEND"};
}

rules::statements rules::drop_column(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::drop_column(change, where);
  all.back().online = true;
  return all;
}

// MySQL refuses while a check names the column; MariaDB rewrites checks and generated columns.  One thing in
// each statement: so the catalog tells which of them have run.
rules::statements rules::rename_column(const sdk::table_change &change, const target &where) const {
  const std::string rename = "RENAME COLUMN " + named(change.name, where) + " TO " + named(change.to, where);
  if (is_mariadb(where)) return {online(alter(change.before, where) + rename)};
  for (const column &one : change.before.columns)
    if (one.generated && uses_column(one.generated->value, change.name))
      throw sdk::dialect_gap("column \"" + change.name + "\" cannot be renamed while \"" + one.name +
                             "\" is computed from it: drop that one first");
  statements all, adds;
  for (const sdk::check_definition &check : change.before.checks) {
    if (!uses_column(check.value, change.name)) continue;
    all.emplace_back(drop_constraint_text(change.before, "check", check.name, where));
    adds.emplace_back(alter(change.after, where) + "ADD " +
                      check_clause(part_of(change.after.checks, check.name), change.after, where));
  }
  all.push_back(online(alter(change.before, where) + rename));
  all.insert(all.end(), adds.begin(), adds.end());
  return all;
}

rules::statements rules::alter_column(const sdk::table_change &change, const target &where) const {
  const column &before = column_of(change.before, change.name);
  const column &after = column_of(change.after, change.name);
  if (before.generated && after.generated && before.generated != after.generated) {
    if (stands_in_key(change.after, change.name))
      throw sdk::dialect_gap("column \"" + change.name +
                             "\" is computed and stands in a key: drop the key first");
    return {alter(change.after, where) + "DROP COLUMN " + named(change.name, where),
            alter(change.after, where) + "ADD COLUMN " + column_clause(after, change.after, where) +
                place_of(change.after, change.name, where)};
  }
  if (before.generated != after.generated)
    throw sdk::dialect_gap("column \"" + change.name + "\" cannot become or cease to be a generated one");
  if (const auto own = own_text(change.using_texts, where)) return convert_column(change, *own, where);
  // MariaDB copies some tables to make a column NOT NULL (seen with a stored computed column and a check),
  // and each where a column with a check of its own is written anew: JSON has one.
  const bool copies =
      is_mariadb(where) && ((before.null && !after.null) || after.type.name.starts_with("json"));
  return {online(
      alter(change.after, where) + modify(change.after, after, where), type_loss(before, after),
      !copies && before != after && (same_but_for_words(before, after) || grows_in_place(before, after)))};
}

// There is no USING: the values are computed into a new column, which takes the old one's place.
rules::statements rules::convert_column(const sdk::table_change &change, const std::string &value,
                                        const target &where) const {
  const column &after = column_of(change.after, change.name);
  const auto named_in = [&](const sdk::check_definition &one) { return uses_column(one.value, change.name); };
  if (stands_in_key(change.after, change.name) || after.identity ||
      std::any_of(change.after.checks.begin(), change.after.checks.end(), named_in))
    throw sdk::dialect_gap("column \"" + change.name +
                           "\" stands in a key or a check: its values cannot be computed anew");
  column fresh = after;
  fresh.name = "__new_" + after.name;
  fresh.null = true;
  fresh.default_value = {};
  const std::string old = named(change.name, where), made = named(fresh.name, where);
  const std::string to = alter(change.after, where);
  return {
      to + "ADD COLUMN " + column_clause(fresh, change.after, where) + " AFTER " + old,
      "UPDATE " + qualified(change.after.schema, change.after.name, where) + " SET " + made + " = " + value,
      {to + "DROP COLUMN " + old, type_loss(column_of(change.before, change.name), after)},
      to + "CHANGE COLUMN " + made + " " + column_clause(after, change.after, where)};
}

// The column that counts gets its key in the same statement.
rules::statements rules::add_constraint(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::add_constraint(change, where);
  if (change.kind == "add_unique" && !all.empty()) all.front().online = true;
  if (change.kind != "add_primary_key") return all;
  for (const column &one : change.after.columns)
    if (one.identity && contains(change.after.primary_key, one.name))
      all.front().sql += ", " + modify(change.after, one, where);
  return all;
}

std::string rules::drop_constraint_text(const table &in, std::string_view what, const std::string &name,
                                        const target &where) const {
  const std::string to = alter(in, where) + "DROP ";
  if (what == "primary_key") return to + "PRIMARY KEY";
  if (what == "unique") return to + "INDEX " + named(name, where);
  if (what == "foreign_key") return to + "FOREIGN KEY " + named(name, where);
  return to + (is_mariadb(where) ? "CONSTRAINT " : "CHECK ") + named(name, where);
}

rules::statements rules::drop_constraint(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::drop_constraint(change, where);
  std::string &sql = all.front().sql;
  if (change.kind == "drop_unique") return drop_index(change, where);
  if (change.kind == "drop_foreign_key") {
    const sdk::foreign_key_definition &key = part_of(change.before.foreign_keys, change.name);
    const bool declared = sdk::find_named(change.before.indexes, key.name) != nullptr ||
                          sdk::find_named(change.before.uniques, key.name) != nullptr;
    if (!declared && is_mariadb(where))
      sql += ", DROP INDEX IF EXISTS " + named(key.name, where);
    else if (!has_index_for(change.before, key))
      sql += ", DROP INDEX " + named(key.name, where);
    all.front().online = true;
  }
  if (change.kind == "drop_primary_key")  // nothing counts without a key
    for (column one : change.before.columns)
      if (one.identity && contains(change.before.primary_key, one.name)) {
        one.identity.reset();
        sql += ", " + modify(change.before, one, where);
      }
  return all;
}

rules::statements rules::rename_constraint(const sdk::table_change &change, const target &where) const {
  if (sdk::find_named(change.before.uniques, change.name) != nullptr) return rename_index(change, where);
  return rename_through(change, where);
}

// Foreign keys and checks have no RENAME: dropped and added in one statement.  The primary key has no name.
rules::statements rules::rename_through(const sdk::table_change &change, const target &where) const {
  if (sdk::find_named(change.before.checks, change.name) != nullptr)
    return {drop_constraint_text(change.before, "check", change.name, where) + ", ADD " +
            check_clause(part_of(change.after.checks, change.to), change.after, where)};
  const auto *key = sdk::find_named(change.before.foreign_keys, change.name);
  if (key == nullptr) return {};
  statements all{drop_constraint_text(change.before, "foreign_key", change.name, where) + ", ADD " +
                 foreign_key_clause(part_of(change.after.foreign_keys, change.to), change.after, where)};
  if (!has_index_for(change.before, *key))
    for (sdk::rendered_statement &one : rename_index(change, where)) all.push_back(std::move(one));
  return all;
}

rules::statements rules::add_index(const sdk::table_change &change, const target &where) const {
  const sdk::index_definition &index = part_of(change.after.indexes, change.name);
  const bool plain = std::all_of(index.parts.begin(), index.parts.end(),
                                 [](const sdk::index_part &part) { return part.value.is(node::column); });
  return {online(create_index(change.after, index, plain && change.online && !change.new_table, where), "",
                 plain && !change.new_table)};
}

// Where a foreign key leans on the index it gets one of its own in the same statement.  It may be there
// already: the server only takes those away that it made itself.
rules::statements rules::drop_index(const sdk::table_change &change, const target &where) const {
  std::string own;
  for (const sdk::foreign_key_definition &key : change.after.foreign_keys)
    if (!has_index_for(change.after, key) && has_index_for(change.before, key))
      own += std::string("ADD INDEX ") + (is_mariadb(where) ? "IF NOT EXISTS " : "") +
             named(key.name, where) + " (" + named_list(key.columns, where) + "), ";
  return {online(alter(change.before, where) + own + "DROP INDEX " + named(change.name, where))};
}

rules::statements rules::rename_index(const sdk::table_change &change, const target &where) const {
  return {online(alter(change.before, where) + "RENAME INDEX " + named(change.name, where) + " TO " +
                 named(change.to, where))};
}

rules::statements rules::comment_table(const sdk::table_change &change, const target &where) const {
  return {online(alter(change.after, where) + "COMMENT=" + text_literal(change.after.comment))};
}

// Tables, columns and indexes carry their comments in their own clauses; nothing else has any.
std::string rules::comment_statement(std::string_view on, const std::string &, const std::string &name,
                                     const std::string &, const target &) const {
  if (on == "index")
    throw sdk::dialect_gap("the comment of the index \"" + name +
                           "\" changes only with the index: drop it and create it again");
  return "";
}

std::string rules::column_comment(const column &, const table &, const target &) const {
  return "";
}

rules::statements rules::rename_enum_value(const sdk::enum_definition &before,
                                           const sdk::enum_definition &after, const std::string &value,
                                           const std::string &to, const std::vector<table> &tables,
                                           const target &where) const {
  sdk::enum_definition both = before;
  both.values.push_back(to);
  const auto among = [&](const sdk::enum_definition &values) {
    target then = where;
    std::erase_if(then.enums, [&](const sdk::enum_definition &one) {
      return one.name == after.name && one.schema == after.schema;
    });
    then.enums.push_back(values);
    return then;
  };
  statements all;
  for (const table &raw : tables)
    for (const column &of : raw.columns) {
      if (of.type.enum_name != after.name || of.type.enum_schema != after.schema) continue;
      const table in = lowered(raw, where);
      column last = of;
      if (last.default_value.kind == "literal" && last.default_value.value.text == value)
        last.default_value.value.text = to;
      const std::string name = named(of.name, where);
      all.emplace_back(alter(in, where) + modify(in, last, among(both)));
      all.emplace_back("UPDATE " + qualified(in.schema, in.name, where) + " SET " + name + " = " +
                       text_literal(to) + " WHERE " + name + " = " + text_literal(value));
      all.emplace_back(alter(in, where) + modify(in, last, among(after)));
    }
  return all;
}

rules::statements rules::rename_object(const std::string &, const std::string &schema,
                                       const std::string &name, const std::string &to,
                                       const target &where) const {
  return {"RENAME TABLE " + qualified(schema, name, where) + " TO " + named(to, where)};
}

rules::statements rules::create_sequence(const sdk::sequence_definition &made, const target &where) const {
  return sdk::sql_dialect::create_sequence(kept_sequence(made), where);
}

rules::statements rules::alter_sequence(const sdk::sequence_definition &before,
                                        const sdk::sequence_definition &after, const target &where) const {
  statements all = sdk::sql_dialect::alter_sequence(kept_sequence(before), kept_sequence(after), where);
  if (before.options.cycle && !after.options.cycle) all.front().sql += " NOCYCLE";
  return all;
}

rules::statements rules::replace_view(const sdk::view_definition &before, const sdk::view_definition &after,
                                      const target &where) const {
  if (before.materialized || after.materialized || before.name != after.name || before.schema != after.schema)
    return sdk::sql_dialect::replace_view(before, after, where);
  return {"CREATE OR REPLACE VIEW " + qualified(after.schema, after.name, where) + " AS " +
          view_text(after, where)};
}

}  // namespace tenantry::mysql
