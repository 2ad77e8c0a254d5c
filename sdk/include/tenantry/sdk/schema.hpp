// The neutral model of a database schema, tenantry.schema/1, as plain structs: what docs/schema-format.md
// describes.  Standard library alone; schema_json.hpp reads and writes the JSON form.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tenantry::sdk {

using by_dialect = std::map<std::string, std::string>;

// One node of a parse tree.  `text` is the column, the literal text, the number, the operator or the
// function.
struct expression {
  enum class node { none, column, text, integer, boolean, null, number, operation, call, sql };
  node kind = node::none;
  std::string text = {};
  std::int64_t integer = 0;  // boolean too
  std::vector<expression> args = {};
  by_dialect sql = {};

  bool operator==(const expression &) const = default;
  [[nodiscard]] bool is(node what) const { return kind == what; }
  [[nodiscard]] bool is_operation(std::string_view op) const { return kind == node::operation && text == op; }
  [[nodiscard]] bool is_literal() const { return kind >= node::text && kind <= node::number; }

  static expression column_of(std::string name) { return {node::column, std::move(name)}; }
  static expression text_of(std::string value) { return {node::text, std::move(value)}; }
  static expression integer_of(std::int64_t value) { return {node::integer, {}, value}; }
  static expression boolean_of(bool value) { return {node::boolean, {}, value ? 1 : 0}; }
  static expression number_of(std::string value) { return {node::number, std::move(value)}; }
  static expression operation_of(std::string op, std::vector<expression> args) {
    return {node::operation, std::move(op), 0, std::move(args)};
  }
  static expression call_of(std::string name, std::vector<expression> args) {
    return {node::call, std::move(name), 0, std::move(args)};
  }
  static expression sql_of(const std::string &dialect, std::string text) {
    return {node::sql, {}, 0, {}, {{dialect, std::move(text)}}};
  }
};

// "varchar(40)" -> {"varchar", 40}; "numeric(12,2)[]" -> {"numeric", 12, 2, 1}; "enum:audit.mood".
struct neutral_type {
  std::string name;
  std::optional<std::uint32_t> length = std::nullopt;  // or the precision
  std::optional<std::int32_t> scale = std::nullopt;
  std::uint32_t dimensions = 0;
  std::string enum_schema = {}, enum_name = {};
  by_dialect native = {};

  bool operator==(const neutral_type &) const = default;
  [[nodiscard]] bool is_enum() const { return name == "enum"; }
};

struct column_default {
  std::string kind = {};  // "" (none), literal, now, random_uuid, expression
  expression value = {};  // literal, expression

  column_default() = default;
  explicit column_default(std::string of_kind, expression of = {})
      : kind(std::move(of_kind)), value(std::move(of)) {}
  [[nodiscard]] bool empty() const { return kind.empty(); }
  bool operator==(const column_default &) const = default;
  friend bool operator==(const column_default &a, std::string_view of_kind) { return a.kind == of_kind; }
};
struct sequence_options {
  std::optional<std::int64_t> start = std::nullopt, increment = std::nullopt, min = std::nullopt,
                              max = std::nullopt, cache = std::nullopt;
  bool cycle = false;
  bool operator==(const sequence_options &) const = default;
};
struct identity_definition {
  std::string kind;  // always, by_default, serial
  std::string sequence = {};
  sequence_options options = {};
  bool operator==(const identity_definition &) const = default;
};
struct generated_definition {
  expression value;
  bool stored = true;
  bool operator==(const generated_definition &) const = default;
};
struct column_definition {
  std::string name;
  neutral_type type;
  bool null = true;
  column_default default_value = {};
  std::optional<identity_definition> identity = std::nullopt;
  std::optional<generated_definition> generated = std::nullopt;
  by_dialect collation = {};
  std::string comment = {};
  bool operator==(const column_definition &) const = default;
};

struct unique_definition {
  std::string name;
  std::vector<std::string> columns;
  bool nulls_not_distinct = false;
  std::string deferrable = "no";  // no, immediate, deferred
  bool operator==(const unique_definition &) const = default;
};
struct foreign_key_definition {
  std::string name;
  std::vector<std::string> columns;
  std::string to_schema, to_table;
  std::vector<std::string> to_columns;
  std::string on_delete = "no_action", on_update = "no_action";  // restrict cascade set_null set_default
  std::string deferrable = "no";
  bool operator==(const foreign_key_definition &) const = default;
};
struct check_definition {
  std::string name;
  expression value;
  bool operator==(const check_definition &) const = default;
};
struct index_part {
  expression value;  // a column is a node of kind column
  bool descending = false;
  std::string nulls = {};  // first, last; "": last where ascending, first where descending
  by_dialect operator_class = {}, collation = {};
  bool operator==(const index_part &) const = default;
};
struct index_definition {
  std::string name;
  bool unique = false;
  std::vector<index_part> parts;
  expression where = {};
  std::string method = "btree";
  std::vector<std::string> include = {};
  bool nulls_not_distinct = false;
  std::map<std::string, std::string> options = {};
  std::string comment = {};
  bool operator==(const index_definition &) const = default;
};
struct table_definition {
  std::string schema, name;
  std::vector<column_definition> columns = {};
  std::string primary_key_name = {};
  std::vector<std::string> primary_key = {};
  std::vector<unique_definition> uniques = {};
  std::vector<foreign_key_definition> foreign_keys = {};
  std::vector<check_definition> checks = {};
  std::vector<index_definition> indexes = {};
  std::string comment = {};
  bool operator==(const table_definition &) const = default;
};

struct namespace_definition {
  std::string name, comment = {};
  bool operator==(const namespace_definition &) const = default;
};
struct enum_definition {
  std::string schema, name;
  std::vector<std::string> values = {};
  std::string comment = {};
  bool operator==(const enum_definition &) const = default;
};
struct sequence_definition {
  std::string schema, name;
  std::string type = "bigint";
  sequence_options options = {};
  std::string comment = {};
  bool operator==(const sequence_definition &) const = default;
};
struct view_definition {
  std::string schema, name;
  bool materialized = false;
  by_dialect definition = {};
  std::string comment = {};
  bool operator==(const view_definition &) const = default;
};
struct opaque_definition {
  std::string kind, schema, name;
  std::string on_schema = {}, on_table = {};
  by_dialect create = {}, drop = {};
  bool operator==(const opaque_definition &) const = default;
};
struct schema_definition {
  std::vector<namespace_definition> schemas = {};
  std::vector<enum_definition> enums = {};
  std::vector<sequence_definition> sequences = {};
  std::vector<table_definition> tables = {};
  std::vector<view_definition> views = {};
  std::vector<opaque_definition> opaque = {};
  bool operator==(const schema_definition &) const = default;
};

// The item of that name, or nullptr: columns, constraints, indexes.
template <class Items>
auto *find_named(Items &all, std::string_view name) {
  for (auto &one : all)
    if (one.name == name) return &one;
  return static_cast<decltype(&*all.begin())>(nullptr);
}
// The same for what stands in a schema: enums, tables, sequences, views.
template <class Items>
auto *find_object(Items &all, std::string_view schema, std::string_view name) {
  for (auto &one : all)
    if (one.name == name && one.schema == schema) return &one;
  return static_cast<decltype(&*all.begin())>(nullptr);
}

}  // namespace tenantry::sdk
