// The second layer under sdk::sql_dialect: types, columns, constraints, CREATE TABLE and CREATE INDEX.
#pragma once
#include <tenantry/sdk/sql_expressions.hpp>

namespace tenantry::sdk {

class sql_tables : public sql_expressions {
 protected:
  // ---- what a dialect overrides

  // One value of a plain type; enums, arrays and native types never come here.  Nothing: there is no such
  // type.
  [[nodiscard]] virtual std::optional<std::string> type_name(const neutral_type &type,
                                                             const dialect_target &) const {
    for (const std::string_view plain : {"boolean", "smallint", "integer", "bigint", "real", "date"})
      if (type.name == plain && !type.length) return std::string(plain);
    if (type.name == "double") return "double precision";
    if (type.name == "numeric") return with_lengths("numeric", type);
    if (type.name == "varchar" && type.length) return with_lengths("varchar", type);
    if (type.name == "char" && type.length) return with_lengths("char", type);
    if (type.name == "text" || type.name == "varchar") return "varchar(4000)";
    if (type.name == "uuid") return "char(36)";
    if (type.name == "timestamptz") return with_lengths("timestamp", type) + " with time zone";
    if (type.name == "timestamp" || type.name == "time") return with_lengths(type.name, type);
    return std::nullopt;
  }
  [[nodiscard]] virtual std::string enum_type(const enum_definition &, const dialect_target &) const {
    throw dialect_gap("this dialect has no enums");  // own_type and in_column say how
  }
  // Nothing: this default is unknown here.
  [[nodiscard]] virtual std::optional<std::string> default_expression(const column_definition &column,
                                                                      const dialect_target &target) const {
    const column_default &value = column.default_value;
    if (value.kind == "now" && column.type.name.starts_with("timestamp")) return "CURRENT_TIMESTAMP";
    if (value.kind == "literal") return literal(value.value);
    if (value.kind == "expression") return "(" + expression_text(value.value, "", target) + ")";
    return std::nullopt;
  }
  [[nodiscard]] virtual std::string identity_clause(const column_definition &column, const table_definition &,
                                                    const dialect_target &) const {
    std::string options;
    const sequence_options &from = column.identity->options;
    if (from.start) options += " START WITH " + std::to_string(*from.start);
    if (from.increment) options += " INCREMENT BY " + std::to_string(*from.increment);
    return std::string("GENERATED ") + (column.identity->kind == "always" ? "ALWAYS" : "BY DEFAULT") +
           " AS IDENTITY" + (options.empty() ? "" : " (" + options.substr(1) + ")");
  }
  [[nodiscard]] virtual std::string generated_clause(const column_definition &column,
                                                     const dialect_target &target) const {
    if (!column.generated->stored && !facts(target).virtual_columns)
      throw dialect_gap("column \"" + column.name +
                        "\" is computed when it is read, which this dialect has not");
    return "GENERATED ALWAYS AS (" + expression_text(column.generated->value, "", target) + ")" +
           (column.generated->stored ? " STORED" : " VIRTUAL");
  }
  [[nodiscard]] virtual std::string column_clause(const column_definition &column,
                                                  const table_definition &table,
                                                  const dialect_target &target) const {
    std::string clause = named(column.name, target) + " " + column_type(column, target);
    if (const auto own = own_text(column.collation, target))
      clause += " COLLATE " + collation_name(*own, target);
    if (const std::string value = default_clause(column, target); !value.empty()) clause += " " + value;
    if (column.generated) clause += " " + generated_clause(column, target);
    if (column.identity) clause += " " + identity_clause(column, table, target);
    return column.null ? clause : clause + " NOT NULL";
  }
  [[nodiscard]] virtual std::string collation_name(const std::string &name,
                                                   const dialect_target &target) const {
    return quote(name, target);
  }
  [[nodiscard]] virtual std::string create_table(const table_definition &table,
                                                 const dialect_target &target) const {
    std::string sql = "CREATE TABLE " + qualified(table.schema, table.name, target) + " (";
    std::string separator = "\n" + facts(target).indent;
    for (const std::string &clause : table_clauses(table, target)) {
      sql += separator + clause;
      separator = ",\n" + facts(target).indent;
    }
    return sql + "\n)" + table_options(table, target);
  }
  [[nodiscard]] virtual std::string table_options(const table_definition &, const dialect_target &) const {
    return "";
  }
  [[nodiscard]] virtual std::string foreign_key_action(const std::string &action,
                                                       const dialect_target &) const {
    std::string words = action;
    for (char &c : words) c = c == '_' ? ' ' : static_cast<char>(c - 'a' + 'A');
    return words;
  }
  [[nodiscard]] virtual std::string foreign_key_clause(const foreign_key_definition &key,
                                                       const table_definition &,
                                                       const dialect_target &target) const {
    std::string clause = constraint(key.name, target) + "FOREIGN KEY (" + named_list(key.columns, target) +
                         ") REFERENCES " + qualified(key.to_schema, key.to_table, target) + " (" +
                         named_list(key.to_columns, target) + ")";
    if (key.on_delete != "no_action") clause += " ON DELETE " + foreign_key_action(key.on_delete, target);
    if (key.on_update != "no_action") clause += " ON UPDATE " + foreign_key_action(key.on_update, target);
    return clause + deferrable_clause(key.deferrable, target);
  }
  [[nodiscard]] virtual std::string index_part_text(const index_part &part,
                                                    const dialect_target &target) const {
    std::string text;
    if (part.value.is(expression::node::column)) {
      text = named(part.value.text, target);
    } else {
      if (!facts(target).expression_indexes) throw dialect_gap("this dialect has no indexes on expressions");
      text = "(" + expression_text(part.value, "", target) + ")";
    }
    if (const auto own = own_text(part.collation, target)) text += " COLLATE " + collation_name(*own, target);
    if (const auto own = own_text(part.operator_class, target)) text += " " + *own;
    if (part.descending) text += " DESC";
    if (!part.nulls.empty() && facts(target).nulls_order)
      text += part.nulls == "first" ? " NULLS FIRST" : " NULLS LAST";
    return text;
  }
  [[nodiscard]] virtual std::string create_index(const table_definition &table, const index_definition &index,
                                                 bool /*online*/, const dialect_target &target) const {
    check_index(index, target);
    std::string sql = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                      named(index.name, target) + " ON " + qualified(table.schema, table.name, target) +
                      " (" + index_parts(index, target) + ")";
    if (!index.include.empty() && facts(target).include_columns)
      sql += " INCLUDE (" + named_list(index.include, target) + ")";
    if (!index.where.is(expression::node::none))
      sql += " WHERE " + expression_text(index.where, table.name, target);
    return sql;
  }
  // Hands the table back as this dialect keeps it: an enum as text with a check, where it has none.
  [[nodiscard]] virtual table_definition lowered(table_definition table, const dialect_target &target) const {
    if (facts(target).enums != enum_form::check) return table;
    for (column_definition &column : table.columns) {
      if (!column.type.is_enum() || column.type.dimensions != 0) continue;
      const enum_definition &known = find_enum(column.type, target);
      check_definition check{enum_check_name(table, column),
                             expression::operation_of("in", {expression::column_of(column.name)})};
      std::uint32_t longest = 1;
      for (const std::string &value : known.values) {
        longest = std::max(longest, static_cast<std::uint32_t>(value.size()));
        check.value.args.push_back(expression::text_of(value));
      }
      column.type = {"varchar", longest};
      if (find_named(table.checks, check.name) == nullptr) table.checks.push_back(std::move(check));
    }
    sort_table(table);
    return table;
  }

  // ---- what it may call

  static std::string enum_check_name(const table_definition &table, const column_definition &column) {
    return table.name + "_" + column.name + "_enum";
  }
  static std::string with_lengths(const std::string &name, const neutral_type &type) {
    if (!type.length) return name;
    return name + "(" + std::to_string(*type.length) + (type.scale ? "," + std::to_string(*type.scale) : "") +
           ")";
  }
  [[nodiscard]] const enum_definition &find_enum(const neutral_type &type,
                                                 const dialect_target &target) const {
    const auto *found = find_object(target.enums, type.enum_schema, type.enum_name);
    if (found == nullptr) throw dialect_gap("the enum \"" + type.enum_name + "\" is unknown at this point");
    return *found;
  }
  [[nodiscard]] std::string column_type(const column_definition &column, const dialect_target &target) const {
    std::optional<std::string> name;
    if (column.type.name == "native") {
      name = own_text(column.type.native, target);
    } else if (column.type.is_enum()) {
      name = enum_type(find_enum(column.type, target), target);
    } else {
      neutral_type one = column.type;
      one.dimensions = 0;
      name = type_name(one, target);
    }
    if (!name)
      throw dialect_gap("column \"" + column.name + "\" has the unknown type \"" + write_type(column.type) +
                        "\"");
    if (column.type.dimensions != 0 && !facts(target).arrays)
      throw dialect_gap("column \"" + column.name + "\" is an array, which this dialect has not");
    for (std::uint32_t at = 0; at < column.type.dimensions; ++at) *name += "[]";
    return *name;
  }
  // "DEFAULT …", or "".
  [[nodiscard]] std::string default_clause(const column_definition &column,
                                           const dialect_target &target) const {
    if (column.default_value.empty()) return "";
    const auto value = default_expression(column, target);
    if (!value)
      throw dialect_gap("column \"" + column.name + "\" has the unknown default \"" +
                        column.default_value.kind + "\"");
    return "DEFAULT " + *value;
  }
  [[nodiscard]] std::string constraint(const std::string &name, const dialect_target &target) const {
    return name.empty() ? "" : "CONSTRAINT " + named(name, target) + " ";
  }
  [[nodiscard]] std::string deferrable_clause(const std::string &when, const dialect_target &target) const {
    if (when == "no") return "";
    if (!facts(target).deferrable) throw dialect_gap("this dialect has no deferrable constraints");
    return when == "deferred" ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  }
  [[nodiscard]] virtual std::string primary_key_clause(const table_definition &table,
                                                       const dialect_target &target) const {
    return constraint(table.primary_key_name, target) + "PRIMARY KEY (" +
           named_list(table.primary_key, target) + ")";
  }
  [[nodiscard]] virtual std::string unique_clause(const unique_definition &unique,
                                                  const dialect_target &target) const {
    if (unique.nulls_not_distinct && !facts(target).nulls_not_distinct)
      throw dialect_gap("unique constraint \"" + unique.name +
                        "\": two nulls are always distinct in this dialect");
    return constraint(unique.name, target) + "UNIQUE " +
           (unique.nulls_not_distinct ? "NULLS NOT DISTINCT " : "") + "(" +
           named_list(unique.columns, target) + ")" + deferrable_clause(unique.deferrable, target);
  }
  [[nodiscard]] virtual std::string check_clause(const check_definition &check, const table_definition &table,
                                                 const dialect_target &target) const {
    return constraint(check.name, target) + "CHECK (" + expression_text(check.value, table.name, target) +
           ")";
  }
  [[nodiscard]] virtual std::vector<std::string> table_clauses(const table_definition &table,
                                                               const dialect_target &target) const {
    std::vector<std::string> clauses;
    for (const column_definition &column : table.columns)
      clauses.push_back(column_clause(column, table, target));
    if (!table.primary_key.empty()) clauses.push_back(primary_key_clause(table, target));
    for (const unique_definition &one : table.uniques) clauses.push_back(unique_clause(one, target));
    for (const check_definition &one : table.checks) clauses.push_back(check_clause(one, table, target));
    if (facts(target).foreign_keys_in_create)
      for (const foreign_key_definition &one : table.foreign_keys)
        clauses.push_back(foreign_key_clause(one, table, target));
    std::erase(clauses, "");
    return clauses;
  }
  [[nodiscard]] std::string index_parts(const index_definition &index, const dialect_target &target) const {
    std::string list;
    for (const index_part &part : index.parts)
      list += (list.empty() ? "" : facts(target).list_separator) + index_part_text(part, target);
    return list;
  }
  void check_index(const index_definition &index, const dialect_target &target) const {
    const dialect_facts known = facts(target);
    const std::string which = "index \"" + index.name + "\": ";
    if (!index.where.is(expression::node::none) && !known.partial_indexes)
      throw dialect_gap(which + "this dialect has no indexes on a part of the rows");
    if (index.method != "btree" && !known.index_methods)
      throw dialect_gap(which + "this dialect has no method \"" + index.method + "\"");
    if (index.nulls_not_distinct && !known.nulls_not_distinct)
      throw dialect_gap(which + "two nulls are always distinct in this dialect");
  }
};

}  // namespace tenantry::sdk
