// The seventh layer under sdk::sql_dialect: which hook each kind of change goes to.
#pragma once
#include <tenantry/sdk/sql_projection.hpp>

namespace tenantry::sdk {

/// Seventh layer: which hook each kind of change goes to.
class sql_rendering : public sql_projection {
 protected:
  // ---- what a dialect overrides where one statement makes several changes, as a rebuild of a table does

  /// Changes of one table that are made at once, where the last of them stands: their numbers among
  /// `changes`, rising.  None is in two lists; the others are made alone.
  [[nodiscard]] virtual std::vector<std::vector<std::size_t>> changes_at_once(
      const nlohmann::json & /*changes*/, const table_list &, const dialect_target &) const {
    return {};
  }
  /// Makes what is in one such list.  Where it throws dialect_gap each of them is made alone.
  [[nodiscard]] virtual rendered_statements change_table_at_once(const std::vector<table_change> &changes,
                                                                 const dialect_target &target) const {
    rendered_statements all;
    for (const table_change &change : changes)
      for (rendered_statement &one : change_table(change, target)) all.push_back(std::move(one));
    return all;
  }

  // ---- what it may call

  /// A change of a part of a table, its tables lowered.
  [[nodiscard]] table_change lowered_change(const nlohmann::json &from, const table_list &tables,
                                            const dialect_target &target) const {
    table_change change = read_table_change(from, tables);
    change.before = lowered(std::move(change.before), target);
    change.after = lowered(std::move(change.after), target);
    return change;
  }
  /// The statements of one change; throws dialect_gap.  tables: those of the request, for tenantry.render/2.
  [[nodiscard]] rendered_statements render_change(const nlohmann::json &change, const table_list &tables,
                                                  const dialect_target &target) const {
    const std::string kind = change.value("kind", "");
    if (const auto before = change.find("before");
        before != change.end() && (before->is_number() || before->contains("columns")))
      return render_part(kind, change, tables, target);
    if (kind == "create_table") {
      const auto after = change.find("after");
      return render_table(after == change.end() ? read_table(change) : tables.at(*after), target);
    }
    if (kind.ends_with("_table")) return render_whole_table(kind, change, target);
    if (kind.ends_with("_schema")) return render_schema(kind, change, target);
    if (kind.ends_with("_enum") || kind == "rename_enum_value")
      return render_enum(kind, change, tables, target);
    if (kind.ends_with("_sequence")) return render_sequence(kind, change, target);
    if (kind.ends_with("_view")) return render_view(kind, change, target);
    if (kind.ends_with("_opaque")) return render_opaque(kind, change, target);
    if (kind == "comment") return render_comment(change, target);
    return others(change, target);
  }

 private:
  [[nodiscard]] rendered_statements others(const nlohmann::json &change, const dialect_target &target) const {
    rendered_statements all;
    for (std::string &sql : other_change(change, target)) all.emplace_back(std::move(sql));
    return all;
  }
  [[nodiscard]] rendered_statements render_part(const std::string &kind, const nlohmann::json &from,
                                                const table_list &tables,
                                                const dialect_target &target) const {
    for (const std::string_view known :
         {"add_column",          "drop_column",       "rename_column",   "alter_column",
          "fill_column",         "require_values",    "require_parents", "require_distinct",
          "add_primary_key",     "drop_primary_key",  "add_unique",      "drop_unique",
          "add_foreign_key",     "drop_foreign_key",  "add_check",       "drop_check",
          "validate_constraint", "rename_constraint", "create_index",    "drop_index",
          "rename_index",        "comment_table"})
      if (kind == known) return change_table(lowered_change(from, tables, target), target);
    return others(from, target);
  }
  [[nodiscard]] rendered_statements render_table(table_definition table, const dialect_target &target) const {
    table = lowered(std::move(table), target);
    rendered_statements all{create_table(table, target)};
    if (facts(target).comments && !table.comment.empty())
      if (std::string text = comment_statement("table", table.schema, table.name, table.comment, target);
          !text.empty())
        all.emplace_back(std::move(text));
    for (const column_definition &column : table.columns) append_column_comment(all, column, table, target);
    return all;
  }
  [[nodiscard]] rendered_statements render_whole_table(const std::string &kind, const nlohmann::json &change,
                                                       const dialect_target &target) const {
    if (kind != "drop_table" && kind != "rename_table") return others(change, target);
    const std::string schema = change.value("schema", ""), name = change.at("name").get<std::string>();
    if (kind == "drop_table") return drop_table(schema, name, target);
    const std::string to = change.value("to", name), to_schema = change.value("to_schema", schema);
    rendered_statements all;
    if (to_schema != schema) all = move_table(schema, name, to_schema, target);
    if (to != name)
      for (rendered_statement &one : rename_table(to_schema, name, to, target)) all.push_back(std::move(one));
    return all;
  }
  [[nodiscard]] rendered_statements render_schema(const std::string &kind, const nlohmann::json &change,
                                                  const dialect_target &target) const {
    const std::string name = change.at("name").get<std::string>();
    need(facts(target).schemas, "this database has no schemas");
    if (kind == "create_schema") return with_comment({create_schema(name, target)}, "schema", change, target);
    if (kind == "drop_schema") return {"DROP SCHEMA " + named(name, target)};
    if (kind != "rename_schema") return others(change, target);
    return rename_schema(name, change.at("to").get<std::string>(), target);
  }
  [[nodiscard]] rendered_statements render_enum(const std::string &kind, const nlohmann::json &change,
                                                const table_list &known, const dialect_target &target) const {
    const bool own = facts(target).enums == enum_form::own_type;
    std::vector<table_definition> tables;
    if (const auto list = change.find("tables"); list != change.end())
      for (const nlohmann::json &one : *list) tables.push_back(known.find(one));
    if (kind == "alter_enum")
      return alter_enum(read_enum(change.at("before")), read_enum(change.at("after")), tables, target);
    if (kind == "rename_enum_value")
      return rename_enum_value(read_enum(change.at("before")), read_enum(change.at("after")),
                               change.at("value").get<std::string>(), change.at("to").get<std::string>(),
                               tables, target);
    if (!own) return {};  // there is nothing of its own to make or drop
    if (kind == "create_enum")
      return with_comment(create_enum(read_enum(change), target), "enum", change, target);
    return dropped_or_renamed("enum", kind, change, target);
  }
  [[nodiscard]] rendered_statements render_sequence(const std::string &kind, const nlohmann::json &change,
                                                    const dialect_target &target) const {
    if (kind == "create_sequence")
      return with_comment(create_sequence(read_sequence(change), target), "sequence", change, target);
    if (kind == "alter_sequence")
      return alter_sequence(read_sequence(change.at("before")), read_sequence(change.at("after")), target);
    need(facts(target).sequences, "this dialect has no sequences");
    return dropped_or_renamed("sequence", kind, change, target);
  }
  [[nodiscard]] rendered_statements render_view(const std::string &kind, const nlohmann::json &change,
                                                const dialect_target &target) const {
    const std::string what = change.value("materialized", false) ? "materialized_view" : "view";
    if (kind == "create_view")
      return with_comment(create_view(read_view(change), target), what, change, target);
    if (kind == "replace_view") {
      const view_definition before = read_view(change.at("before")), after = read_view(change.at("after"));
      return replace_view(before, after, target);
    }
    return dropped_or_renamed(what, kind, change, target);
  }
  [[nodiscard]] rendered_statements dropped_or_renamed(const std::string &what, const std::string &kind,
                                                       const nlohmann::json &change,
                                                       const dialect_target &target) const {
    const std::string schema = change.value("schema", ""), name = change.at("name").get<std::string>();
    if (kind.starts_with("drop_")) return drop_object(what, schema, name, target);
    if (kind.starts_with("rename_"))
      return rename_object(what, schema, name, change.at("to").get<std::string>(), target);
    return others(change, target);
  }
  // The dialects without a text of their own have nothing to do: the object is not meant for them.
  [[nodiscard]] rendered_statements render_opaque(const std::string &kind, const nlohmann::json &change,
                                                  const dialect_target &target) const {
    rendered_statements all;
    const auto append = [&](const by_dialect &texts) {
      if (const auto own = own_text(texts, target)) all.emplace_back(*own);
    };
    if (kind == "replace_opaque") {
      append(read_opaque(change.at("before")).drop);
      append(read_opaque(change.at("after")).create);
      return all;
    }
    const opaque_definition object = read_opaque(change.at("object"));
    if (kind == "drop_opaque" && own_text(object.create, target) && !own_text(object.drop, target))
      throw dialect_gap("the " + object.kind + " \"" + object.name + "\" has no text that drops it");
    append(kind == "drop_opaque" ? object.drop : object.create);
    return all;
  }
  [[nodiscard]] rendered_statements render_comment(const nlohmann::json &change,
                                                   const dialect_target &target) const {
    if (!facts(target).comments) return {};
    std::string on = change.at("on").get<std::string>();
    if (on == "view" && change.value("materialized", false)) on = "materialized_view";
    if (on == "enum" && facts(target).enums != enum_form::own_type) return {};
    std::string text = comment_statement(on, change.value("schema", ""), change.at("name").get<std::string>(),
                                         change.at("text").get<std::string>(), target);
    return text.empty() ? rendered_statements{} : rendered_statements{std::move(text)};
  }
  [[nodiscard]] rendered_statements with_comment(rendered_statements all, const std::string &on,
                                                 const nlohmann::json &change,
                                                 const dialect_target &target) const {
    const std::string comment = change.value("comment", "");
    if (comment.empty() || !facts(target).comments) return all;
    std::string text = comment_statement(on, change.value("schema", ""), change.at("name").get<std::string>(),
                                         comment, target);
    if (!text.empty()) all.emplace_back(std::move(text));
    return all;
  }
};

}  // namespace tenantry::sdk
