// tenantry.script/1: cuts a script as the mysql client does, and knows bodies without DELIMITER too.
#pragma once
#include <tenantry/sdk/connection.hpp>

namespace tenantry::mysql {

class script final : public sdk::script {
 public:
  void split(std::string_view text, const receiver &) const override;
  [[nodiscard]] std::string quote(std::string_view identifier) const override;
};

// `a``b`
[[nodiscard]] std::string quote_name(std::string_view name);

}  // namespace tenantry::mysql
