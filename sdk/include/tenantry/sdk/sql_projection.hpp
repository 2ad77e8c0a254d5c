// The sixth layer under sdk::sql_dialect: what of a model a dialect can keep.  Whatever it has a gap for is
// left out and listed; the rest is brought to the one form that introspection gives.
#pragma once
#include <tenantry/sdk/sql_objects.hpp>

namespace tenantry::sdk {

/// An object of the model that this dialect cannot keep.
struct lost_object {
  std::string object;  ///< "column wells.mood"
  std::string why;     ///< for a person
};

/// Sixth layer: what of a model this dialect keeps, in the form in which introspect gives it back.
class sql_projection : public sql_objects {
 protected:
  // ---- what a dialect overrides

  /// The neutral type that a catalog gives for this column: uuid -> char(36) where there is no uuid.
  [[nodiscard]] virtual neutral_type kept_type(const column_definition &column,
                                               const dialect_target &) const {
    return column.type;
  }
  /// The expression as the catalog gives it back.
  [[nodiscard]] virtual expression kept_expression(const expression &e, const dialect_target &target) const {
    expression made = e;
    if (made.is(expression::node::sql)) {
      if (const auto own = own_text(made.sql, target)) made.sql = {{facts(target).dialect, *own}};
      return made;
    }
    for (expression &one : made.args) one = kept_expression(one, target);
    if (made.is(expression::node::column)) made.text = cut_name(made.text, target);
    if (made.is_operation("and") || made.is_operation("or")) flatten(made);
    return made;
  }
  /// After the common part; e.g. a primary key's usual name, what else the dialect does not keep.
  virtual void finish_table(table_definition &, const dialect_target &) const {}
  /// The same for what stands beside the tables; what is lost goes onto the list.
  virtual void finish_schema(schema_definition &, std::vector<lost_object> &, const dialect_target &) const {}

  /// The default as the catalog gives it back.
  [[nodiscard]] virtual column_default kept_default(const column_definition &column,
                                                    const dialect_target &target) const {
    column_default value = column.default_value;
    if (value.kind == "expression") value.value = kept_expression(value.value, target);
    if (value.kind == "expression" && value.value.is(expression::node::call) && value.value.text == "now")
      value = column_default("now");
    if (value.kind == "expression" && value.value.is_literal()) value.kind = "literal";
    if (value.kind != "literal") return value;
    if (value.value.is(expression::node::null)) return {};
    value.value = literal_of_type(value.value, column.type);
    return value;
  }

 public:
  /// The model as this dialect keeps it; what it cannot keep goes onto the list.
  [[nodiscard]] schema_definition projected(const schema_definition &all, std::vector<lost_object> &lost,
                                            dialect_target target) const {
    target.enums = all.enums;
    schema_definition made;
    for (const table_definition &table : all.tables) {
      if (auto kept = kept_table(table, lost, target)) made.tables.push_back(*std::move(kept));
    }
    const dialect_facts known = facts(target);
    if (known.schemas) made.schemas = all.schemas;
    if (known.enums == enum_form::own_type) made.enums = all.enums;
    if (known.sequences)
      made.sequences = all.sequences;
    else
      for (const sequence_definition &one : all.sequences)
        lost.push_back({"sequence " + one.name, "there are none"});
    for (const view_definition &one : all.views)
      keep(
          "view " + one.name, lost,
          [&] {
            made.views.push_back(one);
            (void)create_view(one, target);
            made.views.back().definition = {{known.dialect, view_text(one, target)}};
          },
          [&] { made.views.pop_back(); });
    for (const opaque_definition &one : all.opaque)
      if (const auto own = own_text(one.create, target)) {
        made.opaque.push_back(one);
        made.opaque.back().create = {{known.dialect, *own}};
        made.opaque.back().drop.clear();
        if (const auto drop = own_text(one.drop, target)) made.opaque.back().drop = {{known.dialect, *drop}};
      }
    if (!known.comments) forget_comments(made, lost);
    finish_schema(made, lost, target);
    sort_schema(made);
    return made;
  }

 protected:
  /// "0" on a number is the number, 5 on a text is the text.
  static expression literal_of_type(const expression &value, const neutral_type &type) {
    if (type.dimensions != 0) return value;
    const std::string &name = type.name;
    const bool number = name == "smallint" || name == "integer" || name == "bigint" || name == "numeric" ||
                        name == "real" || name == "double";
    if (number && (value.is(expression::node::text) || value.is(expression::node::number))) {
      const expression made = detail::read_number(value.text);
      return made.is(expression::node::none) ? value : made;
    }
    if (name == "boolean" && value.is(expression::node::text)) {
      if (value.text == "true" || value.text == "t") return expression::boolean_of(true);
      if (value.text == "false" || value.text == "f") return expression::boolean_of(false);
    }
    const bool text = name == "text" || name == "varchar" || name == "char";
    if (text && value.is(expression::node::integer))
      return expression::text_of(std::to_string(value.integer));
    if (text && value.is(expression::node::number)) return expression::text_of(value.text);
    return value;
  }
  /// a AND (b AND c) is one node with three.
  static void flatten(expression &e) {
    std::vector<expression> flat;
    for (expression &one : e.args) {
      if (one.is_operation(e.text))
        for (expression &inner : one.args) flat.push_back(std::move(inner));
      else
        flat.push_back(std::move(one));
    }
    e.args = std::move(flat);
  }
  /// Tries; on a dialect_gap undoes and notes what is lost.
  template <class Try, class Undo>
  static void keep(const std::string &what, std::vector<lost_object> &lost, const Try &attempt,
                   const Undo &undo) {
    try {
      attempt();
    } catch (const dialect_gap &gap) {
      undo();
      lost.push_back({what, gap.what()});
    }
  }

 private:
  [[nodiscard]] std::optional<table_definition> kept_table(const table_definition &from,
                                                           std::vector<lost_object> &lost,
                                                           const dialect_target &target) const {
    const std::string which = "table " + (from.schema.empty() ? "" : from.schema + ".") + from.name;
    std::optional<table_definition> made;
    try {
      made = lowered(from, target);
      if (!from.schema.empty() && !facts(target).schemas) throw dialect_gap("this database has no schemas");
    } catch (const dialect_gap &gap) {
      lost.push_back({which, gap.what()});
      return std::nullopt;
    }
    const auto filter = [&](auto &items, const char *kind, const auto &render) {
      std::erase_if(items, [&](const auto &one) {
        bool gone = false;
        keep(
            which + ", " + kind + " " + one.name, lost, [&] { (void)render(one); }, [&] { gone = true; });
        return gone;
      });
    };
    filter(made->columns, "column", [&](const auto &one) { return column_clause(one, *made, target); });
    filter(made->uniques, "unique", [&](const auto &one) { return unique_clause(one, target); });
    filter(made->checks, "check", [&](const auto &one) { return check_clause(one, *made, target); });
    filter(made->foreign_keys, "foreign key",
           [&](const auto &one) { return foreign_key_clause(one, *made, target); });
    filter(made->indexes, "index", [&](const auto &one) { return create_index(*made, one, false, target); });
    keep_columns(*made, target);
    keep_rest(*made, target);
    finish_table(*made, target);
    sort_table(*made);
    return made;
  }
  void keep_columns(table_definition &table, const dialect_target &target) const {
    for (column_definition &column : table.columns) {
      column.default_value = kept_default(column, target);
      if (column.generated) column.generated->value = kept_expression(column.generated->value, target);
      column.type = kept_type(column, target);
      if (column.type.name == "numeric" && column.type.length && !column.type.scale) column.type.scale = 0;
      if (column.type.name == "native") {
        if (const auto own = own_text(column.type.native, target))
          column.type.native = {{facts(target).dialect, *own}};
      }
      column.collation = own_only(column.collation, target);
      cut(column.name, target);
    }
  }
  void keep_rest(table_definition &table, const dialect_target &target) const {
    const dialect_facts known = facts(target);
    const auto cut_all = [&](std::vector<std::string> &names) {
      for (std::string &name : names) cut(name, target);
    };
    cut(table.name, target);
    cut(table.primary_key_name, target);
    cut_all(table.primary_key);
    for (column_definition &column : table.columns)
      if (std::find(table.primary_key.begin(), table.primary_key.end(), column.name) !=
          table.primary_key.end())
        column.null = false;
    for (unique_definition &one : table.uniques) {
      cut(one.name, target);
      cut_all(one.columns);
    }
    for (check_definition &one : table.checks) {
      cut(one.name, target);
      one.value = kept_expression(one.value, target);
    }
    for (foreign_key_definition &one : table.foreign_keys) {
      cut(one.name, target);
      cut(one.to_table, target);
      cut_all(one.columns);
      cut_all(one.to_columns);
    }
    for (index_definition &one : table.indexes) {
      cut(one.name, target);
      cut_all(one.include);
      if (!known.include_columns) one.include.clear();
      if (!known.index_methods) one.options.clear();
      if (!one.where.is(expression::node::none)) one.where = kept_expression(one.where, target);
      for (index_part &part : one.parts) {
        part.value = kept_expression(part.value, target);
        if (!known.nulls_order) part.nulls.clear();
        part.operator_class = own_only(part.operator_class, target);
        part.collation = own_only(part.collation, target);
      }
    }
  }
  [[nodiscard]] by_dialect own_only(const by_dialect &texts, const dialect_target &target) const {
    const auto own = own_text(texts, target);
    return own ? by_dialect{{facts(target).dialect, *own}} : by_dialect{};
  }
  void cut(std::string &name, const dialect_target &target) const {
    if (!name.empty()) name = cut_name(name, target);
  }
  static void forget_comments(schema_definition &all, std::vector<lost_object> &lost) {
    bool any = false;
    const auto forget = [&](std::string &comment) {
      any = any || !comment.empty();
      comment.clear();
    };
    for (table_definition &table : all.tables) {
      forget(table.comment);
      for (column_definition &column : table.columns) forget(column.comment);
      for (index_definition &index : table.indexes) forget(index.comment);
    }
    for (view_definition &view : all.views) forget(view.comment);
    for (enum_definition &one : all.enums) forget(one.comment);
    if (any) lost.push_back({"comments", "this dialect keeps none"});
  }
};

}  // namespace tenantry::sdk
