// SQL Server's SQL, 2017 and newer.  Heavy to compile: two units include it, all others dialect.hpp.
#pragma once
#include <tenantry/sdk/dialect.hpp>

namespace tenantry::sqlserver {

class rules final : public sdk::sql_dialect {
 protected:
  using target = sdk::dialect_target;
  using statements = sdk::rendered_statements;

  // ---- names, literals, expressions: rules.cpp
  [[nodiscard]] sdk::dialect_facts facts(const target &) const override;
  [[nodiscard]] std::vector<std::string> reserved_words(const target &) const override;
  [[nodiscard]] std::string text_literal(std::string_view) const override;
  [[nodiscard]] std::string boolean_literal(bool yes) const override { return yes ? "1" : "0"; }
  [[nodiscard]] std::string function_call(const std::string &, const std::string &) const override;
  [[nodiscard]] std::string collation_name(const std::string &name, const target &) const override {
    return name;
  }

  // ---- tables: rules.cpp
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const target &) const override;
  [[nodiscard]] std::optional<std::string> default_expression(const sdk::column_definition &,
                                                              const target &) const override;
  [[nodiscard]] std::string column_clause(const sdk::column_definition &, const sdk::table_definition &,
                                          const target &) const override;
  [[nodiscard]] std::string generated_clause(const sdk::column_definition &, const target &) const override;
  [[nodiscard]] std::string identity_clause(const sdk::column_definition &, const sdk::table_definition &,
                                            const target &) const override;
  [[nodiscard]] std::string foreign_key_action(const std::string &, const target &) const override;
  [[nodiscard]] std::string primary_key_clause(const sdk::table_definition &, const target &) const override;
  [[nodiscard]] std::string check_clause(const sdk::check_definition &, const sdk::table_definition &,
                                         const target &) const override;
  [[nodiscard]] std::string create_index(const sdk::table_definition &, const sdk::index_definition &, bool,
                                         const target &) const override;
  [[nodiscard]] std::vector<std::string> table_clauses(const sdk::table_definition &,
                                                       const target &) const override;
  [[nodiscard]] sdk::table_definition lowered(sdk::table_definition, const target &) const override;

  // ---- changes: rules_changes.cpp
  [[nodiscard]] statements change_table(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements add_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements rename_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements alter_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements guard(const sdk::row_guard &, const target &) const override;
  [[nodiscard]] statements add_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] std::string drop_constraint_text(const sdk::table_definition &, std::string_view,
                                                 const std::string &, const target &) const override;
  [[nodiscard]] statements validate_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements rename_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements rename_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] std::string comment_statement(std::string_view, const std::string &, const std::string &,
                                              const std::string &, const target &) const override;
  [[nodiscard]] std::string column_comment(const sdk::column_definition &, const sdk::table_definition &,
                                           const target &) const override;
  [[nodiscard]] statements rename_schema(const std::string &, const std::string &,
                                         const target &) const override;
  [[nodiscard]] statements rename_table(const std::string &, const std::string &, const std::string &,
                                        const target &) const override;
  [[nodiscard]] statements move_table(const std::string &, const std::string &, const std::string &,
                                      const target &) const override;
  [[nodiscard]] statements rename_object(const std::string &, const std::string &, const std::string &,
                                         const std::string &, const target &) const override;
  [[nodiscard]] statements create_sequence(const sdk::sequence_definition &, const target &) const override;
  [[nodiscard]] statements alter_sequence(const sdk::sequence_definition &, const sdk::sequence_definition &,
                                          const target &) const override;
  [[nodiscard]] statements replace_view(const sdk::view_definition &, const sdk::view_definition &,
                                        const target &) const override;

  // ---- projection: rules.cpp
  [[nodiscard]] sdk::neutral_type kept_type(const sdk::column_definition &, const target &) const override;
  [[nodiscard]] sdk::expression kept_expression(const sdk::expression &, const target &) const override;
  void finish_table(sdk::table_definition &, const target &) const override;
  void finish_schema(sdk::schema_definition &, std::vector<sdk::lost_object> &,
                     const target &) const override;

 private:
  // A unique constraint whose columns may be NULL, as the index that says the same; nothing for the others.
  [[nodiscard]] static std::optional<sdk::index_definition> filtered_unique(const sdk::unique_definition &,
                                                                            const sdk::table_definition &);
  [[nodiscard]] std::string default_name(const sdk::column_definition &, const sdk::table_definition &,
                                         const target &) const;
  [[nodiscard]] std::string drop_default(const sdk::table_definition &, const std::string &column,
                                         const target &) const;
  [[nodiscard]] std::string alter_type_text(const sdk::table_definition &, const sdk::column_definition &,
                                            const target &) const;
  [[nodiscard]] statements drop_parts(const sdk::table_definition &from, const sdk::table_definition &parts,
                                      const target &) const;
  [[nodiscard]] statements add_parts(const sdk::table_definition &to, const sdk::table_definition &parts,
                                     const target &) const;
  [[nodiscard]] statements retype(const sdk::table_change &, const target &) const;
};

}  // namespace tenantry::sqlserver
