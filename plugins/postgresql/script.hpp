// tenantry.script/1 for PostgreSQL.
#pragma once

#include <tenantry/sdk/connection.hpp>

namespace tenantry::postgresql {

class script final : public sdk::script {
 public:
  void split(std::string_view text, const receiver &) const override;
  [[nodiscard]] std::string quote(std::string_view identifier) const override;
};

}  // namespace tenantry::postgresql
