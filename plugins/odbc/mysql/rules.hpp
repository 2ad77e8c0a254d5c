// What MySQL 8.0.16 and MariaDB 10.5 and their successors do otherwise than standard SQL: the hooks of
// sdk::sql_dialect.  rules.cpp: names, types, tables and what is kept of a model; rules_changes.cpp: changes
// of what exists.
#pragma once
#include <tenantry/sdk/dialect.hpp>

namespace tenantry::mysql {

class rules final : public sdk::sql_dialect {
 public:
  [[nodiscard]] std::string project(const sdk::call &, std::string_view request) const override;

 protected:
  using target = sdk::dialect_target;
  using statements = sdk::rendered_statements;
  using table = sdk::table_definition;
  using column = sdk::column_definition;

  [[nodiscard]] sdk::dialect_facts facts(const target &) const override;
  [[nodiscard]] std::vector<std::string> reserved_words(const target &) const override;
  [[nodiscard]] std::string text_literal(std::string_view) const override;
  [[nodiscard]] std::string function_call(const std::string &name,
                                          const std::string &arguments) const override;
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const target &) const override;
  [[nodiscard]] std::string enum_type(const sdk::enum_definition &, const target &) const override;
  [[nodiscard]] std::optional<std::string> default_expression(const column &, const target &) const override;
  [[nodiscard]] std::string identity_clause(const column &, const table &, const target &) const override;
  [[nodiscard]] std::string generated_clause(const column &, const target &) const override;
  [[nodiscard]] std::string column_clause(const column &, const table &, const target &) const override;
  [[nodiscard]] std::string table_options(const table &, const target &) const override;
  [[nodiscard]] std::string foreign_key_action(const std::string &, const target &) const override;
  [[nodiscard]] std::string check_clause(const sdk::check_definition &, const table &,
                                         const target &) const override;
  [[nodiscard]] std::string index_part_text(const sdk::index_part &, const target &) const override;
  [[nodiscard]] std::string create_index(const table &, const sdk::index_definition &, bool online,
                                         const target &) const override;
  [[nodiscard]] table lowered(table, const target &) const override;

  [[nodiscard]] statements change_table(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements add_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements rename_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements alter_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements guard(const sdk::row_guard &, const target &) const override;
  [[nodiscard]] statements add_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] std::string drop_constraint_text(const table &, std::string_view what,
                                                 const std::string &name, const target &) const override;
  [[nodiscard]] statements rename_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements add_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements rename_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements comment_table(const sdk::table_change &, const target &) const override;
  [[nodiscard]] std::string comment_statement(std::string_view on, const std::string &schema,
                                              const std::string &name, const std::string &text,
                                              const target &) const override;
  [[nodiscard]] std::string column_comment(const column &, const table &, const target &) const override;
  [[nodiscard]] statements rename_enum_value(const sdk::enum_definition &before,
                                             const sdk::enum_definition &after, const std::string &value,
                                             const std::string &to, const std::vector<table> &tables,
                                             const target &) const override;
  [[nodiscard]] statements rename_object(const std::string &kind, const std::string &schema,
                                         const std::string &name, const std::string &to,
                                         const target &) const override;
  [[nodiscard]] statements create_sequence(const sdk::sequence_definition &, const target &) const override;
  [[nodiscard]] statements alter_sequence(const sdk::sequence_definition &before,
                                          const sdk::sequence_definition &after,
                                          const target &) const override;
  [[nodiscard]] statements replace_view(const sdk::view_definition &before, const sdk::view_definition &after,
                                        const target &) const override;

  [[nodiscard]] sdk::neutral_type kept_type(const column &, const target &) const override;
  [[nodiscard]] sdk::expression kept_expression(const sdk::expression &, const target &) const override;
  [[nodiscard]] sdk::column_default kept_default(const column &, const target &) const override;
  void finish_table(table &, const target &) const override;
  void finish_schema(sdk::schema_definition &, std::vector<sdk::lost_object> &,
                     const target &) const override;

 private:
  [[nodiscard]] statements change_part(const sdk::table_change &, const target &) const;
  [[nodiscard]] std::string place_of(const table &, const std::string &name, const target &) const;
  [[nodiscard]] std::string modify(const table &, const column &, const target &) const;
  [[nodiscard]] statements retype_keys(const sdk::table_change &, const target &) const;
  [[nodiscard]] statements convert_column(const sdk::table_change &, const std::string &value,
                                          const target &) const;
  [[nodiscard]] statements rename_through(const sdk::table_change &, const target &) const;
};

}  // namespace tenantry::mysql
