// Changes of what exists, as Oracle writes them.  Checks and indexes follow a renamed column by themselves; a
// type can change only into one that holds all the old values.
#include "common/predicates.hpp"
#include "pl_sql.hpp"
#include "rules.hpp"

namespace tenantry::oracle {
namespace {

using sdk::rendered_statement;
using sdk::table_definition;

std::string text_of_comment(const std::string &text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

// How many digits a number may have before its point and behind it; nothing for a type that is none.
std::optional<std::pair<int, int>> digits_of(const sdk::neutral_type &type) {
  if (type.name == "smallint") return std::pair(5, 0);
  if (type.name == "integer") return std::pair(10, 0);
  if (type.name == "bigint") return std::pair(19, 0);
  if (type.name != "numeric") return std::nullopt;
  if (!type.length) return std::pair(1000, 1000);
  const int scale = type.scale.value_or(0);
  return std::pair(static_cast<int>(*type.length) - scale, scale);
}

// ORA-01439, ORA-01440, ORA-22858: what MODIFY refuses where there are rows.
bool can_modify(const sdk::neutral_type &before, const sdk::neutral_type &after) {
  const auto was = digits_of(before), is = digits_of(after);
  if (was && is) return is->first >= was->first && is->second >= was->second;
  const bool texts = (before.name == "varchar" || before.name == "char") && before.length &&
                     (after.name == "varchar" || after.name == "char") && after.length;
  if (texts) return true;
  return before.name == after.name && (before.name == "timestamp" || before.name == "timestamptz") &&
         after.length.value_or(6) >= before.length.value_or(6);
}

std::string modify(const std::string &column, const std::string &what) {
  return "MODIFY (" + column + " " + what + ")";
}

// The check that came with a column, where both tables have one under different names.
std::optional<std::pair<std::string, std::string>> renamed_check(const table_definition &before,
                                                                 const table_definition &after) {
  std::vector<std::string> gone, come;
  for (const auto &one : before.checks)
    if (sdk::find_named(after.checks, one.name) == nullptr) gone.push_back(one.name);
  for (const auto &one : after.checks)
    if (sdk::find_named(before.checks, one.name) == nullptr) come.push_back(one.name);
  if (gone.size() != 1 || come.size() != 1) return std::nullopt;
  return std::pair(gone[0], come[0]);
}

}  // namespace

rules::statements rules::change_table(const sdk::table_change &change, const target &where) const {
  const std::string &kind = change.kind;
  if (kind == "create_index" || (kind.starts_with("add_") && kind != "add_column"))
    for (const sdk::column_definition &after : change.after.columns) {
      const auto *before = sdk::find_named(change.before.columns, after.name);
      if (before != nullptr && column_type(*before, where) != column_type(after, where))
        throw sdk::dialect_gap("column \"" + after.name + "\" is a " + column_type(*before, where) +
                               " that cannot become part of a key: give it a length");
    }
  return sdk::sql_dialect::change_table(change, where);
}

rules::statements rules::drop_column(const sdk::table_change &change, const target &where) const {
  statements all;
  for (const sdk::index_definition &one : change.before.indexes)
    if (sdk::find_named(change.after.indexes, one.name) == nullptr)
      all.emplace_back("DROP INDEX " + named(one.name, where));
  // Constraints of this column alone go with it, those of several only so.
  all.emplace_back(
      alter(change.before, where) + "DROP (" + named(change.name, where) + ") CASCADE CONSTRAINTS",
      "the values of the column \"" + change.name + "\" of \"" + change.before.name + "\" are gone");
  return all;
}

rules::statements rules::rename_column(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::rename_column(change, where);
  if (const auto check = renamed_check(change.before, change.after))
    all.emplace_back(alter(change.before, where) + "RENAME CONSTRAINT " + named(check->first, where) +
                     " TO " + named(check->second, where));
  return all;
}

rules::statements rules::alter_column(const sdk::table_change &change, const target &where) const {
  const sdk::column_definition &before = column_of(change.before, change.name);
  const sdk::column_definition &after = column_of(change.after, change.name);
  if (before.generated != after.generated || before.identity != after.identity)
    throw sdk::dialect_gap("column \"" + change.name + "\" cannot become or cease to be a generated one");
  const std::string name = named(after.name, where), head = alter(change.after, where);
  statements all;
  const auto drop_beyond = [&](const table_definition &from, const table_definition &than) {
    for (const sdk::check_definition &one : from.checks)
      if (sdk::find_named(than.checks, one.name) == nullptr)
        all.emplace_back(head + "DROP CONSTRAINT " + named(one.name, where));
  };
  drop_beyond(change.before, change.after);
  if (column_type(before, where) != column_type(after, where)) {
    if (!can_modify(before.type, after.type))
      throw sdk::dialect_gap("column \"" + change.name + "\" cannot change from " + write_type(before.type) +
                             " to " + write_type(after.type) +
                             " where there are rows: add a column, copy, drop the old one");
    all.emplace_back(head + modify(name, column_type(after, where)), type_loss(before, after));
  }
  if (before.default_value != after.default_value) {
    const std::string value = default_clause(after, where);
    all.emplace_back(head + modify(name, value.empty() ? "DEFAULT NULL" : value));
  }
  if (before.null != after.null) all.emplace_back(head + modify(name, after.null ? "NULL" : "NOT NULL"));
  for (const sdk::check_definition &one : change.after.checks)
    if (sdk::find_named(change.before.checks, one.name) == nullptr)
      all.emplace_back(head + "ADD " + check_clause(one, change.after, where));
  if (before.comment != after.comment) append_column_comment(all, after, change.after, where, true);
  return all;
}

// DDL commits, so what must fail fails before it.
rules::statements rules::guard(const sdk::row_guard &what, const target & /*where*/) const {
  return {"DECLARE\n  tenantry_found NUMBER;\nBEGIN\n  SELECT COUNT(*) INTO tenantry_found FROM " +
          what.rows +
          ";\n  IF tenantry_found > 0 THEN\n    RAISE_APPLICATION_ERROR(-20000, tenantry_found || " +
          text_literal(what.words) + ");\n  END IF;\nEND"};
}
// A key of NULLs alone is in no index; one that has a value is equal to another with the same NULLs.
std::string rules::compared_keys(const std::vector<std::string> &key, bool distinct) const {
  std::string any;
  if (distinct)
    for (const std::string &part : key) any += (any.empty() ? "(" : " OR ") + part + " IS NOT NULL";
  return any.empty() ? any : any + ")";
}

rules::statements rules::add_constraint(const sdk::table_change &change, const target &where) const {
  statements all = sdk::sql_dialect::add_constraint(change, where);
  constexpr std::string_view standard = " NOT VALID";
  for (rendered_statement &one : all)
    if (change.not_valid && one.sql.ends_with(standard))
      one.sql.replace(one.sql.size() - standard.size(), standard.size(), " ENABLE NOVALIDATE");
  return all;
}

std::string rules::drop_constraint_text(const table_definition &table, std::string_view what,
                                        const std::string &name, const target &where) const {
  const bool usual = what == "primary_key" && name.empty();
  return alter(table, where) + "DROP CONSTRAINT " + named(usual ? table.name + "_pkey" : name, where);
}

rules::statements rules::validate_constraint(const sdk::table_change &change, const target &where) const {
  rendered_statement one(alter(change.after, where) + "MODIFY CONSTRAINT " + named(change.name, where) +
                         " VALIDATE");
  one.online = true;
  return {one};
}

// Of tables, views and columns; no comment is an empty one.
std::string rules::comment_statement(std::string_view on, const std::string &schema, const std::string &name,
                                     const std::string &text, const target &where) const {
  if (on != "table" && on != "view" && on != "materialized_view") return "";
  return std::string("COMMENT ON ") + (on == "materialized_view" ? "MATERIALIZED VIEW " : "TABLE ") +
         qualified(schema, name, where) + " IS " + text_of_comment(text);
}

std::string rules::column_comment(const sdk::column_definition &column, const table_definition &table,
                                  const target &where) const {
  return "COMMENT ON COLUMN " + qualified(table.schema, table.name, where) + "." + named(column.name, where) +
         " IS " + text_of_comment(column.comment);
}

rules::statements rules::drop_table(const std::string &schema, const std::string &name,
                                    const target &where) const {
  return {{"DROP TABLE " + qualified(schema, name, where) + " CASCADE CONSTRAINTS",
           "all rows of the table \"" + name + "\" are gone"}};
}

rules::statements rules::rename_object(const std::string &kind, const std::string &, const std::string &name,
                                       const std::string &to, const target &where) const {
  if (kind == "materialized_view")
    throw sdk::dialect_gap("the materialized view \"" + name +
                           "\" cannot be renamed: drop it and create it anew");
  return {"RENAME " + named(name, where) + " TO " + named(to, where)};
}

rules::statements rules::alter_sequence(const sdk::sequence_definition &before,
                                        const sdk::sequence_definition &after, const target &where) const {
  sdk::sequence_options options = after.options;
  const std::optional<std::int64_t> start = std::exchange(options.start, std::nullopt);
  std::string sql =
      "ALTER SEQUENCE " + qualified(after.schema, after.name, where) + sequence_clauses(options);
  if (before.options.cycle && !options.cycle) sql += " NOCYCLE";
  if (start && start != before.options.start) sql += " RESTART START WITH " + std::to_string(*start);
  if (sql.ends_with(named(after.name, where))) return {};  // a type, which it has not
  return {sql};
}

rules::statements rules::replace_view(const sdk::view_definition &before, const sdk::view_definition &after,
                                      const target &where) const {
  if (before.materialized || after.materialized || before.name != after.name)
    return sdk::sql_dialect::replace_view(before, after, where);
  return {"CREATE OR REPLACE VIEW " + qualified(after.schema, after.name, where) + " AS " +
          view_text(after, where)};
}

}  // namespace tenantry::oracle
