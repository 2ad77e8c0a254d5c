// Changes of what exists, as Transact-SQL writes them.  A column that an index, a constraint or a default
// depends on cannot be altered: those go first and come back after.
#include "common/predicates.hpp"
#include "rules.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

using odbc::mentions;
using sdk::rendered_statement;
using sdk::table_definition;

void append(sdk::rendered_statements &to, sdk::rendered_statements &&more) {
  for (rendered_statement &one : more) to.push_back(std::move(one));
}

bool has(const std::vector<std::string> &names, const std::string &name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool concerns(const sdk::index_definition &index, const std::string &column) {
  if (has(index.include, column) || mentions(index.where, column)) return true;
  return std::any_of(index.parts.begin(), index.parts.end(),
                     [&](const sdk::index_part &part) { return mentions(part.value, column); });
}

// The parts of a table that a column is in, as a table that has them alone.
table_definition parts_with(const table_definition &table, const std::string &column) {
  table_definition parts{table.schema, table.name};
  for (const auto &one : table.checks)
    if (mentions(one.value, column)) parts.checks.push_back(one);
  for (const auto &one : table.uniques)
    if (has(one.columns, column)) parts.uniques.push_back(one);
  for (const auto &one : table.foreign_keys)
    if (has(one.columns, column)) parts.foreign_keys.push_back(one);
  for (const auto &one : table.indexes)
    if (concerns(one, column)) parts.indexes.push_back(one);
  if (has(table.primary_key, column)) {
    parts.primary_key = table.primary_key;
    parts.primary_key_name = table.primary_key_name;
  }
  return parts;
}

// What `from` has and `than` has not, by name.
table_definition parts_beyond(const table_definition &from, const table_definition &than) {
  table_definition parts{from.schema, from.name};
  const auto pick = [](const auto &all, const auto &others, auto &into) {
    for (const auto &one : all)
      if (sdk::find_named(others, one.name) == nullptr) into.push_back(one);
  };
  pick(from.checks, than.checks, parts.checks);
  pick(from.uniques, than.uniques, parts.uniques);
  pick(from.foreign_keys, than.foreign_keys, parts.foreign_keys);
  pick(from.indexes, than.indexes, parts.indexes);
  return parts;
}

std::string rename_text(const std::string &what, const std::string &to, const char *kind) {
  return "EXEC sp_rename " + national_text(what) + ", " + national_text(to) +
         (*kind == '\0' ? "" : std::string(", N'") + kind + "'");
}

}  // namespace

std::string rules::drop_default(const table_definition &table, const std::string &column,
                                const target &where) const {
  const std::string name = qualified(table.schema, table.name, where);
  return "DECLARE @drop nvarchar(max); SELECT @drop = " +
         national_text("ALTER TABLE " + name + " DROP CONSTRAINT ") +
         " + QUOTENAME(d.name) FROM sys.default_constraints d JOIN sys.columns c ON c.object_id = "
         "d.parent_object_id "
         "AND c.column_id = d.parent_column_id WHERE d.parent_object_id = OBJECT_ID(" +
         national_text(name) + ") AND c.name = " + national_text(cut_name(column, where)) +
         "; IF @drop IS NOT NULL EXEC sys.sp_executesql @drop";
}

rules::statements rules::drop_parts(const table_definition &from, const table_definition &parts,
                                    const target &where) const {
  statements all;
  const auto drop = [&](const std::string &name) {
    all.emplace_back(alter(from, where) + "DROP CONSTRAINT " + named(name, where));
  };
  for (const auto &one : parts.foreign_keys) drop(one.name);
  for (const auto &one : parts.checks) drop(one.name);
  for (const auto &one : parts.indexes)
    all.emplace_back("DROP INDEX " + named(one.name, where) + " ON " +
                     qualified(from.schema, from.name, where));
  for (const auto &one : parts.uniques)
    all.emplace_back(drop_constraint_text(from, "unique", one.name, where));
  if (!parts.primary_key.empty())
    all.emplace_back(drop_constraint_text(parts, "primary_key", parts.primary_key_name, where));
  return all;
}

rules::statements rules::add_parts(const table_definition &to, const table_definition &parts,
                                   const target &where) const {
  statements all;
  const auto add = [&](const std::string &clause) { all.emplace_back(alter(to, where) + "ADD " + clause); };
  if (!parts.primary_key.empty()) add(primary_key_clause(parts, where));
  for (const auto &one : parts.uniques) {
    if (const auto index = filtered_unique(one, to))
      all.emplace_back(create_index(to, *index, false, where));
    else
      add(unique_clause(one, where));
  }
  for (const auto &one : parts.indexes) all.emplace_back(create_index(to, one, false, where));
  for (const auto &one : parts.checks) add(check_clause(one, to, where));
  for (const auto &one : parts.foreign_keys) add(foreign_key_clause(one, to, where));
  return all;
}

std::string rules::alter_type_text(const table_definition &table, const sdk::column_definition &column,
                                   const target &where) const {
  std::string sql =
      alter(table, where) + "ALTER COLUMN " + named(column.name, where) + " " + column_type(column, where);
  if (const auto own = own_text(column.collation, where)) sql += " COLLATE " + *own;
  return sql + (column.null && !has(table.primary_key, column.name) ? " NULL" : " NOT NULL");
}

// A text that comes into a key is bounded, and one that leaves it is not any more.
rules::statements rules::retype(const sdk::table_change &change, const target &where) const {
  statements all;
  for (const sdk::column_definition &after : change.after.columns) {
    const auto *before = sdk::find_named(change.before.columns, after.name);
    if (before == nullptr || after.generated || before->generated) continue;
    if (column_type(*before, where) != column_type(after, where))
      all.emplace_back(alter_type_text(change.after, after, where));
  }
  return all;
}

rules::statements rules::change_table(const sdk::table_change &change, const target &where) const {
  const std::string &kind = change.kind;
  if (change.new_table && kind == "add_foreign_key") return add_constraint(change, where);
  const bool adds = kind == "create_index" || (kind.starts_with("add_") && kind != "add_column");
  const bool drops = kind.starts_with("drop_") && kind != "drop_column";
  statements all;
  if (adds) append(all, retype(change, where));
  append(all, sdk::sql_dialect::change_table(change, where));
  if (drops) append(all, retype(change, where));
  return all;
}

// The rows that are there get the default too, as elsewhere.
rules::statements rules::add_column(const sdk::table_change &change, const target &where) const {
  const sdk::column_definition &column = column_of(change.after, change.name);
  const bool fills = column.null && !column.default_value.empty();
  statements all{alter(change.after, where) + "ADD " + column_clause(column, change.after, where) +
                 (fills ? " WITH VALUES" : "")};
  append_column_comment(all, column, change.after, where);
  append(all, add_parts(change.after, parts_beyond(change.after, change.before), where));
  return all;
}

// THROW reads %% as %.
rules::statements rules::guard(const sdk::row_guard &what, const target & /*where*/) const {
  std::string escaped;
  for (const char c : what.words) escaped.append(c == '%' ? 2 : 1, c);
  return {"DECLARE @found bigint = (SELECT COUNT_BIG(*) FROM " + what.rows +
          ");\nIF @found > 0\nBEGIN\n  DECLARE @words nvarchar(2048) = LEFT(CONCAT(@found, " +
          national_text(escaped) + "), 2048);\n  THROW 50000, @words, 1;\nEND"};
}

rules::statements rules::drop_column(const sdk::table_change &change, const target &where) const {
  const sdk::column_definition &column = column_of(change.before, change.name);
  statements all = drop_parts(change.before, parts_beyond(change.before, change.after), where);
  if (!column.default_value.empty()) all.emplace_back(drop_default(change.before, change.name, where));
  all.emplace_back(
      alter(change.before, where) + "DROP COLUMN " + named(change.name, where),
      "the values of the column \"" + change.name + "\" of \"" + change.before.name + "\" are gone");
  return all;
}

// A column that a check or an index's condition names cannot be renamed.
rules::statements rules::rename_column(const sdk::table_change &change, const target &where) const {
  const auto in_texts = [](const table_definition &table, const std::string &column) {
    table_definition parts{table.schema, table.name};
    for (const auto &one : table.checks)
      if (mentions(one.value, column)) parts.checks.push_back(one);
    for (const auto &one : table.indexes)
      if (mentions(one.where, column)) parts.indexes.push_back(one);
    return parts;
  };
  statements all = drop_parts(change.before, in_texts(change.before, change.name), where);
  all.emplace_back(rename_text(
      qualified(change.before.schema, change.before.name, where) + "." + named(change.name, where),
      cut_name(change.to, where), "COLUMN"));
  append(all, add_parts(change.after, in_texts(change.after, change.to), where));
  return all;
}

rules::statements rules::alter_column(const sdk::table_change &change, const target &where) const {
  const sdk::column_definition &before = column_of(change.before, change.name);
  const sdk::column_definition &after = column_of(change.after, change.name);
  if (before.generated != after.generated)
    throw sdk::dialect_gap("column \"" + change.name + "\" cannot become or cease to be a computed one");
  if (before.identity != after.identity)
    throw sdk::dialect_gap("column \"" + change.name + "\" cannot become or cease to be an identity");
  const bool other_type = column_type(before, where) != column_type(after, where) ||
                          before.null != after.null || before.collation != after.collation;
  const bool other_default = before.default_value != after.default_value;
  statements all;
  if (other_type) append(all, drop_parts(change.before, parts_with(change.before, change.name), where));
  const bool had = !before.default_value.empty(), has_one = !after.default_value.empty();
  if (had && (other_type || other_default)) all.emplace_back(drop_default(change.before, change.name, where));
  if (other_type) all.emplace_back(alter_type_text(change.after, after, where), type_loss(before, after));
  if (has_one && (other_type || other_default))
    all.emplace_back(alter(change.after, where) + "ADD CONSTRAINT " +
                     default_name(after, change.after, where) + " " + default_clause(after, where) + " FOR " +
                     named(after.name, where));
  if (other_type) append(all, add_parts(change.after, parts_with(change.after, change.name), where));
  if (before.comment != after.comment) append_column_comment(all, after, change.after, where, true);
  return all;
}

rules::statements rules::add_constraint(const sdk::table_change &change, const target &where) const {
  if (change.kind == "add_unique")
    if (const auto index = filtered_unique(part_of(change.after.uniques, change.name), change.after))
      return {create_index(change.after, *index, false, where)};
  statements all = sdk::sql_dialect::add_constraint(change, where);
  const std::string head = alter(change.after, where);
  for (rendered_statement &one : all)
    if (change.not_valid && one.sql.ends_with(" NOT VALID")) {
      one.sql.resize(one.sql.size() - std::string_view(" NOT VALID").size());
      one.sql.insert(head.size(), "WITH NOCHECK ");
    }
  return all;
}

std::string rules::drop_constraint_text(const table_definition &table, std::string_view what,
                                        const std::string &name, const target &where) const {
  const auto *unique = what == "unique" ? sdk::find_named(table.uniques, name) : nullptr;
  if (unique != nullptr && filtered_unique(*unique, table))
    return "DROP INDEX " + named(name, where) + " ON " + qualified(table.schema, table.name, where);
  const bool usual = what == "primary_key" && name.empty();
  return alter(table, where) + "DROP CONSTRAINT " + named(usual ? table.name + "_pkey" : name, where);
}

rules::statements rules::validate_constraint(const sdk::table_change &change, const target &where) const {
  return {alter(change.after, where) + "WITH CHECK CHECK CONSTRAINT " + named(change.name, where)};
}

rules::statements rules::rename_constraint(const sdk::table_change &change, const target &where) const {
  const auto *unique = sdk::find_named(change.before.uniques, change.name);
  if (unique != nullptr && filtered_unique(*unique, change.before)) return rename_index(change, where);
  return {rename_text(change.before.schema.empty() ? named(change.name, where)
                                                   : qualified(change.before.schema, change.name, where),
                      cut_name(change.to, where), "OBJECT")};
}

rules::statements rules::drop_index(const sdk::table_change &change, const target &where) const {
  return {"DROP INDEX " + named(change.name, where) + " ON " +
          qualified(change.before.schema, change.before.name, where)};
}

rules::statements rules::rename_index(const sdk::table_change &change, const target &where) const {
  return {rename_text(
      qualified(change.before.schema, change.before.name, where) + "." + named(change.name, where),
      cut_name(change.to, where), "INDEX")};
}

namespace {

// An extended property, set anew: there is no statement that takes the old one with it.
std::string property(const std::string &schema, const std::string &table, const std::string &column,
                     const std::string &text) {
  const std::string place =
      "@level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = " +
      national_text(table) +
      (column.empty() ? "" : ", @level2type = N'COLUMN', @level2name = " + national_text(column));
  std::string sql =
      "DECLARE @schema sysname = " + (schema.empty() ? "SCHEMA_NAME()" : national_text(schema)) +
      "; IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @schema, "
      "N'TABLE', " +
      national_text(table) + ", " + (column.empty() ? "NULL, NULL" : "N'COLUMN', " + national_text(column)) +
      ")) EXEC sys.sp_dropextendedproperty @name = N'MS_Description', " + place;
  if (!text.empty())
    sql += "; EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = " + national_text(text) +
           ", " + place;
  return sql;
}

}  // namespace

// Of tables and columns alone.
std::string rules::comment_statement(std::string_view on, const std::string &schema, const std::string &name,
                                     const std::string &text, const target &where) const {
  if (on != "table") return "";
  return property(schema.empty() ? schema : cut_name(schema, where), cut_name(name, where), "", text);
}

std::string rules::column_comment(const sdk::column_definition &column, const table_definition &table,
                                  const target &where) const {
  return property(table.schema.empty() ? table.schema : cut_name(table.schema, where),
                  cut_name(table.name, where), cut_name(column.name, where), column.comment);
}

rules::statements rules::rename_schema(const std::string &name, const std::string &to, const target &) const {
  throw sdk::dialect_gap("the schema \"" + name + "\" cannot be renamed: create \"" + to +
                         "\", move its tables with ALTER SCHEMA … TRANSFER, drop the old one");
}

rules::statements rules::rename_table(const std::string &schema, const std::string &name,
                                      const std::string &to, const target &where) const {
  return {rename_text(qualified(schema, name, where), cut_name(to, where), "OBJECT")};
}

rules::statements rules::move_table(const std::string &schema, const std::string &name, const std::string &to,
                                    const target &where) const {
  return {"ALTER SCHEMA " + named(to.empty() ? "dbo" : to, where) + " TRANSFER " +
          qualified(schema, name, where)};
}

rules::statements rules::rename_object(const std::string &kind, const std::string &schema,
                                       const std::string &name, const std::string &to,
                                       const target &where) const {
  if (kind == "view")
    throw sdk::dialect_gap(
        "the view \"" + name +
        "\" would keep its old name in its own text: drop it and create it under the new name");
  return {rename_text(qualified(schema, name, where), cut_name(to, where), "OBJECT")};
}

// Without START WITH a sequence begins at the smallest number of its type.
rules::statements rules::create_sequence(const sdk::sequence_definition &made, const target &where) const {
  sdk::sequence_options options = made.options;
  const bool up = options.increment.value_or(1) > 0;
  if (!options.start) options.start = up ? options.min.value_or(1) : options.max.value_or(-1);
  if (up && !options.min) options.min = 1;
  if (!up && !options.max) options.max = -1;
  const std::string type = made.type == "integer" ? "int" : made.type;
  return {"CREATE SEQUENCE " + qualified(made.schema, made.name, where) + " AS " + type +
          sequence_clauses(options)};
}

rules::statements rules::alter_sequence(const sdk::sequence_definition &before,
                                        const sdk::sequence_definition &after, const target &where) const {
  if (before.type != after.type)
    throw sdk::dialect_gap("the sequence \"" + after.name + "\" cannot change its type");
  sdk::sequence_options options = after.options;
  const std::optional<std::int64_t> start = std::exchange(options.start, std::nullopt);
  std::string sql = "ALTER SEQUENCE " + qualified(after.schema, after.name, where);
  if (start && start != before.options.start) sql += " RESTART WITH " + std::to_string(*start);
  sql += sequence_clauses(options);
  if (before.options.cycle && !options.cycle) sql += " NO CYCLE";
  return {sql};
}

rules::statements rules::replace_view(const sdk::view_definition &before, const sdk::view_definition &after,
                                      const target &where) const {
  if (before.materialized || after.materialized || before.name != after.name || before.schema != after.schema)
    return sdk::sql_dialect::replace_view(before, after, where);
  return {"CREATE OR ALTER VIEW " + qualified(after.schema, after.name, where) + " AS " +
          view_text(after, where)};
}

}  // namespace tenantry::sqlserver
