// The fifth layer under sdk::sql_dialect: schemas, whole tables, enums, sequences, views, opaque objects.
#pragma once
#include <tenantry/sdk/sql_alterations.hpp>

namespace tenantry::sdk {

/// Fifth layer: schemas, whole tables, enums, sequences, views, opaque objects. Each throws dialect_gap
/// where there are none.
class sql_objects : public sql_alterations {
 protected:
  /// CREATE SCHEMA "s".
  [[nodiscard]] virtual std::string create_schema(std::string_view name, const dialect_target &target) const {
    need(facts(target).schemas, "this database has no schemas");
    return "CREATE SCHEMA " + named(name, target);
  }
  /// ALTER SCHEMA "s" RENAME TO "t".
  [[nodiscard]] virtual rendered_statements rename_schema(const std::string &name, const std::string &to,
                                                          const dialect_target &target) const {
    return {"ALTER SCHEMA " + named(name, target) + " RENAME TO " + named(to, target)};
  }
  /// DROP TABLE "t"; loses its rows.
  [[nodiscard]] virtual rendered_statements drop_table(const std::string &schema, const std::string &name,
                                                       const dialect_target &target) const {
    return {
        {"DROP TABLE " + qualified(schema, name, target), "all rows of the table \"" + name + "\" are gone"}};
  }
  /// ALTER TABLE "t" RENAME TO "u".
  [[nodiscard]] virtual rendered_statements rename_table(const std::string &schema, const std::string &name,
                                                         const std::string &to,
                                                         const dialect_target &target) const {
    return {"ALTER TABLE " + qualified(schema, name, target) + " RENAME TO " + named(to, target)};
  }
  /// To another schema; the base knows no way and throws.
  [[nodiscard]] virtual rendered_statements move_table(const std::string &, const std::string &name,
                                                       const std::string &, const dialect_target &) const {
    throw dialect_gap("the table \"" + name + "\" cannot move to another schema in this dialect");
  }

  /// Only where facts.enums is own_type.
  [[nodiscard]] virtual rendered_statements create_enum(const enum_definition &made,
                                                        const dialect_target &) const {
    throw dialect_gap("enum \"" + made.name + "\": this dialect has no such types");
  }
  /// The enum's values have changed; tables: all that use it.  The values in `target` are the new ones.
  [[nodiscard]] virtual rendered_statements alter_enum(const enum_definition &before,
                                                       const enum_definition &after,
                                                       const std::vector<table_definition> &tables,
                                                       const dialect_target &target) const {
    rendered_statements all;
    for (const table_definition &table : tables)
      for (const column_definition &column : table.columns) {
        if (column.type.enum_name != after.name || column.type.enum_schema != after.schema) continue;
        for (rendered_statement &one : alter_enum_column(before, table, column, target))
          all.push_back(std::move(one));
      }
    return all;
  }
  /// One column of an enum that is kept as text with a check, or inside the column's type.
  [[nodiscard]] virtual rendered_statements alter_enum_column(const enum_definition &before,
                                                              const table_definition &table,
                                                              const column_definition &column,
                                                              const dialect_target &target) const {
    dialect_target then = target;
    if (auto *known = find_object(then.enums, before.schema, before.name)) *known = before;
    table_change change{"alter_column", lowered(table, then), lowered(table, target), column.name};
    if (facts(target).enums != enum_form::check) return change_table(change, target);
    const std::string check = enum_check_name(table, column);
    rendered_statements all =
        change_table({"drop_check", change.before, without_check(change.before, check), check}, target);
    change.before = without_check(change.before, check);
    const table_definition after = change.after;
    change.after = without_check(change.after, check);
    if (change.before != change.after)
      for (rendered_statement &one : change_table(change, target)) all.push_back(std::move(one));
    for (rendered_statement &one : change_table({"add_check", change.after, after, check}, target))
      all.push_back(std::move(one));
    return all;
  }
  /// A value has another name; rows that hold it follow.
  [[nodiscard]] virtual rendered_statements rename_enum_value(const enum_definition &before,
                                                              const enum_definition &after,
                                                              const std::string &value, const std::string &,
                                                              const std::vector<table_definition> &,
                                                              const dialect_target &) const {
    throw dialect_gap("the value \"" + value + "\" of the enum \"" + before.name +
                      "\" cannot be renamed to one of \"" + after.name +
                      "\" in this dialect: add the new value, change the rows, drop the old one");
  }
  /// kind: enum, sequence or view
  [[nodiscard]] virtual rendered_statements rename_object(const std::string &kind, const std::string &schema,
                                                          const std::string &name, const std::string &to,
                                                          const dialect_target &target) const {
    return {"ALTER " + object_words(kind) + " " + qualified(schema, name, target) + " RENAME TO " +
            named(to, target)};
  }
  /// DROP SEQUENCE, VIEW or TYPE.
  [[nodiscard]] virtual rendered_statements drop_object(const std::string &kind, const std::string &schema,
                                                        const std::string &name,
                                                        const dialect_target &target) const {
    return {"DROP " + object_words(kind) + " " + qualified(schema, name, target)};
  }
  /// CREATE SEQUENCE ….
  [[nodiscard]] virtual rendered_statements create_sequence(const sequence_definition &made,
                                                            const dialect_target &target) const {
    need(facts(target).sequences, "this dialect has no sequences");
    return {"CREATE SEQUENCE " + qualified(made.schema, made.name, target) + sequence_clauses(made.options)};
  }
  /// ALTER SEQUENCE ….
  [[nodiscard]] virtual rendered_statements alter_sequence(const sequence_definition &,
                                                           const sequence_definition &after,
                                                           const dialect_target &target) const {
    need(facts(target).sequences, "this dialect has no sequences");
    return {"ALTER SEQUENCE " + qualified(after.schema, after.name, target) +
            sequence_clauses(after.options)};
  }
  /// CREATE VIEW … AS ….
  [[nodiscard]] virtual rendered_statements create_view(const view_definition &view,
                                                        const dialect_target &target) const {
    need(!view.materialized || facts(target).materialized_views, "this dialect has no materialized views");
    return {std::string("CREATE ") + (view.materialized ? "MATERIALIZED " : "") + "VIEW " +
            qualified(view.schema, view.name, target) + " AS " + view_text(view, target)};
  }
  /// The view's SELECT changed: DROP and CREATE.
  [[nodiscard]] virtual rendered_statements replace_view(const view_definition &before,
                                                         const view_definition &after,
                                                         const dialect_target &target) const {
    rendered_statements all =
        drop_object(before.materialized ? "materialized_view" : "view", before.schema, before.name, target);
    for (rendered_statement &one : create_view(after, target)) all.push_back(std::move(one));
    return all;
  }
  /// Kinds that this class does not know; throws dialect_gap where the dialect does not know them either.
  [[nodiscard]] virtual std::vector<std::string> other_change(const nlohmann::json &change,
                                                              const dialect_target &) const {
    throw dialect_gap("unknown kind of change \"" + change.value("kind", "") + "\"");
  }

  // ---- what it may call

  /// Throws dialect_gap with that sentence where the dialect has it not.
  static void need(bool has, const char *otherwise) {
    if (!has) throw dialect_gap(otherwise);
  }
  /// The table without its check of that name.
  static table_definition without_check(table_definition table, const std::string &name) {
    std::erase_if(table.checks, [&](const check_definition &one) { return one.name == name; });
    return table;
  }
  /// "materialized_view" -> "MATERIALIZED VIEW".
  static std::string object_words(const std::string &kind) {
    if (kind == "enum") return "TYPE";
    if (kind == "materialized_view") return "MATERIALIZED VIEW";
    return kind == "view" ? "VIEW" : kind == "sequence" ? "SEQUENCE" : "SCHEMA";
  }
  /// The view's SELECT for this dialect; throws dialect_gap where there is none.
  [[nodiscard]] std::string view_text(const view_definition &view, const dialect_target &target) const {
    const auto own = own_text(view.definition, target);
    if (!own) throw dialect_gap("the view \"" + view.name + "\" has no text for this dialect");
    return *own;
  }
  /// " START WITH 1 INCREMENT BY 2 …": what is set.
  static std::string sequence_clauses(const sequence_options &options) {
    std::string text;
    const auto number = [&](const char *words, std::optional<std::int64_t> value) {
      if (value) text += std::string(" ") + words + " " + std::to_string(*value);
    };
    number("INCREMENT BY", options.increment);
    number("MINVALUE", options.min);
    number("MAXVALUE", options.max);
    number("START WITH", options.start);
    number("CACHE", options.cache);
    return text + (options.cycle ? " CYCLE" : "");
  }
};

}  // namespace tenantry::sdk
