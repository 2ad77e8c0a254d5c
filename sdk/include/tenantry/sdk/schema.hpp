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

/// One node of a parse tree.  `text` is the column, the literal text, the number, the operator or the
/// function.
struct expression {
  /// What it is; none: there is no expression.
  enum class node { none, column, text, integer, boolean, null, number, operation, call, sql };
  node kind = node::none;             ///< none in a column without a default, an index without WHERE
  std::string text = {};              ///< see above
  std::int64_t integer = 0;           ///< boolean too
  std::vector<expression> args = {};  ///< operands, or a call's arguments
  by_dialect sql = {};                ///< of a node sql: the text for each dialect that has one

  bool operator==(const expression &) const = default;
  /// Of that kind?
  [[nodiscard]] bool is(node what) const { return kind == what; }
  /// "and", "=", "is_null" …: the operators of docs/schema-format.md.
  [[nodiscard]] bool is_operation(std::string_view op) const { return kind == node::operation && text == op; }
  /// A text, number, TRUE, FALSE or NULL?
  [[nodiscard]] bool is_literal() const { return kind >= node::text && kind <= node::number; }

  /// A column of the table that it stands in.
  static expression column_of(std::string name) { return {node::column, std::move(name)}; }
  /// 'text', without its quotes.
  static expression text_of(std::string value) { return {node::text, std::move(value)}; }
  /// A whole number.
  static expression integer_of(std::int64_t value) { return {node::integer, {}, value}; }
  /// TRUE or FALSE.
  static expression boolean_of(bool value) { return {node::boolean, {}, value ? 1 : 0}; }
  /// A number with a point, as it was written: no digit is lost.
  static expression number_of(std::string value) { return {node::number, std::move(value)}; }
  /// An operator with its operands.
  static expression operation_of(std::string op, std::vector<expression> args) {
    return {node::operation, std::move(op), 0, std::move(args)};
  }
  /// A function of the closed part: coalesce, lower, upper, length, now.
  static expression call_of(std::string name, std::vector<expression> args) {
    return {node::call, std::move(name), 0, std::move(args)};
  }
  /// A text that only one dialect understands.
  static expression sql_of(const std::string &dialect, std::string text) {
    return {node::sql, {}, 0, {}, {{dialect, std::move(text)}}};
  }
};

/// "varchar(40)" -> {"varchar", 40}; "numeric(12,2)[]" -> {"numeric", 12, 2, 1}; "enum:audit.mood".
struct neutral_type {
  std::string name;                                    ///< "bigint" …, "enum", "native"
  std::optional<std::uint32_t> length = std::nullopt;  ///< or the precision
  std::optional<std::int32_t> scale = std::nullopt;    ///< of a numeric
  std::uint32_t dimensions = 0;                        ///< of an array; 0 for a plain value
  std::string enum_schema = {};                        ///< of an enum; "" is the default schema
  std::string enum_name = {};                          ///< of an enum
  by_dialect native = {};                              ///< of "native": the type's text by dialect

  bool operator==(const neutral_type &) const = default;
  /// Does it name an enum?
  [[nodiscard]] bool is_enum() const { return name == "enum"; }
};

/// A column's DEFAULT.
struct column_default {
  std::string kind = {};  ///< "" (none), literal, now, random_uuid, expression
  expression value = {};  ///< literal, expression

  column_default() = default;
  /// A default of that kind.
  explicit column_default(std::string of_kind, expression of = {})
      : kind(std::move(of_kind)), value(std::move(of)) {}
  /// Is there none?
  [[nodiscard]] bool empty() const { return kind.empty(); }
  bool operator==(const column_default &) const = default;
  friend bool operator==(const column_default &a, std::string_view of_kind) { return a.kind == of_kind; }
};
/// Of a sequence or an identity column; without a value the database's own default holds.
struct sequence_options {
  std::optional<std::int64_t> start = std::nullopt;      ///< START WITH
  std::optional<std::int64_t> increment = std::nullopt;  ///< INCREMENT BY
  std::optional<std::int64_t> min = std::nullopt;        ///< MINVALUE
  std::optional<std::int64_t> max = std::nullopt;        ///< MAXVALUE
  std::optional<std::int64_t> cache = std::nullopt;      ///< CACHE
  bool cycle = false;                                    ///< CYCLE
  bool operator==(const sequence_options &) const = default;
};
/// A column that numbers its rows by itself.
struct identity_definition {
  std::string kind;               ///< always, by_default, serial
  std::string sequence = {};      ///< the sequence's name, where somebody chose one
  sequence_options options = {};  ///< of that sequence
  bool operator==(const identity_definition &) const = default;
};
/// A column that is computed from others.
struct generated_definition {
  expression value;    ///< of the other columns
  bool stored = true;  ///< false: computed when it is read
  bool operator==(const generated_definition &) const = default;
};
/// A column.
struct column_definition {
  std::string name;                                              ///< as declared; named() quotes it
  neutral_type type;                                             ///< a neutral type
  bool null = true;                                              ///< may it be NULL?
  column_default default_value = {};                             ///< its DEFAULT
  std::optional<identity_definition> identity = std::nullopt;    ///< where it numbers its rows
  std::optional<generated_definition> generated = std::nullopt;  ///< where it is computed
  by_dialect collation = {};                                     ///< by dialect; empty: the database's own
  std::string comment = {};                                      ///< "" for none
  bool operator==(const column_definition &) const = default;
};

/// A UNIQUE constraint.
struct unique_definition {
  std::string name;                  ///< never empty
  std::vector<std::string> columns;  ///< in the order of the key
  bool nulls_not_distinct = false;   ///< two NULLs are one value
  std::string deferrable = "no";     ///< no, immediate, deferred
  bool operator==(const unique_definition &) const = default;
};
/// A FOREIGN KEY.
struct foreign_key_definition {
  std::string name;                     ///< never empty
  std::vector<std::string> columns;     ///< in order
  std::string to_schema;                ///< of the table that it points to; "" is the default one
  std::string to_table;                 ///< that table
  std::vector<std::string> to_columns;  ///< what each of the columns points to
  std::string on_delete = "no_action";  ///< or restrict, cascade, set_null, set_default
  std::string on_update = "no_action";  ///< likewise
  std::string deferrable = "no";        ///< no, immediate, deferred
  bool operator==(const foreign_key_definition &) const = default;
};
/// A CHECK constraint.
struct check_definition {
  std::string name;  ///< never empty
  expression value;  ///< what must not be false
  bool operator==(const check_definition &) const = default;
};
/// One key of an index.
struct index_part {
  expression value;                ///< a column is a node of kind column
  bool descending = false;         ///< DESC
  std::string nulls = {};          ///< first, last; "": last where ascending, first where descending
  by_dialect operator_class = {};  ///< by dialect; empty: the default
  by_dialect collation = {};       ///< likewise
  bool operator==(const index_part &) const = default;
};
/// An index that no constraint made.
struct index_definition {
  std::string name;                                 ///< unique in its schema
  bool unique = false;                              ///< no two rows with one key
  std::vector<index_part> parts;                    ///< its keys in order
  expression where = {};                            ///< the rows that are in it; none: all
  std::string method = "btree";                     ///< another one needs facts.index_methods
  std::vector<std::string> include = {};            ///< columns that it holds beside its keys
  bool nulls_not_distinct = false;                  ///< two NULLs are one value
  std::map<std::string, std::string> options = {};  ///< WITH (…), as the database names them
  std::string comment = {};                         ///< "" for none
  bool operator==(const index_definition &) const = default;
};
/// A table, whole.
struct table_definition {
  std::string schema;                           ///< "" is the default one
  std::string name;                             ///< as declared
  std::vector<column_definition> columns = {};  ///< in their order, which no database changes later
  std::string primary_key_name = {};            ///< of the constraint; "" where the database names it
  std::vector<std::string> primary_key = {};    ///< its columns in order; empty: none
  std::vector<unique_definition> uniques = {};  ///< by name
  std::vector<foreign_key_definition> foreign_keys = {};  ///< by name
  std::vector<check_definition> checks = {};              ///< by name
  std::vector<index_definition> indexes = {};             ///< by name
  std::string comment = {};                               ///< "" for none
  bool operator==(const table_definition &) const = default;
};

/// A schema beside the default one.
struct namespace_definition {
  std::string name;          ///< as declared
  std::string comment = {};  ///< "" for none
  bool operator==(const namespace_definition &) const = default;
};
/// An enum.
struct enum_definition {
  std::string schema;                    ///< "" is the default one
  std::string name;                      ///< as declared
  std::vector<std::string> values = {};  ///< in their order, which comparisons follow
  std::string comment = {};              ///< "" for none
  bool operator==(const enum_definition &) const = default;
};
/// A sequence that no column owns.
struct sequence_definition {
  std::string schema;             ///< "" is the default one
  std::string name;               ///< as declared
  std::string type = "bigint";    ///< or integer, smallint
  sequence_options options = {};  ///< start, increment and the others
  std::string comment = {};       ///< "" for none
  bool operator==(const sequence_definition &) const = default;
};
/// A view.
struct view_definition {
  std::string schema;          ///< "" is the default one
  std::string name;            ///< as declared
  bool materialized = false;   ///< its rows are kept until they are refreshed
  by_dialect definition = {};  ///< by dialect: the SELECT
  std::string comment = {};    ///< "" for none
  bool operator==(const view_definition &) const = default;
};
/// What the model has no words for (an extension, function, trigger, policy): kept by its name and its texts.
struct opaque_definition {
  std::string kind;            ///< extension, function, trigger, policy …
  std::string schema;          ///< "" is the default one
  std::string name;            ///< a function's with the types of its arguments
  std::string on_schema = {};  ///< of the table that it stands on
  std::string on_table = {};   ///< "" where it stands on none
  by_dialect create = {};      ///< by dialect: the statement that makes it
  by_dialect drop = {};        ///< and the one that removes it
  bool operator==(const opaque_definition &) const = default;
};
/// A database's schema, whole: tenantry.schema/1.
struct schema_definition {
  std::vector<namespace_definition> schemas = {};   ///< beside the default one
  std::vector<enum_definition> enums = {};          ///< by schema and name, like what follows
  std::vector<sequence_definition> sequences = {};  ///< those that no column owns
  std::vector<table_definition> tables = {};        ///< with all that belongs to them
  std::vector<view_definition> views = {};          ///< in an order in which each knows what it selects from
  std::vector<opaque_definition> opaque = {};       ///< what the model has no words for
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
