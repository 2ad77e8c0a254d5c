// tenantry.script/1: cuts a script as SQL*Plus does.  A statement ends at its semicolon or at a / alone in
// its line, a program or a block at the / alone.
#pragma once
#include <tenantry/sdk/connection.hpp>

namespace tenantry::oracle {

class script final : public sdk::script {
 public:
  // A / behind a statement that has ended already runs nothing again.
  void split(std::string_view text, const receiver &) const override;
  [[nodiscard]] std::string quote(std::string_view identifier) const override;
};

}  // namespace tenantry::oracle
