// SQLite's SQL: the rules behind tenantry.dialect/1.  What SQLite cannot alter is done by a rebuild of the
// table, written as Drizzle Kit writes it.
#pragma once
#include <tenantry/sdk/dialect.hpp>

#include "copied_values.hpp"

namespace tenantry::sqlite {

// The default that makes a random UUID, as it is written and as it is recognised.
extern const std::string random_uuid_text;

class dialect final : public sdk::sql_dialect {
 protected:
  using target = sdk::dialect_target;
  [[nodiscard]] sdk::dialect_facts facts(const target &) const override;
  [[nodiscard]] std::vector<std::string> reserved_words(const target &) const override;
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const target &) const override;
  [[nodiscard]] std::optional<std::string> default_expression(const sdk::column_definition &,
                                                              const target &) const override;
  [[nodiscard]] std::string column_clause(const sdk::column_definition &, const sdk::table_definition &,
                                          const target &) const override;
  [[nodiscard]] std::string primary_key_clause(const sdk::table_definition &, const target &) const override;
  [[nodiscard]] std::string unique_clause(const sdk::unique_definition &, const target &) const override;
  [[nodiscard]] sdk::rendered_statements change_table(const sdk::table_change &,
                                                      const target &) const override;
  [[nodiscard]] std::vector<std::vector<std::size_t>> changes_at_once(const nlohmann::json &,
                                                                      const sdk::table_list &,
                                                                      const target &) const override;
  [[nodiscard]] sdk::rendered_statements change_table_at_once(const std::vector<sdk::table_change> &,
                                                              const target &) const override;
  [[nodiscard]] sdk::rendered_statements alter_enum(const sdk::enum_definition &,
                                                    const sdk::enum_definition &,
                                                    const std::vector<sdk::table_definition> &,
                                                    const target &) const override;
  [[nodiscard]] sdk::rendered_statements guard(const sdk::row_guard &, const target &) const override;
  [[nodiscard]] sdk::neutral_type kept_type(const sdk::column_definition &, const target &) const override;
  void finish_table(sdk::table_definition &, const target &) const override;

 private:
  [[nodiscard]] std::string loss_of(const sdk::table_change &) const;
  [[nodiscard]] copied_values values_after(const std::vector<sdk::table_change> &, const target &) const;
};

}  // namespace tenantry::sqlite
