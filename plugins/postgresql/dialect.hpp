// tenantry.dialect/1 without a connection: describe and render.
#pragma once

#include <tenantry/sdk/dialect.hpp>

namespace tenantry::postgresql {

class dialect final : public sdk::sql_dialect {
 protected:
  [[nodiscard]] sdk::dialect_facts facts(const sdk::dialect_target &) const override;
  [[nodiscard]] std::optional<std::string> type_name(const sdk::neutral_type &,
                                                     const sdk::dialect_target &) const override;
};

}  // namespace tenantry::postgresql
