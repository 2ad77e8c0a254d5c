// tenantry.script/1: cuts a script into batches at GO, as sqlcmd does.  A batch is one piece, whatever
// statements are in it: its variables live as long as it does, and a procedure's body ends where it ends.
#pragma once
#include <tenantry/sdk/connection.hpp>

namespace tenantry::sqlserver {

class script final : public sdk::script {
 public:
  // GO stands alone in its line, with a count and a comment at most; in quotes and comments it is no GO.
  void split(std::string_view text, const receiver &) const override;
  [[nodiscard]] std::string quote(std::string_view identifier) const override;
};

}  // namespace tenantry::sqlserver
