#pragma once
// The parts of sql_source.hpp among themselves: statements folded into a model, as a server would do it.
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/schema/pg_values.hpp"
#include "core/schema/sql_parser.hpp"
#include "core/schema/sql_source.hpp"

namespace tenantry {

// Thrown while folding: what cannot be held, and the byte in the statement where it stands.
struct sql_refusal {
  std::size_t at = 0;
  std::string message, next;
};

struct sql_name {
  std::string schema, name;  // "public" is ""
};

class schema_fold {
 public:
  // `text` is the statement, without its ";"; `begin` its byte in the whole file.
  void fold(const nlohmann::json &tree, std::string_view text, std::size_t begin, const split_sql &whole,
            const std::string &file);
  void skip(const std::string &what, std::size_t count = 1);
  // Owned sequences become serial columns, names of types become enums, bare references get their columns.
  declared_schema finish();

 private:
  using json = nlohmann::json;
  using handler = void (schema_fold::*)(const json &);

  // sql_fold.cpp
  bool is_skipped(const std::string &kind, const json &node);
  [[noreturn]] static void refuse(std::size_t at, std::string message, std::string next = {});
  [[noreturn]] void refuse_kind(const std::string &kind) const;
  static std::string string_of(const json &node);
  static std::vector<std::string> strings_of(const json &list);
  static sql_name name_of(const json &range_var);
  static sql_name name_of_list(const json &names);
  static std::size_t location_of(const json &node);
  void index_lines(std::string_view text);
  void put_place(const std::string &path, std::size_t at);
  sdk::table_definition &table_at(const json &range_var);
  void finish_column(sdk::table_definition &table, sdk::column_definition &column);
  void finish_foreign_keys(sdk::table_definition &table);

  // sql_tables.cpp
  void create_table(const json &node);
  void add_column(sdk::table_definition &table, const json &definition, std::size_t end);
  void column_constraint(sdk::table_definition &table, sdk::column_definition &column, const json &constraint,
                         std::size_t end);
  void add_constraint(sdk::table_definition &table, const json &constraint, const std::string &column,
                      std::size_t end);
  void add_check(sdk::table_definition &table, const json &constraint);
  void add_foreign_key(sdk::table_definition &table, const json &constraint, const std::string &column);
  void add_exclusion(sdk::table_definition &table, const json &constraint, std::size_t end);
  std::string constraint_name(const sdk::table_definition &table, const json &constraint,
                              const std::vector<std::string> &columns, std::string_view label) const;
  void set_deferrable(const json &constraint, std::string &deferrable);
  void set_default(sdk::table_definition &table, sdk::column_definition &column, const json &tree,
                   std::string_view sql);
  void set_type(sdk::column_definition &column, const json &type_name, bool with_serial);
  void create_index(const json &node);
  sdk::index_part index_part(const sdk::table_definition &table, const json &element, std::string_view sql,
                             const std::string &path, std::size_t number);
  static std::size_t end_of_element(std::string_view text, std::size_t from);

  // sql_alter.cpp
  void alter_table(const json &node);
  void alter_command(sdk::table_definition &table, const json &command, std::string_view sql, std::size_t at);
  void drop_column(sdk::table_definition &table, const std::string &name, bool missing_ok);
  void drop_constraint(sdk::table_definition &table, const std::string &name, bool missing_ok);
  sdk::column_definition &column_of(sdk::table_definition &table, const std::string &name);
  void rename(const json &node);
  void drop(const json &node);
  void drop_one(const std::string &type, const sql_name &name, const json &node, bool cascade,
                bool missing_ok);
  void move_to_schema(const json &node);
  void rename_other(const std::string &type, const json &node, const std::string &to);
  const json &table_named(const json &node);
  static std::string to_opaque_kind(const std::string &object_type);  // OBJECT_FUNCTION → function

  // sql_objects.cpp
  void create_schema(const json &node);
  void create_enum(const json &node);
  void alter_enum(const json &node);
  void create_sequence(const json &node);
  void alter_sequence(const json &node);
  sdk::sequence_options options_of(const json &list, sdk::sequence_options made, std::string *type,
                                   std::string *name, std::string *owner);
  void create_view(const json &node);
  void create_table_as(const json &node);
  void add_view(const sql_name &name, bool materialized, std::size_t at);
  void comment(const json &node);

  // sql_opaque.cpp
  bool create_opaque(const std::string &kind, const json &node);
  void create_function(const json &node);
  void create_extension(const json &node);
  void create_policy(const json &node);
  void create_role(const json &node);
  void comment_opaque();
  void add_opaque(sdk::opaque_definition made, bool replace = false);
  sdk::opaque_definition opaque_of(std::string kind, const sql_name &name, const sql_name &on,
                                   std::string drop) const;
  [[nodiscard]] std::string statement_text() const;
  static std::string signature_of(const json &node);

  declared_schema made_;
  std::map<std::string, sql_name> owners_;  // a sequence's path → its table, and column behind a '\n'
  // Of the statement that is being folded:
  std::string *last_deferrable_ = nullptr;  // of the constraint just made, for the words behind it
  std::string_view text_;
  std::size_t begin_ = 0;
  const split_sql *whole_ = nullptr;
  std::string file_;
  std::vector<std::size_t> lines_;  // where each line of the file begins
};

}  // namespace tenantry
