// MySQL's SQL for tables that tenantry describes: the rules behind tenantry.dialect/1.
#pragma once
#include <tenantry/sdk/dialect.hpp>

namespace tenantry::mysql {

class dialect final : public sdk::sql_dialect {
 protected:
  [[nodiscard]] sdk::dialect_facts facts(const sdk::dialect_target &) const override;
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const sdk::dialect_target &) const override;
  [[nodiscard]] std::optional<std::string> default_expression(const sdk::column_definition &,
                                                              const sdk::dialect_target &) const override;
  [[nodiscard]] std::string create_table(const sdk::table_definition &,
                                         const sdk::dialect_target &) const override;
};

}  // namespace tenantry::mysql
