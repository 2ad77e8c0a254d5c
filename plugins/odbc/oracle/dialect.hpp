// Oracle's SQL, 19c and newer: tenantry.dialect/1 without a connection.  The rules themselves are in
// rules.hpp, which is heavy to compile.
#pragma once
#include <tenantry/sdk/connection.hpp>

namespace tenantry::oracle {

class dialect final : public sdk::dialect {
 public:
  [[nodiscard]] std::string describe(std::string_view wanted) const override;
  [[nodiscard]] std::string render(const sdk::call &, std::string_view request) const override;
  [[nodiscard]] std::string project(const sdk::call &, std::string_view request) const override;
};

}  // namespace tenantry::oracle
