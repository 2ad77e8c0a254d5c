// The fourth layer under sdk::sql_dialect: changes of a table's parts as standard ALTER TABLE.
#pragma once
#include <tenantry/sdk/sql_guards.hpp>

namespace tenantry::sdk {

/// Fourth layer: changes of a table's parts as ALTER TABLE. Every hook answers the statements in order and
/// throws dialect_gap where this dialect cannot.
class sql_alterations : public sql_guards {
 protected:
  /// What change_table chooses from by a change's kind.
  using change_hook = rendered_statements (sql_alterations::*)(const table_change &,
                                                               const dialect_target &) const;

  // ---- what a dialect overrides.  `before` and `after` are lowered already.

  /// Every change of a part of a table comes through here: a dialect that must rebuild does it here.
  [[nodiscard]] virtual rendered_statements change_table(const table_change &change,
                                                         const dialect_target &target) const {
    static const std::map<std::string, change_hook, std::less<>> hooks = {
        {"add_column", &sql_alterations::add_column},
        {"drop_column", &sql_alterations::drop_column},
        {"rename_column", &sql_alterations::rename_column},
        {"alter_column", &sql_alterations::alter_column},
        {"fill_column", &sql_alterations::fill_column},
        {"require_values", &sql_alterations::require_values},
        {"require_parents", &sql_alterations::require_parents},
        {"require_distinct", &sql_alterations::require_distinct},
        {"add_primary_key", &sql_alterations::add_constraint},
        {"drop_primary_key", &sql_alterations::drop_constraint},
        {"add_unique", &sql_alterations::add_constraint},
        {"drop_unique", &sql_alterations::drop_constraint},
        {"add_foreign_key", &sql_alterations::add_constraint},
        {"drop_foreign_key", &sql_alterations::drop_constraint},
        {"add_check", &sql_alterations::add_constraint},
        {"drop_check", &sql_alterations::drop_constraint},
        {"validate_constraint", &sql_alterations::validate_constraint},
        {"rename_constraint", &sql_alterations::rename_constraint},
        {"create_index", &sql_alterations::add_index},
        {"drop_index", &sql_alterations::drop_index},
        {"rename_index", &sql_alterations::rename_index},
        {"comment_table", &sql_alterations::comment_table}};
    return (this->*hooks.at(change.kind))(change, target);
  }

  /// ALTER TABLE "t" ADD COLUMN …, with the check and the comment that came with it.
  [[nodiscard]] virtual rendered_statements add_column(const table_change &change,
                                                       const dialect_target &target) const {
    const column_definition &column = column_of(change.after, change.name);
    rendered_statements all{alter(change.after, target) + add_column_words() +
                            column_clause(column, change.after, target)};
    append_column_comment(all, column, change.after, target);
    for (const check_definition &check : change.after.checks)  // that came with it: an enum's
      if (find_named(change.before.checks, check.name) == nullptr)
        all.emplace_back(alter(change.after, target) + "ADD " + check_clause(check, change.after, target));
    return all;
  }
  /// SQL Server and Oracle write "ADD ".
  [[nodiscard]] virtual std::string add_column_words() const { return "ADD COLUMN "; }
  /// ALTER TABLE "t" DROP COLUMN …; loses its values.
  [[nodiscard]] virtual rendered_statements drop_column(const table_change &change,
                                                        const dialect_target &target) const {
    rendered_statements all;
    for (const check_definition &check : change.before.checks)
      if (find_named(change.after.checks, check.name) == nullptr)
        all.emplace_back(drop_constraint_text(change.before, "check", check.name, target));
    all.emplace_back(
        alter(change.before, target) + "DROP COLUMN " + named(change.name, target),
        "the values of the column \"" + change.name + "\" of \"" + change.before.name + "\" are gone");
    return all;
  }
  /// ALTER TABLE "t" RENAME COLUMN … TO ….
  [[nodiscard]] virtual rendered_statements rename_column(const table_change &change,
                                                          const dialect_target &target) const {
    return {alter(change.before, target) + "RENAME COLUMN " + named(change.name, target) + " TO " +
            named(change.to, target)};
  }
  /// What differs between before and after, one statement each: type, default, NOT NULL, identity, computed,
  /// comment.
  [[nodiscard]] virtual rendered_statements alter_column(const table_change &change,
                                                         const dialect_target &target) const {
    const column_definition &before = column_of(change.before, change.name);
    const column_definition &after = column_of(change.after, change.name);
    if (before.generated != after.generated)
      throw dialect_gap("column \"" + change.name + "\" cannot become or cease to be a generated one");
    const std::string column =
        alter(change.after, target) + "ALTER COLUMN " + named(after.name, target) + " ";
    rendered_statements all;
    if (column_type(before, target) != column_type(after, target) || before.collation != after.collation)
      for (rendered_statement &one : alter_type(change, before, after, target)) all.push_back(std::move(one));
    if (before.identity != after.identity)
      for (rendered_statement &one : alter_identity(change, before, after, target))
        all.push_back(std::move(one));
    if (before.default_value != after.default_value) {
      const std::string value = default_clause(after, target);
      all.emplace_back(column + (value.empty() ? "DROP DEFAULT" : "SET " + value));
    }
    if (before.null != after.null) all.emplace_back(column + (after.null ? "DROP" : "SET") + " NOT NULL");
    if (before.comment != after.comment) append_column_comment(all, after, change.after, target, true);
    return all;
  }
  /// UPDATE: rows without a value get one, before the column becomes NOT NULL.
  [[nodiscard]] virtual rendered_statements fill_column(const table_change &change,
                                                        const dialect_target &target) const {
    column_definition column = column_of(change.after, change.name);
    column.default_value = change.fill;
    const auto value = default_expression(column, target);
    if (!value)
      throw dialect_gap("column \"" + change.name + "\" cannot be filled with \"" + change.fill.kind + "\"");
    const std::string name = named(column.name, target);
    return {"UPDATE " + qualified(change.after.schema, change.after.name, target) + " SET " + name + " = " +
            *value + " WHERE " + name + " IS NULL"};
  }
  /// ALTER COLUMN … SET DATA TYPE …, USING where the change says how.
  [[nodiscard]] virtual rendered_statements alter_type(const table_change &change,
                                                       const column_definition &before,
                                                       const column_definition &after,
                                                       const dialect_target &target) const {
    return {{alter(change.after, target) + "ALTER COLUMN " + named(after.name, target) + " SET DATA TYPE " +
                 column_type(after, target),
             type_loss(before, after)}};
  }
  /// A column becomes, or ceases to be, one that numbers its rows; the base knows no way and throws.
  [[nodiscard]] virtual rendered_statements alter_identity(const table_change &,
                                                           const column_definition &before,
                                                           const column_definition &,
                                                           const dialect_target &) const {
    throw dialect_gap("column \"" + before.name +
                      "\" cannot become or cease to be an identity in this dialect");
  }

  /// ALTER TABLE "t" ADD CONSTRAINT …: primary key, unique, foreign key or check.
  [[nodiscard]] virtual rendered_statements add_constraint(const table_change &change,
                                                           const dialect_target &target) const {
    if (change.new_table && change.kind == "add_foreign_key" && facts(target).foreign_keys_in_create)
      return {};
    std::string clause;
    if (change.kind == "add_primary_key") {
      clause = primary_key_clause(change.after, target);
    } else if (change.kind == "add_unique") {
      clause = unique_clause(part_of(change.after.uniques, change.name), target);
    } else if (change.kind == "add_check") {
      clause = check_clause(part_of(change.after.checks, change.name), change.after, target);
    } else {
      clause = foreign_key_clause(part_of(change.after.foreign_keys, change.name), change.after, target);
    }
    if (change.not_valid && facts(target).not_valid) clause += " NOT VALID";
    return {alter(change.after, target) + "ADD " + clause};
  }
  /// ALTER TABLE "t" DROP CONSTRAINT ….
  [[nodiscard]] virtual rendered_statements drop_constraint(const table_change &change,
                                                            const dialect_target &target) const {
    const bool key = change.kind == "drop_primary_key";
    return {drop_constraint_text(change.before, std::string_view(change.kind).substr(5),
                                 key ? change.before.primary_key_name : change.name, target)};
  }
  /// what: primary_key, unique, foreign_key or check
  [[nodiscard]] virtual std::string drop_constraint_text(const table_definition &table,
                                                         std::string_view /*what*/, const std::string &name,
                                                         const dialect_target &target) const {
    if (name.empty())
      throw dialect_gap("the primary key of \"" + table.name + "\" has no name to drop it by");
    return alter(table, target) + "DROP CONSTRAINT " + named(name, target);
  }
  /// Checks the old rows of a constraint that was added NOT VALID.
  [[nodiscard]] virtual rendered_statements validate_constraint(const table_change &change,
                                                                const dialect_target &target) const {
    if (!facts(target).not_valid) return {};  // it was checked when it was added
    rendered_statement one(alter(change.after, target) + "VALIDATE CONSTRAINT " + named(change.name, target));
    one.online = true;
    return {one};
  }
  /// ALTER TABLE "t" RENAME CONSTRAINT … TO ….
  [[nodiscard]] virtual rendered_statements rename_constraint(const table_change &change,
                                                              const dialect_target &target) const {
    return {alter(change.after, target) + "RENAME CONSTRAINT " + named(change.name, target) + " TO " +
            named(change.to, target)};
  }
  /// CREATE INDEX …, outside a transaction where it shall be online.
  [[nodiscard]] virtual rendered_statements add_index(const table_change &change,
                                                      const dialect_target &target) const {
    const bool online = change.online && !change.new_table && facts(target).online_indexes;
    const index_definition &index = part_of(change.after.indexes, change.name);
    rendered_statement one(create_index(change.after, index, online, target));
    one.online = online;
    rendered_statements all{std::move(one)};
    if (!index.comment.empty() && facts(target).comments)
      if (const std::string text =
              comment_statement("index", change.after.schema, index.name, index.comment, target);
          !text.empty())
        all.emplace_back(text);
    return all;
  }
  /// DROP INDEX ….
  [[nodiscard]] virtual rendered_statements drop_index(const table_change &change,
                                                       const dialect_target &target) const {
    return {"DROP INDEX " + qualified(change.before.schema, change.name, target)};
  }
  /// ALTER INDEX … RENAME TO ….
  [[nodiscard]] virtual rendered_statements rename_index(const table_change &change,
                                                         const dialect_target &target) const {
    return {"ALTER INDEX " + qualified(change.before.schema, change.name, target) + " RENAME TO " +
            named(change.to, target)};
  }
  /// The table's comment changed.
  [[nodiscard]] virtual rendered_statements comment_table(const table_change &change,
                                                          const dialect_target &target) const {
    if (!facts(target).comments) return {};
    return {comment_statement("table", change.after.schema, change.after.name, change.after.comment, target)};
  }
  /// on: schema table enum sequence view index; "": this dialect writes none of its own.
  [[nodiscard]] virtual std::string comment_statement(std::string_view on, const std::string &schema,
                                                      const std::string &name, const std::string &text,
                                                      const dialect_target &target) const {
    std::string what = on == "enum"                ? "TYPE"
                       : on == "materialized_view" ? "MATERIALIZED VIEW"
                                                   : std::string(on);
    for (char &c : what) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return "COMMENT ON " + what + " " + qualified(schema, name, target) + " IS " +
           (text.empty() ? "NULL" : text_literal(text));
  }
  /// COMMENT ON COLUMN …; "" where a comment is part of the column's clause.
  [[nodiscard]] virtual std::string column_comment(const column_definition &column,
                                                   const table_definition &table,
                                                   const dialect_target &target) const {
    return "COMMENT ON COLUMN " + qualified(table.schema, table.name, target) + "." +
           named(column.name, target) + " IS " +
           (column.comment.empty() ? "NULL" : text_literal(column.comment));
  }

  // ---- what it may call

  /// "ALTER TABLE "t" ".
  [[nodiscard]] std::string alter(const table_definition &table, const dialect_target &target) const {
    return "ALTER TABLE " + qualified(table.schema, table.name, target) + " ";
  }
  /// The statement for a column's comment, where there is one to make.
  void append_column_comment(rendered_statements &into, const column_definition &column,
                             const table_definition &table, const dialect_target &target,
                             bool even_empty = false) const {
    if ((column.comment.empty() && !even_empty) || !facts(target).comments) return;
    if (std::string text = column_comment(column, table, target); !text.empty())
      into.emplace_back(std::move(text));
  }
  /// Where the new type holds less than the old; "" where nothing can be lost silently.
  static std::string type_loss(const column_definition &before, const column_definition &after) {
    const auto fraction = [](const neutral_type &type) -> std::int64_t {
      if (type.name == "numeric") return type.scale ? *type.scale : type.length ? 0 : 1000;
      if (type.name == "real" || type.name == "double") return 900;
      if (type.name == "timestamp" || type.name == "timestamptz" || type.name == "time")
        return type.length.value_or(6);
      return type.name == "smallint" || type.name == "integer" || type.name == "bigint" ? 0 : -1;
    };
    const std::int64_t was = fraction(before.type), is = fraction(after.type);
    const bool to_date = before.type.name.starts_with("timestamp") && after.type.name == "date";
    if (!to_date && (was < 0 || is < 0 || is >= was)) return "";
    return "values of the column \"" + before.name + "\" are rounded from " + write_type(before.type) +
           " to " + write_type(after.type);
  }
};

}  // namespace tenantry::sdk
