// tenantry.dialect/1 without a connection: PostgreSQL's SQL in the form, with the conventions and the names
// that Drizzle Kit has, so that a team sees what it knows.
#pragma once

#include <tenantry/sdk/dialect.hpp>

namespace tenantry::postgresql {

class dialect final : public sdk::sql_dialect {
 public:
  using target = sdk::dialect_target;
  // For introspection: what the catalog says, in the one form.
  [[nodiscard]] static sdk::neutral_type read_catalog_type(const std::string &formatted);

 protected:
  using statements = sdk::rendered_statements;
  [[nodiscard]] sdk::dialect_facts facts(const target &) const override;
  [[nodiscard]] std::vector<std::string> reserved_words(const target &) const override;
  [[nodiscard]] std::string cut_name(std::string_view name, const target &) const override;
  [[nodiscard]] std::string function_call(const std::string &name,
                                          const std::string &arguments) const override;
  [[nodiscard]] std::string column_reference(const std::string &column, const std::string &table,
                                             const target &) const override;
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const target &) const override;
  [[nodiscard]] std::string enum_type(const sdk::enum_definition &, const target &) const override;
  [[nodiscard]] std::optional<std::string> default_expression(const sdk::column_definition &,
                                                              const target &) const override;
  [[nodiscard]] std::string identity_clause(const sdk::column_definition &, const sdk::table_definition &,
                                            const target &) const override;
  [[nodiscard]] std::string generated_clause(const sdk::column_definition &, const target &) const override;
  [[nodiscard]] std::string column_clause(const sdk::column_definition &, const sdk::table_definition &,
                                          const target &) const override;
  [[nodiscard]] std::string primary_key_clause(const sdk::table_definition &, const target &) const override;
  [[nodiscard]] std::string unique_clause(const sdk::unique_definition &, const target &) const override;
  [[nodiscard]] std::vector<std::string> table_clauses(const sdk::table_definition &,
                                                       const target &) const override;
  [[nodiscard]] std::string foreign_key_clause(const sdk::foreign_key_definition &,
                                               const sdk::table_definition &, const target &) const override;
  [[nodiscard]] std::string index_part_text(const sdk::index_part &, const target &) const override;
  [[nodiscard]] std::string create_index(const sdk::table_definition &, const sdk::index_definition &,
                                         bool online, const target &) const override;

  [[nodiscard]] statements add_column(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements alter_type(const sdk::table_change &, const sdk::column_definition &before,
                                      const sdk::column_definition &after, const target &) const override;
  [[nodiscard]] statements alter_identity(const sdk::table_change &, const sdk::column_definition &before,
                                          const sdk::column_definition &after, const target &) const override;
  [[nodiscard]] statements guard(const sdk::row_guard &, const target &) const override;
  [[nodiscard]] std::string referenced_table(const sdk::foreign_key_definition &,
                                             const target &) const override;
  [[nodiscard]] statements add_constraint(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements add_unique_online(const sdk::table_change &, const target &) const;
  [[nodiscard]] std::string drop_constraint_text(const sdk::table_definition &, std::string_view what,
                                                 const std::string &name, const target &) const override;
  [[nodiscard]] statements add_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_index(const sdk::table_change &, const target &) const override;
  [[nodiscard]] statements drop_table(const std::string &schema, const std::string &name,
                                      const target &) const override;
  [[nodiscard]] statements move_table(const std::string &schema, const std::string &name,
                                      const std::string &to, const target &) const override;
  [[nodiscard]] statements create_enum(const sdk::enum_definition &, const target &) const override;
  [[nodiscard]] statements alter_enum(const sdk::enum_definition &before, const sdk::enum_definition &after,
                                      const std::vector<sdk::table_definition> &tables,
                                      const target &) const override;
  [[nodiscard]] statements rename_enum_value(const sdk::enum_definition &before,
                                             const sdk::enum_definition &after, const std::string &value,
                                             const std::string &to,
                                             const std::vector<sdk::table_definition> &tables,
                                             const target &) const override;
  [[nodiscard]] statements rename_object(const std::string &kind, const std::string &schema,
                                         const std::string &name, const std::string &to,
                                         const target &) const override;
  [[nodiscard]] statements drop_object(const std::string &kind, const std::string &schema,
                                       const std::string &name, const target &) const override;
  [[nodiscard]] statements create_sequence(const sdk::sequence_definition &, const target &) const override;
  [[nodiscard]] statements alter_sequence(const sdk::sequence_definition &before,
                                          const sdk::sequence_definition &after,
                                          const target &) const override;
  [[nodiscard]] statements create_view(const sdk::view_definition &, const target &) const override;

  [[nodiscard]] sdk::neutral_type kept_type(const sdk::column_definition &, const target &) const override;
  [[nodiscard]] sdk::expression kept_expression(const sdk::expression &, const target &) const override;
  void finish_table(sdk::table_definition &, const target &) const override;
  void finish_schema(sdk::schema_definition &, std::vector<sdk::lost_object> &,
                     const target &) const override;

 private:
  [[nodiscard]] std::string public_name(const std::string &schema, const std::string &name,
                                        const target &) const;
  [[nodiscard]] statements rebuild_enum(const sdk::enum_definition &before, const sdk::enum_definition &after,
                                        const std::vector<sdk::table_definition> &tables,
                                        const target &) const;
};

}  // namespace tenantry::postgresql
